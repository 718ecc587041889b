"""What accounts does for the outbox and after decisions."""

from typing import Any

from django.dispatch import receiver

from yibao.audit import glass_subjects
from yibao.audit.events import glass_opened
from yibao.cases import four_eyes
from yibao.cases import regions as case_regions
from yibao.cases.events import case_decided
from yibao.cases.states import CaseState
from yibao.kernel import outbox

from .selectors import corrections as found
from .selectors import glass, recoveries, regions
from .services import closing, corrections, exports, face_reviews, looking, recovery

# A number for an account without its face: two clerks, as at the counter (P181).
four_eyes.need_two(recoveries.CASE_TYPE)
four_eyes.need_two(face_reviews.CASE_TYPE)
case_regions.register(regions.all_names)
glass_subjects.register(glass.PERSON)


@outbox.handles(exports.TOPIC)
def make_copy(payload: dict[str, Any]) -> None:
    """Make the copy that a person asked for."""
    exports.make(by=None, export_id=payload["export"])


@outbox.handles(closing.LISTED_TOPIC)
def list_erasure(payload: dict[str, Any]) -> None:
    """Write a closed account into the list outside the database (T91)."""
    closing.list_erasure(by=None, erasure_id=payload["erasure"])


@outbox.handles(closing.FAREWELL_TOPIC)
def forget_farewell(payload: dict[str, Any]) -> None:
    """The last message was sent: nothing with the number is left."""
    closing.forget_farewell(by=None, sms_id=payload["sms"])


@receiver(case_decided, dispatch_uid="accounts.recovery")
def carry_out_recovery(sender: Any, case: Any, state: str, **_: Any) -> None:
    """A clerk decided on 找回账号."""
    if case.case_type == recoveries.CASE_TYPE:
        recovery.decide(by=case.reviewer, case=case, is_approved=state == CaseState.APPROVED)


@receiver(case_decided, dispatch_uid="accounts.correction")
def tell_of_correction(sender: Any, case: Any, **_: Any) -> None:
    """Somebody decided on 更正参保信息."""
    if case.case_type == found.CASE_TYPE:
        corrections.tell(by=case.reviewer, case=case)


@receiver(case_decided, dispatch_uid="accounts.face_review")
def carry_out_face_review(sender: Any, case: Any, state: str, **_: Any) -> None:
    """Two clerks looked at a face that the engine was not sure of."""
    if case.case_type == face_reviews.CASE_TYPE:
        face_reviews.decide(by=case.reviewer, case=case, is_approved=state == CaseState.APPROVED)


@receiver(glass_opened, dispatch_uid="accounts.glass_opened")
def tell_of_full_look(sender: Any, session: Any, **_: Any) -> None:
    """A person reads on the own page that the full numbers were looked at, and why (T94)."""
    label, _mark, key = session.subject.partition(":")
    person = glass.of_key(key) if label == "accounts.person" else None
    if person is not None:
        looking.note_full_look(by=session.staff, person=person, reason=session.reason)
