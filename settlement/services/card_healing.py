"""Healing: every payment by card, every refund and every premium comes to its end without a person
(row 50)."""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import OperationalError, transaction

from yibao.audit import services as audit
from yibao.kernel import clock, masking

from .. import gateways
from ..models import CardCharge, CardRefund, Premium
from ..selectors import cards, premiums
from ..states import PremiumState
from . import bank_orders, card_payments, card_refunds, charges, premium_steps

log = structlog.get_logger(__name__)

BATCH = 40


def heal(*, by: Any) -> int:
    """One round: hear the bank's news, ask about what is open, finish what is known.

    Returns how many payments, refunds and premiums were looked at. Safe to run twice at once.
    """
    _hear_news(by)
    moment = clock.now()
    charge_ids = cards.due_charges(moment, BATCH)
    for charge_id in charge_ids:
        _heal_one(by, charge_id)
    refund_ids = cards.due_refunds(moment, BATCH)
    for refund_id in refund_ids:
        _skip_busy(refund_id, card_refunds.work, by=by, refund_id=refund_id)
    premium_ids = premiums.due(moment, BATCH)
    for premium_id in premium_ids:
        _skip_busy(premium_id, premium_steps.carry_on, by=by, premium_id=premium_id)
    return len(charge_ids) + len(refund_ids) + len(premium_ids)


def _heal_one(by: Any, charge_id: Any) -> None:
    _skip_busy(charge_id, _ask_and_finish, by=by, charge_id=charge_id)


def _ask_and_finish(*, by: Any, charge_id: Any) -> None:
    bank_orders.enquire(by=by, charge_id=charge_id)
    card_payments.finish(by=by, charge_id=charge_id)


def _learn_and_finish(*, by: Any, charge_id: Any, answer: Any) -> None:
    charges.learn(by=by, charge_id=charge_id, answer=answer)
    card_payments.finish(by=by, charge_id=charge_id)


def _skip_busy(row_id: Any, work: Callable[..., None], **what: Any) -> None:
    """One busy row ends its own turn only: the others of the round are looked at."""
    try:
        work(**what)
    except OperationalError as busy:
        # The till is working on it this moment, or the database is busy: the next round looks.
        log.info("settlement.row_busy", row=str(row_id), why=type(busy).__name__)


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
            _skip_busy(charge.pk, _learn_and_finish, by=by, charge_id=charge.pk, answer=answer)


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


def ask_premium_now(*, by: Any, premium_id: Any, reason: str) -> None:
    """The same for a premium: bank, then register, without waiting for the next turn (P172)."""
    with transaction.atomic():
        rows = Premium.objects.select_for_update(of=("self",))
        row = rows.get(pk=premium_id)
        _note("settlement.premium.asked_by_hand", by, row, reason)
        if row.state == PremiumState.PENDING:
            row.next_ask_at = clock.now()
            row.save(update_fields=["next_ask_at"])
    premium_steps.carry_on(by=by, premium_id=premium_id)


def _note(verb: str, by: Any, row: CardCharge | CardRefund | Premium, reason: str) -> None:
    audit.record(verb, by=by, subject=row, data={"reason": masking.mask_text(reason)})
