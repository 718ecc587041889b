"""The officers of a vendor's sandbox: three members of staff whose passwords nobody knows."""

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.services import roles
from accounts.services import staff as services
from yibao.cases import areas, conflicts, decisions, officers
from yibao.cases.models import Case
from yibao.cases.states import CaseState
from yibao.kernel import crypto, locks
from yibao.kernel.idcard import make_certno

from ..demo.regions import REGIONS
from ..seeding.tables import table
from ..tenants import SandboxClosed

#: Two agree; where they do not, the third decides (P181).
NAMES = ("模拟审核员甲", "模拟审核员乙", "模拟审核员丙")
_CITIES = sorted({f"{one.code[:4]}00" for one in REGIONS})
_PLACE, _BORN = "510600", date(1975, 1, 1)


def of(tenant: Any) -> list[Any]:
    """The officers of this sandbox in their order, made where they are missing.

    Raises ``sandbox.closed`` for the live world.
    """
    if not (settings.SANDBOX_ENABLED and tenant.is_sandbox):
        raise SandboxClosed
    found = _there(tenant)
    return found if len(found) == len(NAMES) else _made(tenant)


def names_of(tenant: Any) -> list[str]:
    """Their names of accounts."""
    return [f"{tenant.code}-officer-{number}" for number in range(1, len(NAMES) + 1)]


def _there(tenant: Any) -> list[Any]:
    rows = table("User").objects.filter(tenant=tenant, username__in=names_of(tenant))
    return sorted(rows, key=lambda one: one.username)


def _made(tenant: Any) -> list[Any]:
    with transaction.atomic():
        locks.advisory(f"sandbox-officers:{tenant.pk}")
        roles.ensure_roles(by=None)
        known = {one.username for one in _there(tenant)}
        for username, name in zip(names_of(tenant), NAMES, strict=True):
            if username not in known:
                _make(tenant, username, name)
        return _there(tenant)


def _make(tenant: Any, username: str, name: str) -> None:
    """Password and authenticator are drawn and forgotten: nobody signs in as them."""
    services.create(
        by=None,
        tenant=tenant,
        username=username,
        display_name=name,
        password=secrets.token_urlsafe(48),
        groups=("reviewer",),
    )
    user = table("User").objects.get(username=username)
    if not areas.codes_of(user):
        officers.assign_areas(by=None, staff=user, codes=_CITIES)
    if not conflicts.has_declared(user):
        number = int(crypto.blind_index(username, "demo")[:4], 16) % 999
        own = crypto.blind_index(make_certno(_PLACE, _BORN, number), "certno")
        officers.declare(by=None, staff=user, own_index=own)


def next_for(case: Case, staff: list[Any]) -> Any:
    """Who says the next word: who has the case, or it is kept for; else who has said none yet."""
    has_it = case.reviewer_id if case.state == CaseState.IN_REVIEW else case.kept_for_id
    for one in staff:
        if one.pk == has_it:
            return one
    free = [one for one in staff if not decisions.had_first_word(case=case, by=one)]
    return free[0] if free else staff[-1]
