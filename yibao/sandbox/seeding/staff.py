"""Staff of the demo bureau with their second factor."""

from datetime import date
from typing import Any

from accounts.services import roles
from accounts.services import staff as services
from yibao.cases import areas, conflicts, officers
from yibao.kernel import crypto
from yibao.kernel.idcard import make_certno

from ..demo import keys
from ..demo.staff import STAFF, DemoStaff
from .tables import table

CITY = "510600"
_REVIEWING = {"reviewer", "lead"}


def staff(owner: Any) -> int:
    """Accounts of the console, each in the groups of its roles."""
    roles.ensure_roles(by=None)
    for one in STAFF:
        if not table("User").objects.filter(username=one.username).exists():
            _create(owner, one)
        if one.is_superuser or set(one.roles) & _REVIEWING:
            _place(one)
    return len(STAFF)


def member(username: str) -> Any:
    """One member of staff."""
    return table("User").objects.get(username=username)


def _create(owner: Any, one: DemoStaff) -> None:
    services.create(
        by=None,
        tenant=owner,
        username=one.username,
        display_name=one.post,
        password=keys.staff_password(one.username),
        groups=one.roles,
        is_superuser=one.is_superuser,
        totp_key=keys.totp_key(one.username).hex(),
    )


def _place(one: DemoStaff) -> None:
    """Officers of the demo work in the whole city; who they are is made up, kept if changed."""
    user = member(one.username)
    if not areas.codes_of(user):
        officers.assign_areas(by=None, staff=user, codes=[CITY])
    if not conflicts.has_declared(user):
        born = date(1975, 1, 1 + len(one.username))
        number = make_certno(
            CITY, born, int(crypto.blind_index(one.username, "demo")[:4], 16) % 999
        )
        officers.declare(by=None, staff=user, own_index=crypto.blind_index(number, "certno"))
