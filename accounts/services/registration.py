"""Citizens' accounts: found or made after the phone was proved."""

from typing import Any

from django.db import transaction

from accounts.models import User
from yibao.audit import services as audit
from yibao.kernel import crypto, locks, phones

from . import sign_ins


def enter(*, by: object | None, tenant: Any, phone: str) -> User:
    """The account of a phone whose code was just accepted; made where there is none.

    Two parallel calls make one account: the number's lock and the unique index see to it. Call it
    only after ``phones.check_code`` returned.
    """
    phone = phones.parse_mobile(phone)
    index = crypto.blind_index(phone, "phone")
    with transaction.atomic():
        locks.advisory(f"accounts.phone:{index}")
        user = User.objects.filter(tenant=tenant, phone_index=index, is_active=True).first()
        if user is None:
            user = User.objects.create_citizen(tenant=tenant, phone=phone)
            audit.record("accounts.user.registered", by=by or user, subject=user)
        audit.record("accounts.user.signed_in", by=user, subject=user)
    return user


def end_sessions(*, by: object | None, user: User, keep: str = "") -> None:
    """Sign a citizen out everywhere: the session hash depends on the (unusable) password.

    ``keep`` is the ref of a sign-in that stays; its session needs the new hash from the caller.
    """
    with transaction.atomic():
        # No stronger: a notice to this user, from wherever, must not wait for the end of this.
        user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        sign_ins.end_all(by=by, user=user, keep=keep)
        audit.record("accounts.user.sessions_ended", by=by, subject=user)
