"""Accounts of staff: made, given a second factor, signed out, switched off (T25, T27)."""

import base64
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.data import NewStaff
from accounts.errors import StaffGroupUnknown, StaffNameTaken, StaffPasswordWeak
from accounts.models import Authenticator, User
from accounts.services import staff_guards
from yibao.audit import glass
from yibao.audit import services as audit
from yibao.cases import officers
from yibao.cases.desk import leaving

DEVICE_NAME = "authenticator"


def create(
    *,
    by: Any,
    tenant: Any,
    username: str,
    display_name: str,
    password: str,
    groups: Sequence[str] = (),
    is_superuser: bool = False,
    totp_key: str | None = None,
) -> NewStaff:
    """Make a member of staff with an enrolled authenticator; the secret is answered once.

    ``totp_key`` (40 hex digits) fixes the secret for demo accounts. Raises ``StaffNameTaken``,
    ``StaffGroupUnknown``, ``StaffPasswordWeak``.
    """
    found = _groups(groups)
    try:
        with transaction.atomic():
            user = _save(tenant, username, display_name, password, is_superuser)
            user.groups.set(found)
            audit.record(
                "accounts.staff.created", by=by, subject=user, data={"groups": sorted(groups)}
            )
            device = enrol_totp(by=by, user=user, key=totp_key)
    except IntegrityError as twice:
        raise StaffNameTaken(username=username) from twice
    return NewStaff(
        username=user.username,
        user_id=str(user.pk),
        totp_secret=base64.b32encode(device.bin_key).decode(),
        otpauth_url=device.config_url,
    )


def _groups(names: Sequence[str]) -> list[Group]:
    known = {group.name: group for group in Group.objects.all()}
    for name in names:
        if name not in known:
            raise StaffGroupUnknown(name=name, known="、".join(sorted(known)) or "（没有）")
    return [known[name] for name in names]


def _save(tenant: Any, username: str, display_name: str, password: str, is_superuser: bool) -> User:
    candidate = User(username=username, display_name=display_name)
    try:
        validate_password(password, candidate)
    except ValidationError as weak:
        raise StaffPasswordWeak(reason="".join(weak.messages)) from weak
    return User.objects.create_staff(
        tenant=tenant,
        username=username,
        password=password,
        display_name=display_name,
        is_superuser=is_superuser,
    )


def enrol_totp(*, by: Any, user: User, key: str | None = None) -> Authenticator:
    """Give a new authenticator; the old one stops working. Raises ``StaffOwnAccount``."""
    staff_guards.must_be_another(by=by, user=user)
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        fields = {"key": key} if key else {}
        device = Authenticator.objects.create(user=user, name=DEVICE_NAME, confirmed=True, **fields)
        audit.record("accounts.staff.totp_enrolled", by=by, subject=user)
    return device


def disable(*, by: Any, user: User) -> None:
    """Switch an account off: sessions, break glass and work in hand end at once (T27).

    The old password is forgotten, so that switching on again needs a new one. Raises
    ``StaffOwnAccount``, ``StaffLastAdmin``.
    """
    with transaction.atomic():
        _switch_off(by, user)
        audit.record("accounts.staff.disabled", by=by, subject=user)


def leave(*, by: Any, user: User) -> None:
    """Somebody leaves for good: switched off, and roles, districts and authenticator are gone.

    What they did stays written. Raises ``StaffOwnAccount``, ``StaffLastAdmin``.
    """
    with transaction.atomic():
        _switch_off(by, user)
        roles = sorted(user.groups.values_list("name", flat=True))
        user.groups.clear()
        officers.assign_areas(by=by, staff=user, codes=())
        Authenticator.objects.filter(user=user).delete()
        audit.record("accounts.staff.left", by=by, subject=user, data={"roles": roles})


def _switch_off(by: Any, user: User) -> None:
    staff_guards.must_be_another(by=by, user=user)
    staff_guards.must_leave_an_admin(by=by, user=user)
    row = User.objects.select_for_update().get(pk=user.pk)
    row.is_active = False
    row.set_unusable_password()
    row.save(update_fields=["is_active", "password"])
    stop_work(by=by, user=row)


def stop_work(*, by: Any, user: User) -> None:
    """End break glass and give every case in hand or kept back to the queue."""
    with transaction.atomic():
        glass.end_all(by=by, staff=user)
        leaving.let_go(by=by, staff=user)


def sign_out(*, by: Any, user: User) -> None:
    """End every session of a member of staff with its next request; the password stays (T27)."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.proof_epoch += 1
        row.save(update_fields=["proof_epoch"])
        glass.end_all(by=by, staff=row)
        audit.record("accounts.staff.signed_out", by=by, subject=row)


def enable(*, by: Any, user: User, password: str) -> None:
    """Switch an account on with a new password. Raises ``StaffPasswordWeak``, ``StaffOwnAccount``.

    Who had left has no roles and no authenticator until both are given again.
    """
    staff_guards.must_be_another(by=by, user=user)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise StaffPasswordWeak(reason="".join(weak.messages)) from weak
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.is_active = True
        row.set_password(password)
        row.save(update_fields=["is_active", "password"])
        audit.record("accounts.staff.enabled", by=by, subject=row)
