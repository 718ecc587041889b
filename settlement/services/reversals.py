"""Reversal (冲正): undo a settlement by the key of a call whose answer never arrived (T62, I11)."""

from dataclasses import dataclass
from typing import Any

from yibao.audit import services as audit
from yibao.kernel import clock, outbox

from ..errors import ReversalAfterRefund, ReversalOfExchange
from ..models import Exchange, Refund, RefundPart, Settlement, SettlementAttempt
from ..models.amounts import AMOUNT_FIELDS
from ..states import SETTLEMENT_MOVES, AttemptState, SettlementState, VisitState
from . import attempts, beds, charges, counters, refund_windows, refunds, sources, visits

REVERSED_TOPIC = "settlement.reversed"


@dataclass(frozen=True, slots=True)
class ReversalOutcome:
    """``reversed``, ``already_reversed`` or ``not_found_blocked``; the bill where there was one."""

    result: str
    setl_id: str | None


def reverse(
    *, by: Any, institution: Any, key: str, reason: str, holder: Any = None
) -> ReversalOutcome:
    """Reverse what ``key`` settled, or block the key. Runs inside the caller's transaction.

    ``holder`` is the institution's client whose key it is, where that is not the caller's own.
    What may not be refunded any more is not reversed either (row 54). Raises
    ``ReversalOfExchange``, ``ReversalAfterRefund``, ``RefundTooLate``, ``RefundAlreadyCleared``.
    """
    whose = holder or by
    attempts.begin(by=whose, key=key)
    attempt = SettlementAttempt.objects.select_for_update().get(client=whose, key=key)
    settlement = Settlement.objects.filter(attempt=attempt).first()
    if settlement is None:
        _block(by, attempt, reason)
        return ReversalOutcome("not_found_blocked", None)
    if attempt.state == AttemptState.REVERSED:
        return ReversalOutcome("already_reversed", settlement.setl_id)
    if Exchange.objects.filter(replacement=settlement).exists():
        raise ReversalOfExchange
    settlement = refunds.locked(by=by, institution=institution, setl_id=settlement.setl_id)
    if settlement.state != SettlementState.SETTLED:
        raise ReversalAfterRefund
    refund_windows.refuse_over(by=by, settlement=settlement)
    _undo(by, settlement, reason)
    _close(by, attempt, settlement)
    return ReversalOutcome("reversed", settlement.setl_id)


def _block(by: Any, attempt: SettlementAttempt, reason: str) -> None:
    if attempt.state == AttemptState.REVERSED:
        return
    attempt.state, attempt.ended_at = AttemptState.REVERSED, clock.now()
    attempt.save(update_fields=["state", "ended_at"])
    audit.record("settlement.attempt.blocked", by=by, subject=attempt)
    charges.give_up(by=by, attempt=attempt)


def _undo(by: Any, settlement: Settlement, reason: str) -> None:
    year = refunds.lock_year(settlement)
    record = Refund.objects.create(
        **{f"{name}_fen": getattr(settlement, f"{name}_fen") for name in AMOUNT_FIELDS},
        settlement=settlement,
        client=by,
        is_reversal=True,
        is_whole=True,
        reason=reason,
        created_at=clock.now(settlement.visit.institution.tenant),
    )
    rows = [
        RefundPart(refund=record, part=part, account_id=part.account_id, amount_fen=part.amount_fen)
        for part in settlement.parts.all()
    ]
    RefundPart.objects.bulk_create(rows)
    sources.give_back(by=by, settlement=settlement, record=record, rows=rows)
    counters.give_back(
        by=by,
        year=year,
        before=refunds.read_counters(settlement.breakdown["counters"]),
        after=refunds.read_counters(settlement.case_document["counters"]),
    )


def _close(by: Any, attempt: SettlementAttempt, settlement: Settlement) -> None:
    verb = SETTLEMENT_MOVES.verb(settlement.state, SettlementState.REVERSED)
    settlement.state = SettlementState.REVERSED
    settlement.save(update_fields=["state"])
    attempt.state, attempt.ended_at = AttemptState.REVERSED, clock.now()
    attempt.save(update_fields=["state", "ended_at"])
    visits.move(by=by, visit=settlement.visit, to=VisitState.FEES)
    beds.reopened(by=by, visit=settlement.visit)
    outbox.emit(
        REVERSED_TOPIC,
        key=f"{REVERSED_TOPIC}:{settlement.pk}",
        payload={"settlement": str(settlement.pk)},
    )
    audit.record(verb, by=by, subject=settlement)
