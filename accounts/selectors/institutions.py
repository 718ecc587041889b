"""Designated institutions and their tills."""

from collections.abc import Collection
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


def search(tenant: Any, name: str, *, limit: int) -> list[Institution]:
    """Institutions with a contract in force whose name has this in it, by name."""
    rows = Institution.objects.filter(tenant=tenant, is_active=True, name__icontains=name)
    return list(rows.order_by("name", "fixmedins_code")[:limit])


def in_region(tenant: Any, admdvs: str) -> list[Institution]:
    """Institutions of a district with a contract in force, hospitals first."""
    return list(
        Institution.objects.filter(tenant=tenant, admdvs=admdvs, is_active=True).order_by(
            "fixmedins_type", "fixmedins_code"
        )
    )


def by_ids(ids: Collection[Any]) -> list[Institution]:
    """These institutions, by name."""
    return list(Institution.objects.filter(pk__in=ids).order_by("name", "pk"))
