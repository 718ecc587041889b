"""Opening and deciding cases. Every move is made under the row lock of its case."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, working_days
from yibao.kernel.transitions import MoveNotAllowed

from . import four_eyes
from .errors import CaseMoveRefused, DeciderIsInvolved, SecondPersonNeeded
from .events import case_decided
from .models import Case, CaseEvent
from .states import CASE_MOVES, CaseState

PROMISED_WORKING_DAYS = 2
FIRST_APPROVAL = "cases.case.first_approved"


def open_case(
    *,
    by: Any,
    tenant_id: int,
    case_type: str,
    subject: str,
    summary: str,
    applicant: Any = None,
    region_code: str = "",
    statement: str = "",
    at: datetime | None = None,
) -> Case:
    """Open a case due at 17:00 of the second working day (P76, settled 19).

    ``statement`` is what the person wrote; it is stored sealed.
    """
    moment = at or clock.now()
    case = Case.objects.create(
        tenant_id=tenant_id,
        case_type=case_type,
        subject=subject,
        summary=summary,
        applicant=applicant,
        region_code=region_code,
        statement=statement or None,
        opened_at=moment,
        due_at=working_days.due_at(moment, PROMISED_WORKING_DAYS),
    )
    audit.record("cases.case.opened", by=by, subject=case, data={"type": case_type})
    return case


def take(*, by: Any, ref: str) -> Case:
    """Take an open case for oneself."""
    return _move(by=by, ref=ref, to=CaseState.IN_REVIEW)


def put_back(*, by: Any, ref: str, note: str = "") -> Case:
    """Give a case back to the queue."""
    return _move(by=by, ref=ref, to=CaseState.OPEN, note=note)


def approve(*, by: Any, ref: str, note: str = "") -> Case:
    """Decide in favour; where two must agree, the first one hands the case on (P181)."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(ref=ref)
        if four_eyes.needs_two(case.case_type) and not _first_approvals(case).exists():
            return _move(by=by, ref=ref, to=CaseState.OPEN, note=note, verb=FIRST_APPROVAL)
        return _move(by=by, ref=ref, to=CaseState.APPROVED, note=note)


def _first_approvals(case: Case) -> Any:
    return case.events.filter(verb=FIRST_APPROVAL)


def reject(*, by: Any, ref: str, note: str) -> Case:
    """Decide against, with words."""
    return _move(by=by, ref=ref, to=CaseState.REJECTED, note=note)


def _move(*, by: Any, ref: str, to: str, note: str = "", verb: str = "") -> Case:
    with transaction.atomic():
        case = Case.objects.select_for_update().get(ref=ref)
        usual = _allowed_verb(case, by, to)
        verb = verb or usual
        before = case.state
        _apply(case, by, to)
        CaseEvent.objects.create(
            case=case,
            verb=verb,
            actor=audit.actor_of(by),
            from_state=before,
            to_state=to,
            note=note,
            at=clock.now(),
        )
        audit.record(verb, by=by, subject=case)
        if to in (CaseState.APPROVED, CaseState.REJECTED):
            case_decided.send(sender=Case, case=case, state=to)  # decided and done, or neither
    return case


def _allowed_verb(case: Case, by: Any, to: str) -> str:
    if case.applicant_id is not None and case.applicant_id == by.pk:
        raise DeciderIsInvolved
    is_taken = to == CaseState.IN_REVIEW
    if is_taken and _first_approvals(case).filter(actor=audit.actor_of(by)).exists():
        raise SecondPersonNeeded
    holder_acts = to in (CaseState.OPEN, CaseState.APPROVED, CaseState.REJECTED)
    if holder_acts and case.reviewer_id != by.pk:
        raise CaseMoveRefused
    try:
        return CASE_MOVES.verb(case.state, to)
    except MoveNotAllowed as refused:
        raise CaseMoveRefused from refused


def _apply(case: Case, by: Any, to: str) -> None:
    case.state = to
    if to == CaseState.IN_REVIEW:
        case.reviewer = by
    if to == CaseState.OPEN:
        case.reviewer = None
    if to in (CaseState.APPROVED, CaseState.REJECTED):
        case.decided_at = clock.now()
    case.save(update_fields=["state", "reviewer", "decided_at"])


def erase_statements(*, by: Any, applicant: Any) -> None:
    """Forget in their own words what somebody wrote who has left; the cases stay (T92)."""
    Case.objects.filter(applicant=applicant).update(statement=None)
