"""Accounts of people who work for a maker of software: a password and an authenticator (T25)."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.errors import StaffNameTaken, StaffPasswordWeak, StaffTokenWrong
from accounts.models import Authenticator, User
from yibao.audit import services as audit

DEVICE_NAME = "authenticator"


def create(*, by: Any, tenant: Any, username: str, password: str) -> User:
    """An account of a vendor; it opens nothing before its authenticator is confirmed.

    Raises ``StaffNameTaken``, ``StaffPasswordWeak``.
    """
    try:
        validate_password(password, User(username=username))
    except ValidationError as weak:
        raise StaffPasswordWeak(reason="".join(weak.messages)) from weak
    try:
        with transaction.atomic():
            user = User.objects.create_vendor(tenant=tenant, username=username, password=password)
            Authenticator.objects.create(user=user, name=DEVICE_NAME, confirmed=False)
            audit.record("accounts.vendor_user.created", by=by, subject=user, tenant_id=tenant.pk)
    except IntegrityError as twice:
        raise StaffNameTaken(username=username) from twice
    return user


def named(*, by: Any, username: str) -> User | None:
    """The account of a vendor with this name, if there is one."""
    return User.objects.filter(username=username, kind=User.Kind.VENDOR, is_active=True).first()


def waiting_device(*, by: User) -> Authenticator | None:
    """The authenticator that this person has yet to take in; None where one is in use."""
    return Authenticator.objects.filter(user=by, confirmed=False).first()


def confirm(*, by: User, token: str) -> Authenticator:
    """The first token of the own authenticator; from now on it is asked for at every login.

    Raises ``StaffTokenWrong``.
    """
    with transaction.atomic():
        device = Authenticator.objects.select_for_update().filter(user=by, confirmed=False).first()
        is_right = device is not None and device.verify_token(token)
        if device is not None and is_right:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            audit.record("accounts.vendor_user.confirmed", by=by, subject=by)
    if device is None or not is_right:  # after the commit: a wrong token stays counted
        raise StaffTokenWrong
    return device


def switch_off(*, by: Any, user: User) -> None:
    """Somebody no longer works for the vendor: no login, no session, no authenticator."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk, kind=User.Kind.VENDOR)
        row.is_active = False
        row.set_unusable_password()
        row.save(update_fields=["is_active", "password"])
        Authenticator.objects.filter(user=row).delete()
        audit.record("accounts.vendor_user.disabled", by=by, subject=row)
