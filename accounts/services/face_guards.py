"""Who may begin a face check at all, and on whose word."""

from datetime import timedelta

from accounts.data import FACE_CONSENT
from accounts.errors import FaceConsentMissing, FacePaused, TooYoung
from accounts.models import FaceCheck, Person, User
from accounts.rules import limits
from accounts.selectors import consents, people, verifications
from accounts.services import face_results
from yibao.kernel import clock

#: A tick on somebody else's phone is for this matter: it covers the tries of half an hour.
TICK_HOLDS = timedelta(minutes=30)


def is_of_another(*, by: User, person: Person) -> bool:
    """Whether somebody else's face is looked at on this login's phone."""
    return by.person_id is not None and by.person_id != person.pk


def refuse_the_young(*, by: User, person: Person) -> None:
    """Raises ``TooYoung`` (P54, P193)."""
    if person.age_on(clock.today(by.tenant)) < limits.FACE_MIN_AGE:
        raise TooYoung


def refuse_without_right(*, by: User, person: Person, purpose: str) -> None:
    """Raises ``FaceConsentMissing`` unless the person whose face it is has agreed (T21), and
    ``TooYoung``."""
    if not has_agreed(by=by, person=person, purpose=purpose):
        raise FaceConsentMissing
    refuse_the_young(by=by, person=person)


def has_agreed(*, by: User, person: Person, purpose: str) -> bool:
    """Whether the person whose face it is agreed: in the own account, or, on the phone of somebody
    else, just now with a tick for this matter. Nobody agrees for another."""
    owner = people.user_of(person) if is_of_another(by=by, person=person) else by
    if owner is not None and consents.live(owner, FACE_CONSENT.kind, FACE_CONSENT.version):
        return True
    return ticked(by=by, person=person, purpose=purpose) is not None


def ticked(*, by: User, person: Person, purpose: str) -> FaceCheck | None:
    """The newest check of somebody else that carries a fresh tick for these words."""
    if not is_of_another(by=by, person=person):
        return None
    rows = FaceCheck.objects.filter(
        user=by,
        person=person,
        purpose=purpose,
        consent_sha256=FACE_CONSENT.sha256,
        consented_at__gt=clock.now() - TICK_HOLDS,
    )
    return rows.order_by("-consented_at").first()


def note(*, by: User, check: FaceCheck, has_ticked: bool) -> None:
    """Write into the check of somebody else which words that person agreed to, and when."""
    if check.consented_at is not None or not is_of_another(by=by, person=check.person):
        return
    known = ticked(by=by, person=check.person, purpose=check.purpose)
    if not has_ticked and known is None:
        return
    check.consent_version, check.consent_sha256 = FACE_CONSENT.version, FACE_CONSENT.sha256
    check.consented_at = clock.now() if has_ticked or known is None else known.consented_at
    check.save(update_fields=["consent_version", "consent_sha256", "consented_at"])
    face_results.record(by=by, what="agreed", check=check)


def refuse_when_paused(*, by: User, person: Person) -> None:
    """Raises ``FacePaused`` after five failures in 24 hours (P35)."""
    until = verifications.face_paused_until(by, person)
    if until is not None:
        raise FacePaused(_until=until)
