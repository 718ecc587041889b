"""Staff of the demo bureau with their second factor."""

from typing import Any

from django.contrib.auth.models import Group
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.services import roles

from ..demo import keys
from ..demo.staff import STAFF, DemoStaff
from .tables import table

DEVICE_NAME = "demo"


def staff(owner: Any) -> int:
    """Accounts of the console, each in the groups of its roles."""
    roles.ensure_roles()
    for one in STAFF:
        user = table("User").objects.filter(username=one.username).first() or _new(owner, one)
        user.groups.add(*Group.objects.filter(name__in=one.roles))
        _second_factor(user)
    return len(STAFF)


def member(username: str) -> Any:
    """One member of staff."""
    return table("User").objects.get(username=username)


def _new(owner: Any, one: DemoStaff) -> Any:
    return table("User").objects.create_staff(
        tenant=owner,
        username=one.username,
        password=keys.staff_password(one.username),
        display_name=one.post,
        is_superuser=one.is_superuser,
    )


def _second_factor(user: Any) -> None:
    TOTPDevice.objects.update_or_create(
        user=user,
        name=DEVICE_NAME,
        defaults={"key": keys.totp_key(user.username).hex(), "confirmed": True},
    )
