"""What officers say of a request, and what their words do (P177, P181–P184, features 32, 35, 38).

Everything that decides goes through the case: one row of decision a word, two officers where two
must agree, nobody in an own matter, on the papers that were seen (T32–T36). A decided case is
carried out in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from yibao.cases import refusals
from yibao.cases import services as cases
from yibao.cases.models import Case, Decision, Reason
from yibao.cases.reasons import active as table
from yibao.cases.states import CaseState
from yibao.kernel import clock

from ..data.reasons import RETURNED_TOO_OFTEN
from ..errors import ReasonUnknown
from ..models import Binding, BindingRequest, Defect, Document
from ..selectors import reasons, sent_words
from ..selectors import reviews as facts
from ..states import RequestState
from . import moves, reviews
from . import request_steps as steps

Evidence = Sequence[dict[str, str]]
Way = Binding.Way
#: Place and version → the sentence for the person.
Said = dict[tuple[str, Reason], str]


def _case_of(words: Mapping[str, Any]) -> Case | None:
    """The case that a refused word was about."""
    return facts.case_in_hand(words["request"])


@refusals.noted("approve", _case_of)
def approve(
    *,
    by: Any,
    request: BindingRequest,
    evidence: Evidence,
    fence: int,
    checklist: dict[str, bool] | None = None,
    rule_ids: Iterable[str] = (),
    note: str = "",
) -> Case:
    """An officer agrees to the request or its appeal; where two must, the first waits (P181).

    ``evidence`` and ``fence`` are what the officer's page showed (T35, T36).
    """
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        case = cases.decide(
            by=by,
            ref=_in_hand(by, row).ref,
            kind=Decision.Kind.APPROVE,
            evidence=evidence,
            fence=fence,
            checklist=checklist,
            rule_ids=rule_ids,
            note=note,
        )
    return case


@refusals.noted("reject", _case_of)
def reject(
    *,
    by: Any,
    request: BindingRequest,
    reason: str,
    evidence: Evidence,
    fence: int,
    rule_ids: Iterable[str] = (),
    text: str = "",
    note: str = "",
) -> Case:
    """An officer refuses what cannot be mended; always two of them (P177, settled 18).

    ``reason`` is an active code for refusing; ``text`` is a sentence more to the person. Raises
    ``family.review.reason_unknown``.
    """
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        given = reasons.to_refuse(row.tenant).get(reason)
        if given is None:
            raise ReasonUnknown
        case = cases.decide(
            by=by,
            ref=_in_hand(by, row).ref,
            kind=Decision.Kind.REJECT,
            evidence=evidence,
            fence=fence,
            reason_codes=[reason],
            rule_ids=rule_ids,
            text_sent=sent_words.in_full([given.say()], text),
            note=note,
        )
        _note_use(by, case, [("", given)])
    return case


def _note_use(by: Any, case: Case, pairs: Iterable[tuple[str, Reason]]) -> None:
    """Which versions the decision gave that was just written; the case is ours (feature 35)."""
    decision = case.decisions.filter(decider=by).order_by("at", "id").last()
    table.note_use(by=by, decision=decision, pairs=pairs)


def _in_hand(by: Any, row: BindingRequest) -> Case:
    case = facts.case_in_hand(row)
    if case is None:
        steps.refuse(by=by, request=row)
    return case


@refusals.noted("return", _case_of)
def return_request(
    *,
    by: Any,
    request: BindingRequest,
    defects: Sequence[tuple[str, str]],
    evidence: Evidence,
    fence: int,
    rule_ids: Iterable[str] = (),
    verdicts: Mapping[str, str] | None = None,
    text: str = "",
    note: str = "",
) -> BindingRequest:
    """Give the request back with everything that is to be mended, said at once (P177, feature 35).

    ``defects`` are pairs of place and reason code; ``verdicts`` say which pages of a place are
    meant, by reference; ``text`` is a sentence more to the person. Returned for the last time that
    the rules allow, it is refused by rule (P77). Raises ``family.review.reason_unknown``.
    """
    with transaction.atomic():
        row = steps.lock_all(by=by, request=request)
        if row.state != RequestState.IN_REVIEW or row.case is None:
            steps.refuse(by=by, request=row)
        said = _words_of(row, defects)
        is_last = sent_words.is_last_return(row)
        sent = sent_words.in_full(said.values(), text)
        if is_last:
            sent = reasons.words_of(row.tenant, RETURNED_TOO_OFTEN)
        case = cases.return_case(
            by=by,
            ref=row.case.ref,
            evidence=evidence,
            fence=fence,
            reason_codes=[f"{slot}:{reason.code}" for slot, reason in said],
            rule_ids=rule_ids,
            text_sent=sent,
            note=note,
            is_last=is_last,
        )
        _note_use(by, case, said)
        _write_defects(row, said, text)
        _mark_pages(row, said, verdicts or {})
        row.returns += 1
        row.save(update_fields=["returns"])
        if is_last:
            return steps.finish(
                by=by,
                request=row,
                to=RequestState.REJECTED,
                outcome=RETURNED_TOO_OFTEN,
            )
        row.return_due_at = sent_words.mend_until(row)
        verb = moves.move(by=by, request=row, to=RequestState.RETURNED, save=("return_due_at",))
        steps.tell(by=by, request=row, verb=verb, words=sent, count=len(said))
    return row


def _words_of(row: BindingRequest, defects: Sequence[tuple[str, str]]) -> Said:
    """What is said of each place; nothing that is not in force or does not fit there."""
    titles, known, said = facts.slot_titles(row), reasons.to_return(row.tenant), {}
    for slot, code in defects:
        reason = known.get(code)
        if slot not in titles or reason is None or not reason.fits(slot):
            raise ReasonUnknown
        said[slot, reason] = reason.say(titles[slot])
    if not said:
        raise ReasonUnknown
    return said


def _write_defects(row: BindingRequest, said: Said, text: str) -> None:
    """What is to be mended, place by place; the officer's own sentence stands with the first."""
    moment = clock.now(row.tenant)
    for number, ((slot, reason), words) in enumerate(said.items()):
        Defect.objects.create(
            request=row,
            round=row.round,
            slot_code=slot,
            reason_code=reason.code,
            words=words if number else f"{words}{text}"[:300],
            created_at=moment,
        )


