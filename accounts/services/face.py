"""Face checks (实人): begun, judged by an engine, used once (T20, T21, P34, P35).

The photo passes through memory to the engine and is never written anywhere.
"""

from typing import Any

from django.db import transaction

from accounts.data import FACE_CONSENT, FaceAnswer
from accounts.errors import (
    FaceAway,
    FaceConsentMissing,
    FaceNotValid,
    FacePaused,
    FacePhotoUnusable,
    TooYoung,
)
from accounts.gateways import FaceUnavailable, FrameUnusable, current_face
from accounts.models import FaceCheck, Person, User
from accounts.rules import limits
from accounts.selectors import consents, verifications
from yibao.audit import services as audit
from yibao.kernel import clock, locks

FRAME_LIMIT = 5 * 1024 * 1024
_Outcome = FaceCheck.Outcome


def begin(*, by: User, person: Person, purpose: str) -> FaceCheck:
    """Open a check of this person for this purpose.

    Raises ``FaceConsentMissing``, ``TooYoung`` (P54), ``FacePaused`` (P35).
    """
    if consents.live(by, FACE_CONSENT.kind, FACE_CONSENT.version) is None:
        raise FaceConsentMissing
    if person.age_on(clock.today(by.tenant)) < limits.FACE_MIN_AGE:
        raise TooYoung
    with transaction.atomic():
        _lock(person)
        _refuse_when_paused(by, person)
        check = FaceCheck.objects.create(
            user=by, person=person, purpose=purpose, began_at=clock.now()
        )
        _record("begun", by, check)
    return check


def submit(*, by: User, ref: str, frame: bytes | None, acted: str = "") -> FaceCheck:
    """Have the photo judged; answers the check with outcome PASSED or FAILED.

    ``acted`` is one of ``acted_outcomes()`` where the engine is a simulator. Raises
    ``FacePhotoUnusable`` and ``FaceAway`` (neither counts), ``FacePaused``, ``FaceNotValid``.
    """
    engine = current_face()
    sent = engine.acted_frame(acted) if acted and engine.acted_outcomes() else frame
    if not sent or len(sent) > FRAME_LIMIT:
        raise FacePhotoUnusable
    check = _claim(by, ref, engine.name)
    try:
        # No transaction is open here: a slow engine holds no lock.
        answer = engine.compare(
            reference=check.ref, name=check.person.name, certno=check.person.certno, frame=sent
        )
    except FaceUnavailable as away:
        _end(by, check, _Outcome.ERROR)
        raise FaceAway from away
    except FrameUnusable as unusable:
        _end(by, check, _Outcome.ERROR)
        raise FacePhotoUnusable from unusable
    return _end(by, check, _Outcome.PASSED if answer.passed else _Outcome.FAILED, answer)


def consume(*, by: User, ref: str, person: Person, purpose: str) -> FaceCheck:
    """Spend a passed check: of this user, person and purpose, within 5 minutes, once (T20).

    Call it inside the transaction of what the check allows. Raises ``FaceNotValid``.
    """
    with transaction.atomic():
        check = FaceCheck.objects.select_for_update().filter(ref=ref, user=by).first()
        if check is None or not _is_good_for(check, person, purpose):
            raise FaceNotValid
        check.used_at = clock.now()
        check.save(update_fields=["used_at"])
        _record("used", by, check)
    return check


def acted_outcomes() -> tuple[tuple[str, str], ...]:
    """Outcomes that a visitor of the sandbox may choose; empty where the engine is real."""
    return current_face().acted_outcomes()


def _is_good_for(check: FaceCheck, person: Person, purpose: str) -> bool:
    return (
        check.person_id == person.pk
        and check.purpose == purpose
        and check.outcome == _Outcome.PASSED
        and check.used_at is None
        and check.ended_at is not None
        and check.ended_at > clock.now() - limits.FACE_RESULT_LIFE
    )


def _lock(person: Person) -> None:
    locks.advisory(f"accounts.face:{person.pk}")


def _refuse_when_paused(by: User, person: Person) -> None:
    until = verifications.face_paused_until(by, person)
    if until is not None:
        raise FacePaused(_until=until)


def _claim(by: User, ref: str, engine: str) -> FaceCheck:
    """Mark the check as running, so that it is judged once; the engine's name is the mark."""
    with transaction.atomic():
        check = FaceCheck.objects.select_related("person").filter(ref=ref, user=by).first()
        if check is None:
            raise FaceNotValid
        _lock(check.person)
        _refuse_when_paused(by, check.person)
        fresh = FaceCheck.objects.filter(
            pk=check.pk,
            engine="",
            outcome=_Outcome.PENDING,
            began_at__gt=clock.now() - limits.FACE_RESULT_LIFE,
        )
        if not fresh.update(engine=engine):
            raise FaceNotValid
        check.engine = engine
    return check


def _end(by: User, check: FaceCheck, outcome: str, answer: FaceAnswer | None = None) -> FaceCheck:
    with transaction.atomic():
        check.outcome, check.ended_at = outcome, clock.now()
        if answer is not None:
            check.score, check.liveness = answer.score, answer.liveness
            check.reasons, check.engine = list(answer.reasons), answer.engine
        check.save(update_fields=["outcome", "ended_at", "score", "liveness", "reasons", "engine"])
        _record(str(outcome).lower(), by, check)
    return check


def _record(what: str, by: Any, check: FaceCheck) -> None:
    audit.record(
        f"accounts.face.{what}",
        by=by,
        subject=check,
        tenant_id=by.tenant_id,
        data={"purpose": str(check.purpose), "person": str(check.person_id)},
    )
