"""Designated institutions and their tills."""

from typing import Any

from accounts.models import Institution, Operator, Terminal


def by_code(tenant: Any, fixmedins_code: str) -> Institution | None:
    """An institution by national code."""
    return Institution.objects.filter(tenant=tenant, fixmedins_code=fixmedins_code).first()


def terminal(institution: Institution, code: str) -> Terminal | None:
    """A till in use."""
    return institution.terminals.filter(code=code, is_active=True).first()


def operator(institution: Institution, code: str) -> Operator | None:
    """A person at a till, in use."""
    return institution.operators.filter(code=code, is_active=True).first()


def in_region(tenant: Any, admdvs: str) -> list[Institution]:
    """Institutions of a district with a contract in force, hospitals first."""
    return list(
        Institution.objects.filter(tenant=tenant, admdvs=admdvs, is_active=True).order_by(
            "fixmedins_type", "fixmedins_code"
        )
    )
