"""Payments by card as rows: authorised, taken, used for a bill, or sent back (P166–P173).

Nothing here speaks to the bank; ``card_payments`` does, between these steps.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock

from ..data import bank
from ..models import CardCharge, Settlement, SettlementAttempt
from ..selectors.cards import OPEN_CHARGES
from ..states import CHARGE_MOVES, ChargeState
from . import card_refunds, card_states, ledger

#: The bank must not carry an order out after this.
ORDER_LIFE = timedelta(seconds=60)
CALL_SECONDS = timedelta(seconds=15)


def authorise(*, by: Any, charge: CardCharge) -> None:
    """From here on the bank may be asked once; the caller holds the row or has just made it."""
    moment = clock.now()
    charge.asked_at, charge.valid_until = moment, moment + ORDER_LIFE
    charge.next_ask_at = moment + CALL_SECONDS
    _move(by, charge, ChargeState.PENDING)


def of_attempt(*, by: Any, attempt: SettlementAttempt) -> CardCharge | None:
    """The payment of a settle call under its lock."""
    return CardCharge.objects.select_for_update().filter(attempt=attempt).first()


def of_premium(*, by: Any, premium: Any) -> CardCharge | None:
    """The payment of a premium under its lock."""
    return CardCharge.objects.select_for_update().filter(premium=premium).first()


def learn(*, by: Any, charge_id: Any, answer: bank.BankAnswer | None) -> CardCharge:
    """Take in what the bank said, None for silence; said twice, it counts once (0096)."""
    with transaction.atomic():
        charge = CardCharge.objects.select_for_update().get(pk=charge_id)
        if charge.state not in (ChargeState.PENDING, ChargeState.IN_DOUBT):
            return charge
        if answer is None or answer.state == bank.WORKING or _may_still_come(charge, answer):
            _doubt(by, charge)
        elif answer.state in (bank.DONE, bank.LATE):
            _took(by, charge, answer)
        elif answer.state == bank.REFUSED:
            charge.refusal = answer.code or "other"
            _known(by, charge, ChargeState.REFUSED)
            card_states.doubt(by=by, card_id=charge.card_id, code=answer.code)
        else:
            charge.refusal = "not_found"
            _known(by, charge, ChargeState.CLOSED)
    return charge


def _may_still_come(charge: CardCharge, answer: bank.BankAnswer) -> bool:
    """An unknown order may be on its way until the bank must not carry it out any more."""
    return answer.state == bank.NOT_FOUND and clock.now() <= charge.valid_until


def _doubt(by: Any, charge: CardCharge) -> None:
    if charge.state == ChargeState.PENDING:
        _move(by, charge, ChargeState.IN_DOUBT)


def _took(by: Any, charge: CardCharge, answer: bank.BankAnswer) -> None:
    """The bank has the money: the books say so, and where it cannot be used it goes back."""
    held, clearing = ledger.card_accounts(by=by, tenant_id=charge.tenant_id)
    ledger.post(
        by=by,
        tenant_id=charge.tenant_id,
        kind="card_charge",
        business=f"card_charge:{charge.pk}",
        legs=[
            ledger.Leg(clearing.pk, debit_fen=charge.amount_fen),
            ledger.Leg(held.pk, credit_fen=charge.amount_fen),
        ],
    )
    charge.bank_number, charge.next_ask_at = answer.number, clock.now() + CALL_SECONDS
    _known(by, charge, ChargeState.DONE)
    if answer.state == bank.LATE:
        charge.refusal = "late"
    if charge.given_up_at or answer.state == bank.LATE:
        _return(by, charge)


def _known(by: Any, charge: CardCharge, to: str) -> None:
    charge.known_at = clock.now()
    _move(by, charge, to)


def _return(by: Any, charge: CardCharge) -> None:
    card_refunds.send_back(by=by, charge=charge)
    _move(by, charge, ChargeState.RETURNED)


def use(*, by: Any, charge: CardCharge, settlement: Settlement) -> None:
    """The payment is a source of this bill; in the bill's transaction."""
    charge.settlement = settlement
    _move(by, charge, ChargeState.SETTLED)


def use_for_premium(*, by: Any, charge: CardCharge) -> None:
    """The payment is a source of its premium; in the transaction that hands the money on."""
    _move(by, charge, ChargeState.SETTLED)


def give_up(*, by: Any, attempt: SettlementAttempt) -> None:
    """The till does not want it any more: what was taken, or will turn out taken, goes back."""
    put_away(by=by, charge=of_attempt(by=by, attempt=attempt))


def put_away(*, by: Any, charge: CardCharge | None) -> None:
    """Nobody wants the payment any more; the caller holds its row lock."""
    if charge is None or charge.state not in OPEN_CHARGES or charge.given_up_at:
        return
    charge.given_up_at = clock.now()
    if charge.state == ChargeState.AWAITING:
        _move(by, charge, ChargeState.CLOSED)
    elif charge.state == ChargeState.DONE:
        _return(by, charge)
    else:
        charge.save(update_fields=["given_up_at"])
        audit.record("settlement.charge.given_up", by=by, subject=charge)


def _move(by: Any, charge: CardCharge, to: str) -> None:
    verb = CHARGE_MOVES.verb(charge.state, to)
    charge.state = to
    if to in (ChargeState.SETTLED, ChargeState.RETURNED, ChargeState.REFUSED, ChargeState.CLOSED):
        charge.next_ask_at = None
    charge.save(
        update_fields=[
            "state", "refusal", "bank_number", "asked_at", "known_at", "next_ask_at",
            "valid_until", "given_up_at", "settlement",
        ]
    )  # fmt: skip
    audit.record(verb, by=by, subject=charge)
