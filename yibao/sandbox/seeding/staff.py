"""Staff of the demo bureau with their second factor."""

from typing import Any

from accounts.services import roles
from accounts.services import staff as services

from ..demo import keys
from ..demo.staff import STAFF, DemoStaff
from .tables import table


def staff(owner: Any) -> int:
    """Accounts of the console, each in the groups of its roles."""
    roles.ensure_roles(by=None)
    for one in STAFF:
        if not table("User").objects.filter(username=one.username).exists():
            _create(owner, one)
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
