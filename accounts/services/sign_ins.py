"""Signing in and out of devices: noted, listed, ended (T16, T23, T28)."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import SignIn, User
from accounts.rules import devices
from accounts.selectors import sign_ins
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

SEEN_EVERY = timedelta(minutes=5)


def begin(
    *, by: User, session_key: str, device: str, agent: str, way: str, is_proved: bool = False
) -> SignIn:
    """Note a sign-in; a real-named owner is told of a device that is not known (P191).

    ``device`` is the value of the device cookie. ``is_proved`` says that the way itself proved the
    owner, as a passkey does; a known device counts as proved too.
    """
    is_known = sign_ins.knows(by, device)
    now = clock.now()
    with transaction.atomic():
        row = SignIn.objects.create(
            user=by,
            session_key=session_key,
            device_hash=sign_ins.device_hash(device),
            label=devices.label_of(agent),
            way=way,
            is_new_device=not is_known,
            began_at=now,
            last_seen_at=now,
            proved_at=now if is_known or is_proved else None,
        )
        _record("begun", by, row, way=str(way), new=not is_known)
        if not is_known and by.person_id is not None and way != SignIn.Way.RECOVERY:
            _tell(by, row)
    return row


def _tell(user: User, row: SignIn) -> None:
    notices.post(
        "new_device",
        by=user,
        user=user,
        context={"label": row.label, "at": row.began_at},
        link=notices.Link("/me/security/", "看登录和设备"),
        sms=True,
    )


def prove(*, by: User, row: SignIn) -> None:
    """The owner proved to be at this device by password, passkey or face."""
    with transaction.atomic():
        found = SignIn.objects.filter(pk=row.pk, user=by, ended_at__isnull=True)
        found.filter(proved_at__isnull=True).update(proved_at=clock.now())
        _record("proved", by, row)
    row.proved_at = clock.now()


def see(*, by: User, row: SignIn, session_key: str) -> None:
    """Note at most once in five minutes that the device is used; follow a renewed session key."""
    now = clock.now()
    if row.session_key == session_key and now - row.last_seen_at < SEEN_EVERY:
        return
    with transaction.atomic():
        SignIn.objects.filter(pk=row.pk, user=by).update(last_seen_at=now, session_key=session_key)


def leave(*, by: User, ref: str) -> None:
    """The owner signs out here; the device stays known."""
    with transaction.atomic():
        SignIn.objects.filter(user=by, ref=ref, ended_at__isnull=True).update(ended_at=clock.now())


def end_one(*, by: User, ref: str) -> SignIn:
    """Sign one of the own devices out and forget it. Raises ``NotFound`` for anybody else's."""
    with transaction.atomic():
        row = SignIn.objects.filter(user=by, ref=ref, ended_at__isnull=True).first()
        if row is None:
            raise NotFound
        _end(SignIn.objects.filter(pk=row.pk))
        _record("ended", by, row)
    return row


def end_all(*, by: Any, user: User, keep: str = "") -> int:
    """Sign every device of the user out but ``keep`` (a ref) and forget them."""
    with transaction.atomic():
        rows = SignIn.objects.filter(user=user).exclude(ref=keep)
        count = rows.filter(ended_at__isnull=True).count()
        _end(rows)
        audit.record(
            "accounts.sign_in.others_ended",
            by=by,
            subject=user,
            tenant_id=user.tenant_id,
            data={"count": count},
        )
    return count


def _end(rows: Any) -> None:
    """What runs is over, and none of these devices is known any longer."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for row in rows.filter(ended_at__isnull=True):
        store(row.session_key).delete()
    rows.filter(ended_at__isnull=True).update(ended_at=clock.now())
    rows.update(proved_at=None)


def _record(what: str, by: User, row: SignIn, **data: Any) -> None:
    audit.record(f"accounts.sign_in.{what}", by=by, subject=row, tenant_id=by.tenant_id, data=data)
