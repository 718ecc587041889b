"""A face check that a page leaves to another phone, by a QR code (T20; ADR 19).

The link opens nothing by itself: one phone claims it, types the number that the waiting page shows
from then on, and the face must be the person's. The result goes to the waiting session alone.
"""

import hmac
import secrets
from datetime import timedelta

from django.db import transaction

from accounts.data import FaceWait
from accounts.errors import FaceLinkGone, FaceLinkNumberWrong, FaceLinkTooMany, FaceNotValid
from accounts.models import FaceCheck, FaceHandover, Person, User
from accounts.rules import limits
from accounts.selectors import face_handovers as found
from accounts.services import face_guards
from yibao.audit import services as audit
from yibao.kernel import clock, rates
from yibao.kernel.errors import DomainError

LIFE = timedelta(minutes=5)
KEPT = timedelta(days=1)
NUMBER_TRIES = 3
LINKS_AN_HOUR = 10
_DIGITS = 4
_HOUR = 3600


def start(*, by: User, person: Person, purpose: str, session: str) -> FaceHandover:
    """Open a link of five minutes for this session; an older one of this purpose ends.

    Raises ``FaceConsentMissing``, ``TooYoung``, ``FacePaused``, ``FaceLinkTooMany``.
    """
    if face_guards.is_of_another(by=by, person=person):
        face_guards.refuse_the_young(by=by, person=person)  # who it is agrees on that phone
    else:
        face_guards.refuse_without_right(by=by, person=person, purpose=purpose)
    face_guards.refuse_when_paused(by=by, person=person)
    if rates.hit(f"face-link:{by.pk}", seconds=_HOUR) > LINKS_AN_HOUR:
        raise FaceLinkTooMany
    now = clock.now()
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        _end_open(by, purpose)
        row = FaceHandover.objects.create(
            user=by,
            person=person,
            purpose=purpose,
            session_hash=found.hash_of(session),
            number=f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}",
            opened_at=now,
            expires_at=now + LIFE,
        )
        _record(by, "opened", row)
    return row


def waiting(*, by: User, person: Person, purpose: str, session: str) -> FaceWait | None:
    """What the page of this session shows while it waits."""
    row = found.waiting(user=by, person=person, purpose=purpose, session=session)
    if row is None:
        return None
    state = found.state(row)
    number = row.number if state == found.CLAIMED else ""
    return FaceWait(row.ref, found.token_of(row), state, number, row.expires_at)


def claim(*, by: User, ref: str, phone: str) -> None:
    """The first phone that asks gets the link; raises ``FaceLinkGone`` for every other."""
    free = FaceHandover.objects.filter(
        ref=ref, user=by, phone_hash="", ended_at__isnull=True, expires_at__gt=clock.now()
    )
    with transaction.atomic():
        if not by.is_active or not free.update(phone_hash=found.hash_of(phone)):
            raise FaceLinkGone
        _record(by, "claimed", FaceHandover.objects.get(ref=ref))


def confirm(*, by: User, ref: str, phone: str, number: str) -> None:
    """Both screens are before the same eyes; the third wrong number ends the link.

    Raises ``FaceLinkGone``, ``FaceLinkNumberWrong``.
    """
    with transaction.atomic():
        row = _held(by, ref, phone)
        refusal = _judge(by, row, number)
    if refusal is not None:
        raise refusal


def attach(*, by: User, ref: str, phone: str, check: FaceCheck) -> None:
    """Name the check that the phone is about to send; raises ``FaceLinkGone``."""
    with transaction.atomic():
        row = _held(by, ref, phone)
        if row.confirmed_at is None:
            raise FaceLinkGone
        FaceHandover.objects.filter(check_made=check).exclude(pk=row.pk).update(check_made=None)
        row.check_made = check
        row.save(update_fields=["check_made"])


def collect(*, by: User, person: Person, purpose: str, session: str) -> FaceCheck:
    """Hand the passed check to the session that waits for it, once; raises ``FaceNotValid``."""
    with transaction.atomic():
        waiting = found.waiting(user=by, person=person, purpose=purpose, session=session)
        if waiting is None:
            raise FaceNotValid
        row = FaceHandover.objects.select_for_update().get(pk=waiting.pk)
        check = row.check_made
        if row.ended_at is not None or check is None or not found.is_good(check):
            raise FaceNotValid
        _end(row)
        _record(by, "collected", row)
    return check


def forget_old(*, by: User | None) -> int:
    """Delete links of the day before; the checks themselves stay."""
    old = FaceHandover.objects.filter(opened_at__lt=clock.now() - KEPT)
    return old.delete()[0]


def _held(by: User, ref: str, phone: str) -> FaceHandover:
    row = (
        FaceHandover.objects.select_for_update(of=("self",))
        .filter(ref=ref, user=by, ended_at__isnull=True, expires_at__gt=clock.now())
        .first()
    )
    is_own = row is not None and phone and row.phone_hash == found.hash_of(phone)
    if row is None or not is_own or not by.is_active:
        raise FaceLinkGone
    return row


def _judge(by: User, row: FaceHandover, number: str) -> DomainError | None:
    if hmac.compare_digest(row.number.encode(), number.encode()):
        row.confirmed_at = clock.now()
        row.save(update_fields=["confirmed_at"])
        _record(by, "confirmed", row)
        return None
    row.wrong_numbers += 1
    row.save(update_fields=["wrong_numbers"])
    if row.wrong_numbers < NUMBER_TRIES:
        return FaceLinkNumberWrong(left=NUMBER_TRIES - row.wrong_numbers)
    _end(row)
    _record(by, "refused", row)
    return FaceLinkGone()


def _end_open(by: User, purpose: str) -> None:
    """A result that nobody fetched ends with its link."""
    for row in FaceHandover.objects.filter(user=by, purpose=purpose, ended_at__isnull=True):
        _end(row)
        FaceCheck.objects.filter(
            pk=row.check_made_id,
            used_at__isnull=True,
            outcome=FaceCheck.Outcome.PASSED,
            ended_at__gt=clock.now() - limits.FACE_RESULT_LIFE,
        ).update(used_at=clock.now(), outcome=FaceCheck.Outcome.ERROR)


def _end(row: FaceHandover) -> None:
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])


def _record(by: User, what: str, row: FaceHandover) -> None:
    audit.record(
        f"accounts.face_link.{what}",
        by=by,
        subject=row,
        tenant_id=by.tenant_id,
        data={"purpose": str(row.purpose), "person": str(row.person_id)},
    )
