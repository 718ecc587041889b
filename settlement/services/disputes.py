"""A doubt about a bill (对这笔账有疑问): asked, taken back, answered by an officer.

Nothing here moves money: where a bill is wrong, the institution gives it back by a refund.
Locks: the bill, then the case, then the doubt.
"""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import enrolments
from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.cases.models import Case, Decision
from yibao.cases.states import CaseState
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from ..errors import DisputeAnswered, DisputesSpent, DisputeWaiting
from ..models import Dispute, Settlement
from ..models.dispute import dispute_ref
from ..selectors import disputes
from ..states import DISPUTE_MOVES, DisputeState, SettlementState
from . import doubt_papers

CASE_TYPE = "settlement.dispute"
PROMISED_DAYS = 3
_ENDS = {CaseState.APPROVED: DisputeState.CORRECTED, CaseState.REJECTED: DisputeState.UPHELD}


def ask(*, by: Any, setl_id: str, reason: str, words: str = "", photo: Any = None) -> Dispute:
    """Ask about a bill; the same question pressed twice is one. An officer answers in 3 days.

    ``words`` are sealed; ``photo`` is a Django file of what shows it, or None. Never call it inside
    a transaction with a photo. Raises ``request.not_found`` for a stranger or an undone bill,
    ``dispute.waiting`` while one is open, ``dispute.spent`` after three, and for a photo what
    ``doubt_papers`` raises; then nothing is asked.
    """
    if photo is None:
        return _ask(by, setl_id, reason, words)
    _check(by, setl_id)
    taken = doubt_papers.take_in(by=by, upload=photo)
    is_kept = False
    try:
        with transaction.atomic():
            row = _ask(by, setl_id, reason, words)
            doubt_papers.attach(by=by, dispute=row, taken=taken)
        is_kept = True
    finally:
        if not is_kept:
            taken.drop()
    return row


def _check(by: Any, setl_id: str) -> None:
    """A stranger's photo is not even opened."""
    with transaction.atomic():
        _locked_bill(by, setl_id)


def _ask(by: Any, setl_id: str, reason: str, words: str) -> Dispute:
    with transaction.atomic():
        bill = _locked_bill(by, setl_id)
        known = disputes.of_bill(bill)
        waiting = next((one for one in known if one.state == DisputeState.OPEN), None)
        if waiting is not None:
            if (waiting.user_id, waiting.reason, waiting.words) == (by.pk, reason, words):
                return waiting
            raise DisputeWaiting(ref=waiting.ref)
        if len(known) >= disputes.MOST_A_BILL:
            raise DisputesSpent(most=disputes.MOST_A_BILL)
        return _open(by, bill, reason, words)


def _locked_bill(by: Any, setl_id: str) -> Settlement:
    bill = (
        Settlement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person__tenant", "visit")
        .filter(setl_id=setl_id)
        .exclude(state=SettlementState.REVERSED)
        .first()
    )
    if bill is None or not disputes.may_ask(by, bill):
        raise NotFound
    return bill


def _open(by: Any, bill: Settlement, reason: str, words: str) -> Dispute:
    ref = dispute_ref()
    said = Dispute.Reason(reason)
    case = cases.open_case(
        by=by,
        tenant_id=bill.tenant_id,
        case_type=CASE_TYPE,
        subject=ref,
        summary=f"对账单 {bill.setl_id} 有疑问：{said.label}",
        applicant=by,
        region_code=_office(bill),
        promised_days=PROMISED_DAYS,
    )
    row = Dispute.objects.create(
        ref=ref,
        settlement=bill,
        user=by,
        reason=said,
        words=words,
        case=case,
        created_at=clock.now(bill.person.tenant),
    )
    audit.record("settlement.dispute.opened", by=by, subject=row)
    notices.post(
        "bill_doubt_asked",
        by=by,
        user=by,
        context={"no": bill.setl_id, "ref": ref, "due": case.due_at},
        link=_link(row),
    )
    return row


def _office(bill: Settlement) -> str:
    """The bureau of the patient's insured place answers, not the counter that billed."""
    enrolment = enrolments.current(bill.person)
    if enrolment is None:
        return bill.visit.insuplc_admdvs
    return enrolment.district_admdvs or enrolment.insuplc_admdvs


def _link(row: Dispute) -> notices.Link:
    return notices.Link(reverse("settlement:dispute", args=[row.ref]), "看结果")


def withdraw(*, by: Any, ref: str) -> Dispute:
    """Take the question back; who asked alone may. Raises ``NotFound``, ``DisputeAnswered``."""
    case_ref = Dispute.objects.filter(ref=ref, user=by).values_list("case__ref", flat=True).first()
    if case_ref is None:
        raise NotFound
    with transaction.atomic():
        # The case first, as an officer's word does; whoever comes second sees the result.
        case = Case.objects.select_for_update(of=("self",), no_key=True).get(ref=case_ref)
        row = _locked(ref)
        if row.state == DisputeState.WITHDRAWN:
            return row
        if row.state != DisputeState.OPEN:
            raise DisputeAnswered
        cases.withdraw(by=by, ref=case.ref)
        return _end(by, row, DisputeState.WITHDRAWN)


def _locked(ref: str) -> Dispute:
    rows = Dispute.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("user", "settlement__person__tenant").get(ref=ref)


def _end(by: Any, row: Dispute, to: str, answer: str = "") -> Dispute:
    verb = DISPUTE_MOVES.verb(row.state, to)
    row.state, row.answer = to, answer
    row.answered_at = clock.now(row.settlement.person.tenant)
    row.save(update_fields=["state", "answer", "answered_at"])
    audit.record(verb, by=by, subject=row)
    return row


def answer(*, by: Any, case: Case) -> None:
    """An officer's word took effect: in favour is CORRECTED, against is UPHELD; told at once.

    The sentence is the officer's, as it was shown before it was sent (P182).
    """
    row = _locked(case.subject)
    if row.state != DisputeState.OPEN:
        return
    _end(by, row, _ENDS[case.state], _sentence(case))
    if not row.user.is_active:
        return
    notices.post_once(
        "bill_doubt_answered",
        key=f"bill-doubt:{row.ref}",
        by=by,
        user=row.user,
        context={
            "ref": row.ref,
            "no": row.settlement.setl_id,
            "is_corrected": row.state == DisputeState.CORRECTED,
            "words": row.answer,
        },
        link=_link(row),
        sms=True,
    )


def _sentence(case: Case) -> str:
    final = case.decisions.filter(stage=Decision.Stage.FINAL).order_by("-at").first()
    return (final.text_sent or final.note) if final is not None else ""


def forget(*, by: Any, user: Any) -> None:
    """Somebody leaves: open questions end, and what was written and photographed goes (T92)."""
    for ref in list(disputes.open_of(user).values_list("ref", flat=True)):
        withdraw(by=user, ref=ref)
    for row in Dispute.objects.filter(user=user):
        doubt_papers.erase_of(by=by, dispute=row)
        row.words = ""
        row.save(update_fields=["words"])