def _mark_pages(row: BindingRequest, said: Said, verdicts: Mapping[str, str]) -> None:
    """The pages that are meant; of a place of which none was named, all of them."""
    meant = [ref for ref, verdict in verdicts.items() if verdict != Document.Verdict.OK]
    facts.papers(row).update(verdict=Document.Verdict.OK, verdict_reason="")
    for slot, reason in said:
        here = facts.papers(row).filter(slot_code=slot)
        named = here.filter(ref__in=meant)
        (named if named.exists() else here).update(
            verdict=reason.verdict or Document.Verdict.RETAKE, verdict_reason=reason.code
        )


def carry_out(*, by: Any, case: Case) -> None:
    """Do what a decided case says; in the transaction of the decision, so both or neither."""
    request = facts.of_case(case)
    if request is None:
        return
    if case.state == CaseState.APPROVED:
        facts.papers(request).update(verdict=Document.Verdict.OK, verdict_reason="")
        is_appeal = case.case_type == facts.APPEAL_TYPE
        reviews.passed(
            by=by, request=request, way=Way.APPEAL if is_appeal else _officers_way(request)
        )
        return
    last = case.decisions.filter(stage=Decision.Stage.FINAL).order_by("-at").first()
    reason = last.reason_codes[0] if last and last.reason_codes else ""
    words = (last.text_sent or "") if last else ""
    row = steps.lock_all(by=by, request=request)
    if case.case_type == facts.APPEAL_TYPE:
        steps.post(by=by, request=row, code="family_appeal_kept", words=words)
        return
    steps.finish(by=by, request=row, to=RequestState.REJECTED, outcome=reason, words=words)


def _officers_way(request: BindingRequest) -> str:
    is_online = request.way == BindingRequest.Way.ONLINE
    return Way.REVIEW if is_online else Way(request.way)
