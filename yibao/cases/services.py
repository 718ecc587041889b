"""Opening, returning and deciding cases. Every move is made under the row lock of its case."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import calendar, clock
from yibao.kernel.models import Tenant

from . import checks, conflicts, decisions, four_eyes, moves, sla
from .desk import drafts, leases
from .errors import CaseHasOwnPage
from .events import case_decided
from .models import Case, Decision
from .refusals import noted
from .states import CaseState

PROMISED_WORKING_DAYS = 2
FIRST_APPROVAL = "cases.case.first_approved"
FIRST_REJECTION = "cases.case.first_rejected"
_FIRST_VERBS = {Decision.Kind.APPROVE: FIRST_APPROVAL, Decision.Kind.REJECT: FIRST_REJECTION}
_ENDS = {Decision.Kind.APPROVE: CaseState.APPROVED, Decision.Kind.REJECT: CaseState.REJECTED}


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
    promised_days: int = PROMISED_WORKING_DAYS,
    needs_second: bool = False,
    is_risky: bool = False,
) -> Case:
    """Open a case due at 17:00 of the ``promised_days``-th working day (P76, settled 19).

    ``statement`` is what the person wrote; it is stored sealed. ``at`` is when the person asked,
    where that was earlier: the promise counts from there.
    """
    moment = at or clock.now(Tenant.objects.get(pk=tenant_id))
    case = Case.objects.create(
        tenant_id=tenant_id,
        case_type=case_type,
        subject=subject,
        summary=summary,
        applicant=applicant,
        region_code=region_code,
        statement=statement or None,
        opened_at=moment,
        promised_days=promised_days,
        due_at=sla.promise(moment, promised_days, (), calendar.overrides()),
        needs_second=needs_second or four_eyes.needs_two(case_type),
        rejects_by_two=four_eyes.refuses_by_two(case_type),
        is_risky=is_risky,
    )
    audit.record("cases.case.opened", by=by, subject=case, data={"type": case_type})
    return case


@noted("take")
def take(*, by: Any, ref: str) -> Case:
    """Take an open case for oneself; one whose lease is over is open.

    Raises ``DeciderIsInvolved``, ``CaseOutsideArea``, ``SecondPersonNeeded`` where ``by`` said the
    first word, ``LeadNeeded``, ``CaseKept`` (T32, P181, feature 31).
    """
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        leases.release_dead(by=None, case=case)
        checks.check(by=by, case=case)
        checks.check_free(by=by, case=case)
        return moves.move(by=by, case=case, to=CaseState.IN_REVIEW)


@noted("put_back")
def put_back(*, by: Any, ref: str, note: str = "", fence: int | None = None) -> Case:
    """Give a case back to the queue; the promise does not move.

    ``fence`` is the number that the page showed; an older one is refused (``LeaseLost``, T36).
    """
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        leases.must_be_held(by=by, case=case, fence=fence)
        return moves.move(by=by, case=case, to=CaseState.OPEN, note=note)


def approve(*, by: Any, ref: str, note: str = "") -> Case:
    """Decide in favour; where two must agree, the first one hands the case on (P181)."""
    return decide(by=by, ref=ref, kind=Decision.Kind.APPROVE, note=note)


def reject(*, by: Any, ref: str, note: str) -> Case:
    """Decide against, with words."""
    return decide(by=by, ref=ref, kind=Decision.Kind.REJECT, note=note)


@noted("decide")
def decide(
    *,
    by: Any,
    ref: str,
    kind: str,
    fence: int | None = None,
    evidence: Sequence[dict[str, str]] | None = None,
    reason_codes: Iterable[str] = (),
    rule_ids: Iterable[str] = (),
    text_sent: str = "",
    checklist: dict[str, Any] | None = None,
    note: str = "",
) -> Case:
    """Approve or reject; the row of the decision is written either way and never changes (P183).

    ``fence`` is the number of the lease under which the page was shown; reviews of papers are not
    decided without it (``LeaseLost``, T36). ``evidence`` is what the page showed; it must still be
    so (``EvidenceChanged``, T35). Where two must agree the first word hands the case back to the
    queue: the state stays open. A case on which two officers disagree goes to a third.
    """
    with transaction.atomic():
        case = _ready(by, ref, fence, evidence)
        if kind == Decision.Kind.APPROVE:
            checks.second_new_officers(by=by, case=case)
        stage = decisions.stage_of(case=case, by=by, kind=kind)
        decisions.write(
            by=by, case=case, kind=kind, stage=stage, evidence=evidence, note=note,
            reason_codes=reason_codes, rule_ids=rule_ids, text_sent=text_sent, checklist=checklist,
        )  # fmt: skip
        drafts.forget(by=by, case=case)
        if stage == Decision.Stage.FIRST:
            checks.climb_down(by=by, case=case)
            verb = _FIRST_VERBS[kind]
            return moves.move(by=by, case=case, to=CaseState.OPEN, note=note, verb=verb)
        moves.move(by=by, case=case, to=_ENDS[kind], note=note)
        case_decided.send(sender=Case, case=case, state=case.state)  # decided and done, or neither
        return case


def _ready(by: Any, ref: str, fence: int | None, evidence: decisions.Evidence) -> Case:
    """The locked case, in the hands of an officer who may say a word about it now."""
    case = moves.locked(by=by, ref=ref)
    if evidence is None and four_eyes.is_strict(case.case_type):
        raise CaseHasOwnPage
    leases.must_hold(by=by, case=case, fence=fence)
    conflicts.check(by=by, case=case)
    checks.check_level(by=by, case=case)
    decisions.compare(case=case, evidence=evidence)
    return case


@noted("return")
def return_case(
    *,
    by: Any,
    ref: str,
    fence: int | None = None,
    evidence: Sequence[dict[str, str]] | None = None,
    reason_codes: Iterable[str] = (),
    rule_ids: Iterable[str] = (),
    text_sent: str = "",
    note: str = "",
    is_last: bool = False,
) -> Case:
    """Give the case back to the person to mend; the clock stands until it comes back (P180).

    ``fence`` and ``evidence`` as in ``decide``. ``is_last``: it was returned as often as the rules
    allow and is closed by rule (P77).
    """
    with transaction.atomic():
        case = _ready(by, ref, fence, evidence)
        decisions.write(
            by=by, case=case, kind=Decision.Kind.RETURN, stage=Decision.Stage.FINAL, note=note,
            evidence=evidence, reason_codes=reason_codes, rule_ids=rule_ids, text_sent=text_sent,
        )  # fmt: skip
        drafts.forget(by=by, case=case)
        to = CaseState.CLOSED if is_last else CaseState.RETURNED
        return moves.move(by=by, case=case, to=to, note=note)


def come_back(*, by: Any, ref: str) -> Case:
    """The person has mended it: back to the queue, and the clock runs on.

    Four hours long it is kept for the officer who returned it, unless away (feature 36).
    """
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        keep = checks.keep_for_returner(by=by, case=case)
        return moves.move(by=by, case=case, to=CaseState.OPEN, keep=keep)


def withdraw(*, by: Any, ref: str) -> Case:
    """The person takes the matter back, whoever holds the case."""
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        return moves.move(by=by, case=case, to=CaseState.WITHDRAWN)


def close_by_rule(*, by: Any, ref: str, note: str) -> Case:
    """A rule ended the matter: no consent, a deadline passed. ``note`` is the rule's code."""
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        return moves.move(by=by, case=case, to=CaseState.CLOSED, note=note)


