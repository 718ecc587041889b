"""Where people stand in proving who they are; no writing."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import FaceCheck, FaceHandover, Person, PhoneChallenge, RealNameAttempt
from accounts.rules import limits
from yibao.cases.models import Case
from yibao.cases.states import CaseState
from yibao.kernel import clock, crypto, ids


def next_code_at(phone: str) -> datetime | None:
    """When the number may get its next code; None is now."""
    now = clock.now()
    sent = PhoneChallenge.objects.filter(
        phone_index=crypto.blind_index(phone, "phone"), sent_at__gt=now - limits.DAY
    )
    return limits.next_send_at(list(sent.values_list("sent_at", flat=True)), now)


def real_name_failures(user: Any) -> list[datetime]:
    """Moments of the user's tries that led nowhere within 24 hours, oldest first.

    An identity that has an account counts too: nobody goes through a list to learn which have.
    """
    outcome = RealNameAttempt.Outcome
    wrong = [outcome.MISMATCH, outcome.UNKNOWN, outcome.TAKEN]
    return list(
        RealNameAttempt.objects.filter(
            user=user, outcome__in=wrong, at__gt=clock.now() - limits.DAY
        )
        .order_by("at")
        .values_list("at", flat=True)
    )


def check_of(subject: str) -> FaceCheck | None:
    """The check that a case is about; None where its subject names none."""
    key = ids.uuid_of(subject.rpartition(":")[2])
    return FaceCheck.objects.select_related("person__tenant").filter(pk=key).first()


def real_name_tries_left(user: Any) -> int:
    """How many wrong tries are left."""
    return max(0, limits.REAL_NAME_TRIES - len(real_name_failures(user)))


def face_failures(user: Any, person: Person) -> list[datetime]:
    """Failed checks by this user or of this person within 24 hours, oldest first (P35, T20).

    Checks that are running count too, so that parallel tries do not get past the limit.
    """
    now = clock.now()
    failed = Q(outcome=FaceCheck.Outcome.FAILED, began_at__gt=now - limits.DAY)
    running = Q(outcome=FaceCheck.Outcome.PENDING, began_at__gt=now - limits.FACE_IN_FLIGHT) & ~Q(
        engine=""
    )
    return list(
        FaceCheck.objects.filter(failed | running)
        .filter(Q(user=user) | Q(person=person))
        .order_by("began_at")
        .values_list("began_at", flat=True)
    )


def face_tries_left(user: Any, person: Person) -> int:
    """How many face checks may still fail today."""
    return max(0, limits.FACE_TRIES - len(face_failures(user, person)))


def face_paused_until(user: Any, person: Person) -> datetime | None:
    """When face checks open again; None where they are open."""
    failures = face_failures(user, person)
    if len(failures) < limits.FACE_TRIES:
        return None
    return failures[-limits.FACE_TRIES] + limits.DAY


def face_check(user: Any, ref: str) -> FaceCheck | None:
    """The user's own check."""
    return FaceCheck.objects.filter(user=user, ref=ref).first()


def face_to_spend(user: Any, *, purpose: str) -> FaceCheck | None:
    """The user's newest check of the own face that ``face.consume`` would take now (T20).

    One that another phone made belongs to the session that waits for it, until that has it.
    """
    left_to_a_session = FaceHandover.objects.filter(
        check_made=OuterRef("pk"), ended_at__isnull=True
    )
    return (
        FaceCheck.objects.filter(
            ~Exists(left_to_a_session),
            user=user,
            person_id=user.person_id,
            purpose=purpose,
            outcome=FaceCheck.Outcome.PASSED,
            used_at__isnull=True,
            ended_at__gt=clock.now() - limits.FACE_RESULT_LIFE,
        )
        .order_by("-ended_at")
        .first()
    )


def face_waiting(user: Any, person: Person, purpose: str, *, since: timedelta) -> FaceCheck | None:
    """The newest check of this purpose that was begun within ``since`` and not sent yet."""
    return (
        FaceCheck.objects.filter(
            user=user,
            person=person,
            purpose=purpose,
            engine="",
            outcome=FaceCheck.Outcome.PENDING,
            began_at__gt=clock.now() - since,
        )
        .order_by("-began_at")
        .first()
    )


def face_review(user: Any) -> Case | None:
    """The user's open case of a face that the engine was not sure of."""
    return (
        Case.objects.filter(
            applicant=user,
            case_type="accounts.face_review",
            state__in=(CaseState.OPEN, CaseState.IN_REVIEW),
        )
        .order_by("opened_at")
        .first()
    )


def face_good_until(check: FaceCheck) -> datetime:
    """Until when a passed check may be spent (T20)."""
    return check.ended_at + limits.FACE_RESULT_LIFE
