"""A new number for an account (P32, T16, T17, T28).

Who may change is proved by the caller: in the pages a fresh password or passkey, a code to the new
number, and a code to the old one or a face; at the counter the clerk.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.errors import PhoneInUse, PhoneSame
from accounts.models import FaceCheck, PhoneChange, User
from accounts.services import face, registration
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, locks, masking, phones
from yibao.notices import services as notices

MONEY_HOLD = timedelta(hours=24)


def check_new(*, by: User, phone: str) -> str:
    """The parsed new number; refuses the present one. Whether it has an account is not said.

    Raises ``PhoneSame`` and ``NotAPhone``.
    """
    parsed = phones.parse_mobile(phone)
    if by.phone_index == crypto.blind_index(parsed, "phone"):
        raise PhoneSame
    return parsed


def change(
    *,
    by: Any,
    user: User,
    new_phone: str,
    way: str,
    face_ref: str = "",
    session: str = "",
    keep: str = "",
) -> PhoneChange:
    """Bind the new number; other sessions end, money acts wait 24 hours, both numbers are told.

    ``way`` is one of ``PhoneChange.Way``; ``FACE`` spends the result ``face_ref`` of purpose
    ``PHONE_CHANGE``, bound to ``session``. ``keep`` is the ref of the sign-in that goes on.
    The new number must have been proved by a code. An account without a real name that sits on
    the number makes room for it.
    Raises ``PhoneInUse``, ``PhoneSame``, ``FaceNotValid``, ``NotAPhone``.
    """
    phone = phones.parse_mobile(new_phone)
    index = crypto.blind_index(phone, "phone")
    with transaction.atomic():
        locks.advisory(f"accounts.phone:{index}")
        locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        if locked.phone_index == index:
            raise PhoneSame
        if way == PhoneChange.Way.FACE:
            purpose = FaceCheck.Purpose.PHONE_CHANGE
            face.consume(
                by=locked, ref=face_ref, person=locked.person, purpose=purpose, session=session
            )
        _make_room(by, locked, index)
        return rebind(by=by, user=locked, phone=phone, way=way, keep=keep)


def _make_room(by: Any, user: User, index: str) -> None:
    """Somebody who only typed the number once gives it up; a real-named account does not."""
    rows = User.objects.select_for_update(of=("self",))
    other = rows.filter(tenant_id=user.tenant_id, phone_index=index, is_active=True).first()
    if other is None:
        return
    if other.person_id is not None or other.is_staff:
        raise PhoneInUse
    give_up(by=by, user=other)


def give_up(*, by: Any, user: User) -> None:
    """Close an account that never had a person, so that its number is free."""
    user.phone = user.phone_index = None
    user.is_active = False
    user.closed_at = clock.now()
    user.save(update_fields=["phone", "phone_index", "is_active", "closed_at"])
    registration.end_sessions(by=by, user=user)
    audit.record("accounts.user.given_up", by=by, subject=user, tenant_id=user.tenant_id)


def rebind(*, by: Any, user: User, phone: str, way: str, keep: str = "") -> PhoneChange:
    """Write the number of a locked row and all that follows; inside the caller's transaction."""
    old, now = user.phone, clock.now()
    user.set_phone(phone)
    user.money_held_until = now + MONEY_HOLD
    user.save(update_fields=["phone", "phone_index", "money_held_until"])
    row = PhoneChange.objects.create(
        user=user,
        way=way,
        old_phone=old,
        new_phone=phone,
        changed_at=now,
        money_held_until=user.money_held_until,
    )
    registration.end_sessions(by=by, user=user, keep=keep)
    audit.record(
        "accounts.phone.changed",
        by=by,
        subject=row,
        tenant_id=user.tenant_id,
        data={"way": str(way), "user": str(user.pk)},
    )
    if way != PhoneChange.Way.RECOVERY:
        _tell(by, user, old, row)
    return row


def _tell(by: Any, user: User, old: str | None, row: PhoneChange) -> None:
    context = {"at": row.changed_at, "phone": masking.mask_phone(user.phone or "")}
    notices.post(
        "phone_changed",
        by=by,
        user=user,
        context=context | {"until": row.money_held_until},
        link=notices.Link("/me/security/", "看登录和设备"),
        sms=True,
    )
    if old:
        text = notices.render_sms("phone_changed_old", context)
        notices.owe_sms("phone_changed_old", by=by, phone=old, text=text, tenant_id=user.tenant_id)
