"""New staff: invited with a code, they choose their own password and second factor (T25, A 6.4.1).

The administrator learns neither. The code is the first password of an account that has no
authenticator yet, so it opens no page of the console; it is good for three days and once.
"""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.data import Invitation
from accounts.errors import (
    StaffInvitationOver,
    StaffNameTaken,
    StaffPasswordWeak,
    StaffTokenWrong,
)
from accounts.models import Authenticator, User
from accounts.services import roles as role_table
from accounts.services import staff_guards
from yibao.audit import glass
from yibao.audit import services as audit
from yibao.kernel import clock

#: How long a code may wait for its person.
LIFE = timedelta(days=3)
DEVICE_NAME = "authenticator"
#: Letters and digits that nobody mixes up when they are read aloud or copied.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_GROUPS, _GROUP = 5, 4


def invite(
    *, by: Any, tenant: Any, username: str, display_name: str, roles: list[str]
) -> Invitation:
    """Make an account with these roles and a code for its person. Raises ``StaffNameTaken``."""
    code = _new_code()
    try:
        with transaction.atomic():
            user = User.objects.create_staff(
                tenant=tenant, username=username, password=code, display_name=display_name
            )
            role_table.assign(by=by, user=user, roles=roles)
            _expect(user)
            audit.record(
                "accounts.staff.invited", by=by, subject=user, data={"roles": sorted(roles)}
            )
    except IntegrityError as twice:
        raise StaffNameTaken(username=username) from twice
    return Invitation(user_id=str(user.pk), username=user.username, code=code)


def invite_again(*, by: Any, user: User) -> Invitation:
    """A new code: for an invitation that is over, or a password and authenticator that are lost.

    Password, authenticator and sessions of before end. Raises ``StaffOwnAccount``.
    """
    staff_guards.must_be_another(by=by, user=user)
    code = _new_code()
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.set_password(code)
        row.save(update_fields=["password"])
        glass.end_all(by=by, staff=row)
        Authenticator.objects.filter(user=row).delete()
        _expect(row)
        audit.record("accounts.staff.invited", by=by, subject=row, data={"again": True})
    return Invitation(user_id=str(row.pk), username=row.username, code=code)


def is_waiting(*, by: Any, user: User) -> bool:
    """Whether the account waits for its person to come with the code."""
    return _waiting(user) is not None


def secret_of(*, by: Any, user: User) -> Authenticator:
    """The authenticator that the invited person takes in. Raises ``StaffInvitationOver``."""
    device = _waiting(user)
    if device is None:
        raise StaffInvitationOver
    return device


def join(*, by: User, password: str, token: str) -> User:
    """The invited person's own password and first token; from now on they can sign in.

    Raises ``StaffInvitationOver``, ``StaffPasswordWeak``, ``StaffTokenWrong``.
    """
    try:
        validate_password(password, by)
    except ValidationError as weak:
        raise StaffPasswordWeak(reason="".join(weak.messages)) from weak
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=by.pk)
        device = secret_of(by=by, user=user)
        if user.check_password(password):
            raise StaffPasswordWeak(reason="请不要用邀请码做密码。")
        is_right = device.verify_token(token)
        if is_right:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            user.set_password(password)
            user.save(update_fields=["password"])
            audit.record("accounts.staff.joined", by=user, subject=user)
    if not is_right:  # after the commit: a wrong token stays counted
        raise StaffTokenWrong
    return user


def _expect(user: User) -> None:
    Authenticator.objects.create(user=user, name=DEVICE_NAME, confirmed=False)


def _waiting(user: User) -> Authenticator | None:
    if not (user.is_active and user.is_staff):
        return None
    devices = Authenticator.objects.filter(user=user)
    fresh = devices.filter(confirmed=False, created_at__gt=clock.now() - LIFE).first()
    return None if devices.filter(confirmed=True).exists() else fresh


def _new_code() -> str:
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)
