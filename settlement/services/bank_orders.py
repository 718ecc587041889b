"""Speaking to the bank about one payment: the order once, then questions; never under a lock."""

from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction

from yibao.kernel import clock, failpoints

from .. import gateways
from ..data import bank
from ..gateways.bank_port import checked
from ..models import CardCharge
from ..states import ChargeState
from . import charges

log = structlog.get_logger(__name__)

# Seconds between two questions about one payment; the last one until there is an answer.
PAUSES = (3, 5, 5, 10, 20, 30, 60)


def carry_out(*, by: Any, charge_id: Any) -> CardCharge:
    """Give the bank the order, once: whoever counts the first question is the one who asks."""
    charge = _count_question(charge_id, first=True)
    if charge is None:
        return CardCharge.objects.get(pk=charge_id)
    failpoints.hit("card_intent_committed")
    answer = _order(charge)
    failpoints.hit("card_bank_answered")
    learned = charges.learn(by=by, charge_id=charge.pk, answer=answer)
    failpoints.hit("card_answer_recorded")
    return learned


def enquire(*, by: Any, charge_id: Any, at_once: bool = False) -> CardCharge:
    """Ask the bank what became of the order, where that is not known and it is time to ask.

    ``at_once`` asks before it is time: somebody is looking.
    """
    charge = _count_question(charge_id, first=False, at_once=at_once)
    if charge is None:
        return CardCharge.objects.get(pk=charge_id)
    return charges.learn(by=by, charge_id=charge.pk, answer=_question(charge))


def _count_question(charge_id: Any, *, first: bool, at_once: bool = False) -> CardCharge | None:
    """Take the right to speak to the bank about this payment now; None where another has it."""
    with transaction.atomic():
        charge = CardCharge.objects.select_for_update().get(pk=charge_id)
        moment = clock.now()
        if charge.state not in (ChargeState.PENDING, ChargeState.IN_DOUBT):
            return None
        is_early = charge.next_ask_at > moment and not at_once
        if charge.asks if first else is_early:
            return None
        charge.next_ask_at = moment + (charges.CALL_SECONDS if first else _pause(charge))
        charge.asks += 1
        charge.save(update_fields=["asks", "next_ask_at"])
    return charge


def _pause(charge: CardCharge) -> timedelta:
    return timedelta(seconds=PAUSES[min(charge.asks, len(PAUSES) - 1)])


def _order(charge: CardCharge) -> bank.BankAnswer | None:
    gateway = gateways.current_bank()
    try:
        answer = gateway.charge(
            reference=charge.ref,
            token=charge.card.token,
            amount_fen=charge.amount_fen,
            valid_until=charge.valid_until,
        )
        return checked(answer, reference=charge.ref, amount_fen=charge.amount_fen)
    except gateways.BankRefused as refused:
        return _refusal(charge, refused.code)
    except gateways.BankAway:
        return _refusal(charge, "unreachable")  # nothing was sent, so nothing was taken
    except gateways.BankSilent as silent:
        log.warning("settlement.bank_silent", reference=charge.ref, why=str(silent))
        return None


def _refusal(charge: CardCharge, code: str) -> bank.BankAnswer:
    return bank.BankAnswer(bank.REFUSED, charge.ref, charge.amount_fen, code)


def _question(charge: CardCharge) -> bank.BankAnswer | None:
    try:
        answer = gateways.current_bank().query(reference=charge.ref)
        return checked(answer, reference=charge.ref, amount_fen=charge.amount_fen)
    except (gateways.BankRefused, gateways.BankAway, gateways.BankSilent) as silent:
        log.warning("settlement.bank_silent", reference=charge.ref, why=str(silent))
        return None
