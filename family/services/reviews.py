"""From the automatic checks to the officers, and what a passed review leads to (B5, P58, P74).

What the officers themselves say is in ``verdicts``.
"""

import secrets
from typing import Any

from django.db import transaction

from accounts.selectors import people
from yibao.audit import services as audit
from yibao.cases import conflicts
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.cases.states import CaseState
from yibao.kernel import clock

from .. import selectors
from ..data import reasons
from ..models import Binding, BindingRequest
from ..selectors import policies
from ..selectors import requests as found
from ..selectors import reviews as facts
from ..states import OPEN_REQUESTS, RequestState
from . import bindings, consents, moves, places, requests
from . import request_steps as steps

Way = Binding.Way


def hand_over(*, by: Any, request: BindingRequest) -> BindingRequest:
    """Give a checked request to the officers: PRECHECK → IN_REVIEW, with its case (feature 30).

    The promise counts from the day of submission. A corrected request keeps its case. Repeating it
    changes nothing.
    """
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        if row.state == RequestState.IN_REVIEW:
            return row
        case = row.case or _open_case(by, row)
        row.case = case
        moves.move(by=by, request=row, to=RequestState.IN_REVIEW, save=("case",))
        conflicts.note(by=by, case=case)
        if facts.needs_second(row) and not case.needs_second:
            row.case = cases.ask_for_second(by=by, ref=case.ref, is_risky=row.is_risky)
    return row


def _open_case(by: Any, row: BindingRequest) -> Case:
    return cases.open_case(
        by=by,
        tenant_id=row.tenant_id,
        case_type=facts.CASE_TYPE,
        subject=audit.subject_of(row),
        summary=requests.summary_of(by=by, request=row),
        applicant=people.user_of(row.holder),
        region_code=row.region_code,
        at=row.submitted_at,
        promised_days=int(row.policy.get("review_workdays", policies.DEFAULTS.review_workdays)),
        needs_second=facts.needs_second(row) or is_drawn(by=by, request=row),
        is_risky=row.is_risky,
    )


def is_drawn(*, by: Any, request: BindingRequest) -> bool:
    """Whether the lot fell on this request for a second look (P181, QA_SAMPLE_RATE)."""
    return secrets.randbelow(100) < int(request.policy.get("second_look_percent", 0))


def passed(*, by: Any, request: BindingRequest, way: str) -> BindingRequest:
    """The review is passed: bind, or wait for the member who is 16 by today (P58, P74).

    ``way`` is a ``Binding.Way``. A request that was refused comes back here by its appeal; the
    member's yes counts then only while it is fresh, else the member is asked again. Raises what
    ``bindings.make`` raises: then nothing happened. Repeating it changes nothing.
    """
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        if row.state in (RequestState.APPROVED, RequestState.CONSENT_PENDING):
            return row
        _refuse_unless_decided(by, row)
        row.review_passed_at = clock.now(row.tenant)
        row.needs_consent = row.needs_consent or is_grown(by=by, request=row)
        row.save(update_fields=["review_passed_at", "needs_consent"])
        if row.needs_consent and selectors.consents.counting(row) is None:
            return _wait_for_consent(by, row)
        return _bind(by, row, way)


def _refuse_unless_decided(by: Any, row: BindingRequest) -> None:
    """What officers look at passes by their decision alone, whoever calls (feature 32)."""
    has_ended = row.state in (RequestState.REJECTED, RequestState.EXPIRED)
    case = row.appeal_case if has_ended else row.case
    waits = row.state == RequestState.IN_REVIEW and case is not None
    is_approved = case is not None and case.state == CaseState.APPROVED
    if (waits or has_ended) and not is_approved:
        steps.refuse(by=by, request=row)


def is_grown(*, by: Any, request: BindingRequest) -> bool:
    """Whether the member is 16 by today, by the form and by the register (P54)."""
    member = request.member
    by_register = member is not None and selectors.bindings.is_grown(member)
    return by_register or found.is_grown(request)


def _wait_for_consent(by: Any, row: BindingRequest) -> BindingRequest:
    _hold_place(by, row)
    verb = moves.move(
        by=by,
        request=row,
        to=RequestState.CONSENT_PENDING,
        save=("place", "outcome", "decided_at"),
    )
    steps.end_case(by=by, request=row, outcome="PASSED_BY_RULES")
    ask = consents.ask(by=by, request=row)
    steps.tell(by=by, request=row, verb=verb, until=ask.expires_at)
    return row


def _hold_place(by: Any, row: BindingRequest) -> None:
    """An appeal that is granted needs a place again."""
    row.outcome, row.decided_at = "", None
    if row.place is None or row.place.released_at is not None:
        limit = policies.of_person(row.holder).max_members
        row.place = places.take(
            by=by, holder=row.holder, member_index=row.member_index, limit=limit
        )


def _bind(by: Any, row: BindingRequest, way: str) -> BindingRequest:
    bindings.make(by=by, request=row, way=way)
    row.outcome, row.decided_at = "", clock.now(row.tenant)
    moves.move(by=by, request=row, to=RequestState.APPROVED, save=("outcome", "decided_at"))
    steps.end_case(by=by, request=row, outcome="PASSED_BY_RULES")
    return row


def _way_of(row: BindingRequest) -> str:
    """How a request came through that waited for the member."""
    if row.appeal_case is not None and row.appeal_case.state == CaseState.APPROVED:
        return Way.APPEAL
    if row.way != BindingRequest.Way.ONLINE:
        return Way(row.way)
    was_reviewed = row.case is not None and row.case.state == CaseState.APPROVED
    return Way.REVIEW if was_reviewed else Way.RULES


def consent_given(*, by: Any, request: BindingRequest) -> BindingRequest:
    """The member agreed: bind where the review is passed, else the review goes on (P74)."""
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        if row.state != RequestState.CONSENT_PENDING:
            return row
        return _bind(by, row, _way_of(row))


def consent_refused(*, by: Any, request: BindingRequest) -> BindingRequest:
    """The member said no: refused by rule; the holder hears 未同意 and nothing else (P75)."""
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        if row.state not in OPEN_REQUESTS:
            return row
        return steps.finish(
            by=by,
            request=row,
            to=RequestState.REJECTED,
            outcome=reasons.CONSENT_REFUSED,
            verb="family.request.consent_refused",
        )


def consent_expired(*, by: Any, request: BindingRequest) -> BindingRequest:
    """The member did not answer in time."""
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        if row.state not in OPEN_REQUESTS:
            return row
        return steps.finish(
            by=by, request=row, to=RequestState.EXPIRED, outcome=reasons.CONSENT_EXPIRED
        )
