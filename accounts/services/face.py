"""Face checks (实人): begun, judged by an engine, used once (T20, T21, P34, P35).

The pictures pass through memory to the engine and are never written anywhere.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.data import FACE_CONSENT, FaceAnswer, FaceStanding, FaceTask
from accounts.errors import (
    FaceAway,
    FaceNoReference,
    FaceNotValid,
    FacePhotoUnusable,
    FaceUnclear,
)
from accounts.gateways import FaceUnavailable, FrameUnusable, NoReference, current_face
from accounts.models import FaceCheck, FaceReference, Person, User
from accounts.rules import face as rules
from accounts.rules import face_words, limits
from accounts.selectors import verifications
from accounts.services import consents as consent_service
from accounts.services import face_guards, face_results, face_tokens
from accounts.services import face_handovers as face_handovers
from yibao.kernel import clock, locks

FRAME_LIMIT = rules.MOST_BYTES
HELP = face_words.HELP
_Outcome = FaceCheck.Outcome
_OUTCOMES = {"pass": _Outcome.PASSED, "fail": _Outcome.FAILED, "review": _Outcome.REVIEW}


def begin(*, by: User, person: Person, purpose: str, has_ticked: bool = False) -> FaceCheck:
    """Open a check of this person for this purpose; ``challenge`` says the steps in order.

    ``has_ticked``: the person, on the phone of somebody else, has just agreed to the words on the
    page; the check keeps it. A check that has just begun and was not sent is handed out again, so
    that reloading draws no other challenge. Raises ``FaceConsentMissing`` unless the person whose
    face it is has agreed (T21), ``TooYoung`` (P54, P193), ``FacePaused`` (P35),
    ``FaceNoReference`` where a real engine has nothing to compare with.
    """
    is_told = has_ticked and face_guards.is_of_another(by=by, person=person)
    if is_told:
        face_guards.refuse_the_young(by=by, person=person)
    else:
        face_guards.refuse_without_right(by=by, person=person, purpose=purpose)
    engine = current_face()
    is_vain = engine.needs_template and not engine.acted_outcomes() and not _template(person)
    with transaction.atomic():
        _lock(person)
        face_guards.refuse_when_paused(by=by, person=person)
        check = _waiting(by, person, purpose) or _new(by, person, purpose)
        face_guards.note(by=by, check=check, has_ticked=is_told)
        if is_vain:
            _failed(by, check, "no_reference")
    if is_vain:
        raise FaceNoReference
    return check


def submit(
    *, by: User, ref: str, frame: bytes | None = None, acted: str = "", frames: Sequence[bytes] = ()
) -> FaceCheck:
    """Have the pictures judged; answers the check with outcome PASSED, FAILED or REVIEW.

    ``frames``: straight ahead first, then one a step of the challenge. ``frame``: a single photo,
    which proves no life and is taken in a sandbox only. ``acted`` is one of ``acted_outcomes()``
    where there are any. Raises ``FacePhotoUnusable``, ``FaceUnclear``, ``FaceNoReference`` and
    ``FaceAway`` (none counts as a failure), ``FacePaused``, ``FaceNotValid``.
    """
    engine = current_face()
    sent = _pictures(engine, frame, acted, frames)
    check = _claim(by, ref, engine.name, len(sent))
    try:
        # No transaction is open here: a slow engine holds no lock.
        answer = engine.compare(_task(check, sent))
    except FaceUnavailable as away:
        _failed(by, check)
        raise FaceAway from away
    except NoReference as unknown:
        _failed(by, check, "no_reference")
        raise FaceNoReference from unknown
    except FrameUnusable as unusable:
        _failed(by, check, *unusable.reasons)
        raise _unusable(unusable.reasons) from unusable
    outcome, reasons = _judged(answer)
    return face_results.end(by=by, check=check, outcome=outcome, reasons=reasons, answer=answer)


def consume(*, by: User, ref: str, person: Person, purpose: str, session: str = "") -> FaceCheck:
    """Spend a passed check: of this user, person and purpose, within 5 minutes, once (T20).

    ``ref`` is the signed result (``result_token``) or, for a check that the server itself looked
    up, its bare reference. Call it inside the transaction of what the check allows. Raises
    ``FaceNotValid``.
    """
    if face_tokens.is_token(by=by, text=ref):
        ref = face_tokens.ref_of(by=by, token=ref, person=person, purpose=purpose, session=session)
    with transaction.atomic():
        check = FaceCheck.objects.select_for_update().filter(ref=ref, user=by).first()
        if check is None or not _is_good_for(check, person, purpose):
            raise FaceNotValid
        check.used_at = clock.now()
        check.save(update_fields=["used_at"])
        face_results.record(by=by, what="used", check=check)
    return check


def result_token(*, by: User, check: FaceCheck, session: str = "") -> str:
    """The signed result of a passed check, bound to this session; raises ``FaceNotValid``."""
    if check.outcome != _Outcome.PASSED or check.user_id != by.pk:
        raise FaceNotValid
    return face_tokens.issue(by=by, check=check, session=session)


def agree(*, by: User, person: Person | None = None) -> None:
    """Note the separate consent of the own account to face checks (T21); that of somebody else on
    this phone goes with ``begin``."""
    if person is None or not face_guards.is_of_another(by=by, person=person):
        consent_service.give(
            by=by, kind=FACE_CONSENT.kind, version=FACE_CONSENT.version, text=FACE_CONSENT.text
        )


def standing(*, by: User, person: Person, purpose: str = "") -> FaceStanding:
    """Consent, tries left, pause and open review of this user and person."""
    has_agreed = face_guards.has_agreed(by=by, person=person, purpose=purpose)
    is_others = face_guards.is_of_another(by=by, person=person)
    review = verifications.face_review(by)
    return FaceStanding(
        consent=None if has_agreed else FACE_CONSENT,
        whose=person.masked_name if is_others else "",
        tries_left=verifications.face_tries_left(by, person),
        paused_until=verifications.face_paused_until(by, person),
        review_ref=review.ref if review else "",
        review_due=review.due_at if review else None,
    )


def acted_outcomes() -> tuple[tuple[str, str], ...]:
    """Outcomes that a visitor of the sandbox may choose; empty where the engine is real."""
    return current_face().acted_outcomes()


def compares_photos() -> bool:
    """Whether a real photo is really compared."""
    engine = current_face()
    return engine.needs_template or not engine.acted_outcomes()


def steps(*, check: FaceCheck | None) -> list[tuple[str, str]]:
    """The movements of a check in order: code and words."""
    asked = check.challenge if check else []
    return [(step, face_words.STEP_WORDS[step]) for step in asked if step in face_words.STEP_WORDS]


def advice(*, check: FaceCheck | None) -> list[tuple[str, str]]:
    """What was wrong and what to do, of a check that has ended."""
    return face_words.said(check.reasons if check else [])


def _pictures(
    engine: Any, frame: bytes | None, acted: str, frames: Sequence[bytes]
) -> tuple[bytes, ...]:
    if acted and engine.acted_outcomes():
        sent: tuple[bytes | None, ...] = (engine.acted_frame(acted),)
    else:
        sent = tuple(frames) or (frame,)
    if not all(sent) or any(len(one or b"") > FRAME_LIMIT for one in sent):
        raise FacePhotoUnusable
    return tuple(one for one in sent if one)


def _task(check: FaceCheck, sent: tuple[bytes, ...]) -> FaceTask:
    known = _template(check.person)
    return FaceTask(
        reference=check.ref,
        name=check.person.name,
        certno=check.person.certno,
        frames=sent,
        steps=tuple(check.challenge) if len(sent) > 1 else (),
        template=known.template if known else "",
        model_digest=known.model_digest if known else "",
    )


def _template(person: Person) -> FaceReference | None:
    return FaceReference.objects.filter(person=person).first()


def _judged(answer: FaceAnswer) -> tuple[str, list[str]]:
    """A pass without a proof of life is none, except in a sandbox, where the page says so."""
    if answer.passed and answer.liveness != "passed" and not settings.SANDBOX_ENABLED:
        return _Outcome.FAILED, [*answer.reasons, "liveness_unproven"]
    return _OUTCOMES[answer.decision], list(answer.reasons)


def _failed(by: User, check: FaceCheck, *reasons: str) -> None:
    """Nothing came of it, and it does not count against the person."""
    face_results.end(by=by, check=check, outcome=_Outcome.ERROR, reasons=list(reasons))


def _unusable(reasons: tuple[str, ...]) -> FacePhotoUnusable | FaceUnclear:
    words = face_words.said(reasons)
    if not words or "not_a_picture" in reasons:
        return FacePhotoUnusable()
    said, todo = words[0]
    return FaceUnclear(said=said, todo=todo, reason=reasons[0])


def _is_good_for(check: FaceCheck, person: Person, purpose: str) -> bool:
    return (
        check.person_id == person.pk
        and check.purpose == purpose
        and check.outcome == _Outcome.PASSED
        and check.used_at is None
        and check.ended_at is not None
        and check.ended_at > clock.now() - limits.FACE_RESULT_LIFE
    )


def _waiting(by: User, person: Person, purpose: str) -> FaceCheck | None:
    return verifications.face_waiting(by, person, purpose, since=rules.CHALLENGE_KEPT)


def _new(by: User, person: Person, purpose: str) -> FaceCheck:
    check = FaceCheck.objects.create(
        user=by,
        person=person,
        purpose=purpose,
        challenge=rules.draw_challenge(),
        began_at=clock.now(),
    )
    face_results.record(by=by, what="begun", check=check)
    return check


def _lock(person: Person) -> None:
    locks.advisory(f"accounts.face:{person.pk}")


def _claim(by: User, ref: str, engine: str, pictures: int) -> FaceCheck:
    """Mark the check as running, so that it is judged once; the engine's name is the mark."""
    with transaction.atomic():
        check = FaceCheck.objects.select_related("person").filter(ref=ref, user=by).first()
        if check is None:
            raise FaceNotValid
        is_whole = pictures == 1 + len(check.challenge)
        if not is_whole and not (pictures == 1 and settings.SANDBOX_ENABLED):
            raise _unusable(("frames_missing",))
        _lock(check.person)
        face_guards.refuse_when_paused(by=by, person=check.person)
        fresh = FaceCheck.objects.filter(
            pk=check.pk,
            engine="",
            outcome=_Outcome.PENDING,
            began_at__gt=clock.now() - rules.CHALLENGE_LIFE,
        )
        if not fresh.update(engine=engine):
            raise FaceNotValid
        check.engine = engine
    return check