def ask_for_second(*, by: Any, ref: str, is_risky: bool = False) -> Case:
    """From now on this case needs two officers; that is never taken back (P181)."""
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        case.needs_second, case.is_risky = True, case.is_risky or is_risky
        case.save(update_fields=["needs_second", "is_risky"])
        audit.record("cases.case.second_asked", by=by, subject=case)
    return case


def recompute(*, by: Any) -> int:
    """Compute every open promise anew after the calendar changed (feature 39); says how many."""
    changed, days = 0, calendar.overrides()
    open_states = (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.RETURNED)
    with transaction.atomic():
        for case in Case.objects.select_for_update().filter(state__in=open_states).order_by("pk"):
            due = sla.promise(case.opened_at, case.promised_days, pauses_of(case=case, by=by), days)
            if due != case.due_at:
                case.due_at = due
                case.save(update_fields=["due_at"])
                changed += 1
        if changed:
            audit.record("cases.promises.recomputed", by=by, data={"changed": changed})
    return changed


def pauses_of(*, by: Any, case: Case) -> list[sla.Pause]:
    """Times in which the clock of a case stood."""
    return moves.stood(case)


def erase_statements(*, by: Any, applicant: Any) -> None:
    """Forget in their own words what somebody wrote who has left; the cases stay (T92)."""
    Case.objects.filter(applicant=applicant).update(statement=None)
