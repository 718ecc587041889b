"""A card pays at the till: a saga of short transactions with the bank between them.

1. ``pay`` writes the payment down (checked like the bill itself) and commits.
2. The bank is asked, under no lock; what it says is committed (``bank_orders``).
3. The settling transaction uses the payment for the bill — or its refusal sends the money back.

A process that dies anywhere leaves a row that ``card_healing`` finishes by asking the bank for the
reference: nothing is guessed and nothing is asked twice under another name.
"""

from typing import Any

import structlog
from django.db import transaction

from yibao.kernel import clock, idempotency
from yibao.kernel.errors import DomainError

from ..errors import CardChargeClosed
from ..models import CardCharge, SettlementAttempt
from ..selectors import cards
from ..states import AttemptState, ChargeState
from . import attempts, bank_orders, charge_plans, charges, premium_steps, settlements

log = structlog.get_logger(__name__)


def pay(
    *,
    by: Any,
    institution: Any,
    visit_id: str,
    key: str,
    ask: settlements.SettleAsk,
    fingerprint: str,
    scope: str,
) -> None:
    """Bring the card's part of a settle call as far as it goes, before the settling transaction.

    What hinders it is not raised here: the settling transaction meets it too, and stores it under
    the key. Raises ``IdempotencyConflict`` and ``SettlementKeyReversed`` only.
    """
    if not charge_plans.needs_card(by=by, ask=ask):
        return
    with transaction.atomic(durable=True):
        charge = _planned(by, institution, visit_id, key, ask, fingerprint, scope)
    if charge is None:
        return
    if charge.state == ChargeState.PENDING and charge.asks == 0:
        bank_orders.carry_out(by=by, charge_id=charge.pk)
    else:
        bank_orders.enquire(by=by, charge_id=charge.pk)


def _planned(
    by: Any,
    institution: Any,
    visit_id: str,
    key: str,
    ask: settlements.SettleAsk,
    fingerprint: str,
    scope: str,
) -> CardCharge | None:
    """The payment of this key, planned now where there is none yet."""
    attempt = attempts.held(by=by, key=key)
    charge = charges.of_attempt(by=by, attempt=attempt)
    if charge is not None:
        charge_plans.refuse_other(by=by, charge=charge, fingerprint=fingerprint)
        return charge
    if attempt.state == AttemptState.SETTLED or idempotency.is_answered(scope=scope, key=key):
        return None
    try:
        with transaction.atomic():
            attempt = attempts.locked(by=by, key=key)
            return _plan(by, institution, visit_id, attempt, ask, fingerprint)
    except DomainError as refusal:
        log.info("settlement.charge_not_planned", code=refusal.code)
        return None


def _plan(
    by: Any,
    institution: Any,
    visit_id: str,
    attempt: SettlementAttempt,
    ask: settlements.SettleAsk,
    fingerprint: str,
) -> CardCharge | None:
    found = settlements.check(
        by=by, institution=institution, visit_id=visit_id, attempt=attempt, ask=ask
    )
    return charge_plans.plan(
        by=by,
        attempt=attempt,
        visit=found.visit,
        quote=found.quote,
        ask=ask,
        fingerprint=fingerprint,
    )


def accept(*, by: Any, ref: str) -> CardCharge:
    """The holder agrees to a payment above the own limits; then it goes on as any other."""
    charge = cards.own_charge(by.person, ref)
    with transaction.atomic(durable=True):
        attempt = SettlementAttempt.objects.select_for_update().get(pk=charge.attempt_id)
        charge = charges.of_attempt(by=by, attempt=attempt)
        if charge.state != ChargeState.AWAITING or charge.deadline_at <= clock.now():
            raise CardChargeClosed
        charges.authorise(by=by, charge=charge)
    learned = bank_orders.carry_out(by=by, charge_id=charge.pk)
    return finish(by=by, charge_id=learned.pk)


def decline(*, by: Any, ref: str) -> None:
    """The holder does not agree: nothing is taken. Raises ``CardChargeClosed`` when it is too late.

    A payment that was agreed to is on its way: its call stays open until the bank has said.
    """
    charge = cards.own_charge(by.person, ref)
    with transaction.atomic():
        attempt = SettlementAttempt.objects.select_for_update().get(pk=charge.attempt_id)
        charge = charges.of_attempt(by=by, attempt=attempt)
        if charge.state != ChargeState.AWAITING:
            raise CardChargeClosed
        charges.give_up(by=by, attempt=attempt)
        attempts.fail(by=attempt.client, key=attempt.key, refusal="card.charge_closed")


def finish(*, by: Any, charge_id: Any) -> CardCharge:
    """Bring a payment to its end without the till: write the bill, or close the call; a payment
    for a premium goes on with that."""
    charge = CardCharge.objects.select_related(
        "attempt__client", "visit__institution", "quote"
    ).get(pk=charge_id)
    if charge.premium_id is not None:
        premium_steps.carry_on(by=by, premium_id=charge.premium_id)
        return CardCharge.objects.get(pk=charge_id)
    if charge.state in (ChargeState.REFUSED, ChargeState.CLOSED, ChargeState.RETURNED):
        _close_attempt(charge, _code_of(charge))
        return charge
    if charge.state == ChargeState.DONE:
        _settle(by, charge)
    if charge.deadline_at <= clock.now():
        _time_out(by, charge)
    return CardCharge.objects.get(pk=charge_id)


def _code_of(charge: CardCharge) -> str:
    refused = charge.state == ChargeState.REFUSED
    return "card.charge_refused" if refused else "card.charge_closed"


def _close_attempt(charge: CardCharge, code: str) -> None:
    with transaction.atomic():
        attempts.fail(by=charge.attempt.client, key=charge.attempt.key, refusal=code)


def _time_out(by: Any, charge: CardCharge) -> None:
    """The promise to the till ends here; the bank is still asked until it is known."""
    with transaction.atomic():
        attempt = SettlementAttempt.objects.select_for_update().get(pk=charge.attempt_id)
        if attempt.state != AttemptState.PENDING:
            return  # settled, closed or reversed meanwhile
        charges.give_up(by=by, attempt=attempt)
        attempts.fail(by=attempt.client, key=attempt.key, refusal="card.charge_closed")


def _settle(by: Any, charge: CardCharge) -> None:
    """The till is gone: the bill that it confirmed is written, or the money goes back."""
    client, key = charge.attempt.client, charge.attempt.key
    info = charge.quote.breakdown["setlinfo"]
    ask = settlements.SettleAsk(
        quote_id=charge.quote.quote_id,
        psn_part_amt=info["psn_part_amt"],
        psn_cash_pay=info["psn_cash_pay"],
        cash_method=charge.cash_method,
        invono=charge.invono,
    )
    try:
        with transaction.atomic(durable=True):
            settlements.settle(
                by=client,
                institution=charge.visit.institution,
                visit_id=charge.visit.visit_id,
                key=key,
                ask=ask,
            )
    except DomainError as refusal:
        if refusal.retry:
            return
        with transaction.atomic():
            attempts.fail(by=client, key=key, refusal=refusal.code)
            charges.give_up(by=by, attempt=attempts.held(by=client, key=key))
