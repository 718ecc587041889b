"""Money on its way back to a card (P173): owed with the refund, sent by the outbox, healed.

The order is committed before the bank hears of it and has one reference for ever; a bank that was
silent is asked what it did before anything is said again.
"""

from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction

from yibao.audit import services as audit
from yibao.cases import services as cases
from yibao.kernel import clock, failpoints, outbox
from yibao.kernel.money import fen_text

from .. import gateways
from ..data import bank
from ..gateways.bank_port import checked
from ..models import CardCharge, CardRefund, RefundPart, SettlementPart
from ..states import CARD_REFUND_MOVES, CardRefundState
from . import ledger

log = structlog.get_logger(__name__)

SEND_TOPIC = "settlement.card_refund.owed"
DONE_TOPIC = "settlement.card_refund.ended"
CASE_TYPE = "settlement.card_refund"
# Asked again after these seconds; the last one for ever.
PAUSES = (5, 15, 60, 300, 1800)


def owe(*, by: Any, rows: list[RefundPart]) -> None:
    """Owe every part of a refund that a card paid, in the refund's own transaction."""
    for row in rows:
        if row.part.kind == SettlementPart.Kind.CARD:
            charge = CardCharge.objects.get(settlement_id=row.part.settlement_id)
            _create(by, charge, row.amount_fen, row)


def send_back(*, by: Any, charge: CardCharge) -> None:
    """Owe a whole payment that was never used for a bill; the caller holds its row lock."""
    _create(by, charge, charge.amount_fen, None)


def _create(by: Any, charge: CardCharge, amount_fen: int, part: RefundPart | None) -> None:
    moment = clock.now()
    row = CardRefund.objects.create(
        tenant_id=charge.tenant_id,
        charge=charge,
        refund_part=part,
        amount_fen=amount_fen,
        created_at=moment,
        next_ask_at=moment,
    )
    audit.record("settlement.card_refund.owed", by=by, subject=row)
    outbox.emit(SEND_TOPIC, key=f"{SEND_TOPIC}:{row.pk}", payload={"card_refund": str(row.pk)})


def work(*, by: Any, refund_id: Any, at_once: bool = False) -> None:
    """Send the order, or ask what became of it; no lock is held while the bank thinks."""
    row = _begin(refund_id, at_once)
    if row is None:
        return
    answer = _ask(row)
    failpoints.hit("card_refund_answered")
    learn(by=by, refund_id=row.pk, answer=answer)


def _begin(refund_id: Any, at_once: bool) -> CardRefund | None:
    """Note the question before it is put; ``asks`` tells a first order from a repeated one."""
    with transaction.atomic():
        row = CardRefund.objects.select_for_update().get(pk=refund_id)
        moment = clock.now()
        is_due = at_once or (row.next_ask_at is not None and row.next_ask_at <= moment)
        if row.state not in (CardRefundState.PENDING, CardRefundState.IN_DOUBT) or not is_due:
            return None
        row.asked_at = row.asked_at or moment
        row.next_ask_at = moment + timedelta(seconds=PAUSES[min(row.asks, len(PAUSES) - 1)])
        row.asks += 1
        row.save(update_fields=["asked_at", "next_ask_at", "asks"])
    return row


def _ask(row: CardRefund) -> bank.BankAnswer | None:
    """What the bank says; None where it says nothing."""
    gateway = gateways.current_bank()
    try:
        known = _question(row) if row.asks > 1 else None
        if known is not None and known.state != bank.NOT_FOUND:
            return known
        answer = gateway.refund(reference=row.ref, charge=row.charge.ref, amount_fen=row.amount_fen)
        return checked(answer, reference=row.ref, amount_fen=row.amount_fen)
    except gateways.BankRefused as refused:
        return bank.BankAnswer(bank.REFUSED, row.ref, row.amount_fen, refused.code)
    except (gateways.BankAway, gateways.BankSilent) as silent:
        log.warning("settlement.bank_silent", reference=row.ref, why=str(silent))
        return None


def _question(row: CardRefund) -> bank.BankAnswer:
    """What became of an earlier order. A bank that refuses to tell has not refused the refund: the
    money may be on its way, and paying it out by hand would pay it twice."""
    try:
        answer = gateways.current_bank().query(reference=row.ref)
    except gateways.BankRefused as closed:
        raise gateways.BankSilent(f"no answer to the question: {closed.code}") from closed
    return checked(answer, reference=row.ref, amount_fen=row.amount_fen)


def learn(*, by: Any, refund_id: Any, answer: bank.BankAnswer | None) -> None:
    """Take in what the bank said; said twice, it counts once."""
    with transaction.atomic():
        row = CardRefund.objects.select_for_update().select_related("charge").get(pk=refund_id)
        if row.state not in (CardRefundState.PENDING, CardRefundState.IN_DOUBT):
            return
        if answer is None or answer.state == bank.WORKING:
            if row.state == CardRefundState.PENDING:
                _move(by, row, CardRefundState.IN_DOUBT)
        elif answer.state in (bank.DONE, bank.LATE):
            row.bank_number = answer.number
            _pay_back(by, row)
            _end(by, row, CardRefundState.DONE)
        else:
            row.refusal = answer.code or "other"
            _hand_over(by, row)


def _move(by: Any, row: CardRefund, to: str) -> None:
    verb = CARD_REFUND_MOVES.verb(row.state, to)
    row.state = to
    row.save(
        update_fields=["state", "refusal", "bank_number", "known_at", "next_ask_at", "case_ref"]
    )
    audit.record(verb, by=by, subject=row)


def _end(by: Any, row: CardRefund, to: str) -> None:
    row.known_at, row.next_ask_at = row.known_at or clock.now(), None
    _move(by, row, to)
    outbox.emit(DONE_TOPIC, key=f"{DONE_TOPIC}:{row.pk}:{to}", payload={"card_refund": str(row.pk)})


def _pay_back(by: Any, row: CardRefund) -> None:
    """The books follow the bank: what was held for the card has left."""
    held, clearing = ledger.card_accounts(by=by, tenant_id=row.tenant_id)
    ledger.post(
        by=by,
        tenant_id=row.tenant_id,
        kind="card_refund",
        business=f"card_refund:{row.pk}",
        legs=[
            ledger.Leg(held.pk, debit_fen=row.amount_fen),
            ledger.Leg(clearing.pk, credit_fen=row.amount_fen),
        ],
    )


def _hand_over(by: Any, row: CardRefund) -> None:
    """The card is gone: a person transfers the money, and the holder is told (P173)."""
    case = cases.open_case(
        by=by,
        tenant_id=row.tenant_id,
        case_type=CASE_TYPE,
        subject=row.ref,
        summary=f"银行卡退款 {fen_text(row.amount_fen)} 元退不回原卡，请人工转账。",
    )
    row.case_ref = case.ref
    _end(by, row, CardRefundState.MANUAL)


def paid_out(*, by: Any, ref: str) -> None:
    """Somebody transferred the money by hand; the case was decided."""
    with transaction.atomic():
        row = CardRefund.objects.select_for_update().filter(ref=ref).first()
        if row is None or row.state != CardRefundState.MANUAL:
            return
        _pay_back(by, row)
        _end(by, row, CardRefundState.PAID_OUT)
