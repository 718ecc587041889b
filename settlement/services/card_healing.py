"""Healing: every payment by card and every refund comes to its end without a person (row 50)."""

from typing import Any

import structlog
from django.db import OperationalError

from yibao.audit import services as audit
from yibao.kernel import clock, masking

from .. import gateways
from ..models import CardCharge, CardRefund
from ..selectors import cards
from . import bank_orders, card_payments, card_refunds, charges

log = structlog.get_logger(__name__)

BATCH = 40


def heal(*, by: Any) -> int:
    """One round: hear the bank's news, ask about what is open, finish what is known.

    Returns how many payments and refunds were looked at. Safe to run twice at once.
    """
    _hear_news(by)
    moment = clock.now()
    charge_ids = cards.due_charges(moment, BATCH)
    for charge_id in charge_ids:
        _heal_one(by, charge_id)
    refund_ids = cards.due_refunds(moment, BATCH)
    for refund_id in refund_ids:
        card_refunds.work(by=by, refund_id=refund_id)
    return len(charge_ids) + len(refund_ids)


def _heal_one(by: Any, charge_id: Any) -> None:
    try:
        bank_orders.enquire(by=by, charge_id=charge_id)
        card_payments.finish(by=by, charge_id=charge_id)
    except OperationalError as busy:
        # The till is working on it this moment, or the database is busy: the next round looks.
        log.info("settlement.charge_busy", charge=str(charge_id), why=type(busy).__name__)


def _hear_news(by: Any) -> None:
    try:
        news = gateways.current_bank().news()
    except (gateways.BankRefused, gateways.BankAway, gateways.BankSilent):
        return
    for answer in news:
        charge = CardCharge.objects.filter(
            ref=answer.reference, amount_fen=answer.amount_fen
        ).first()
        if charge is not None:
            charges.learn(by=by, charge_id=charge.pk, answer=answer)
            card_payments.finish(by=by, charge_id=charge.pk)


def ask_now(*, by: Any, charge_id: Any, reason: str) -> None:
    """A member of staff asks the bank about one payment; what is known then is finished."""
    charge = CardCharge.objects.get(pk=charge_id)
    _note("settlement.charge.asked_by_hand", by, charge, reason)
    bank_orders.enquire(by=by, charge_id=charge_id, at_once=True)
    card_payments.finish(by=by, charge_id=charge_id)


def ask_refund_now(*, by: Any, refund_id: Any, reason: str) -> None:
    """The same for money on its way back."""
    row = CardRefund.objects.get(pk=refund_id)
    _note("settlement.card_refund.asked_by_hand", by, row, reason)
    card_refunds.work(by=by, refund_id=refund_id, at_once=True)


def _note(verb: str, by: Any, row: CardCharge | CardRefund, reason: str) -> None:
    audit.record(verb, by=by, subject=row, data={"reason": masking.mask_text(reason)})
