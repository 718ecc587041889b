"""What a card shall pay for a settle call, and whether a bill may count on it (P166, P171).

Locks are taken in the order attempt, visit, accounts, card, payment.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings

from accounts.selectors import money as holds
from accounts.selectors import people
from yibao.audit import services as audit
from yibao.kernel import clock, money, outbox
from yibao.kernel.errors import IdempotencyConflict, ServiceBusy
from yibao.kernel.money import fen_text

from ..errors import (
    CardChargeClosed,
    CardChargeRefused,
    CardConfirmationPending,
    CardHeld,
    CardLimitExceeded,
    CardNeedsCheck,
    CardNotBound,
    CardPaymentOff,
)
from ..models import BankCard, CardCharge, Settlement, SettlementAttempt, Visit
from ..rules import cards as rules
from ..selectors import cards
from ..states import CardState, ChargeState
from . import charges

#: How long till and patient wait at most; then the till is free and late money goes back.
PATIENCE = timedelta(minutes=5)
CASH, MIXED = "cash", "mixed"
WAITING_TOPIC = "settlement.charge.waiting"
REASONS = {
    "balance": "卡里余额不够",
    "expired": "卡已过期",
    "day_limit": "超过银行的每日限额",
    "phone_changed": "预留手机号变了，要先重新验证",
    "unreachable": "银行暂时连不上",
    "late": "银行处理超时",
}


def plan(
    *, by: Any, attempt: SettlementAttempt, visit: Visit, quote: Any, ask: Any, fingerprint: str
) -> CardCharge | None:
    """Write down what the card shall pay, before any bank is asked; None where it pays nothing.

    Within the holder's limits it is authorised at once by the stored consent; above them it waits
    for the holder. Raises the refusals of ``amount_of``.
    """
    card = _payable_card(visit)
    amount, is_within = amount_of(by=by, card=card, visit=visit, ask=ask, quote=quote)
    if not amount:
        return None
    moment = clock.now()
    charge = CardCharge.objects.create(
        tenant_id=visit.tenant_id,
        card=card,
        attempt=attempt,
        visit=visit,
        quote=quote,
        amount_fen=amount,
        cash_method=ask.cash_method,
        invono=ask.invono,
        fingerprint=fingerprint,
        created_at=moment,
        deadline_at=moment + PATIENCE,
    )
    audit.record("settlement.charge.planned", by=by, subject=charge)
    if is_within:
        charges.authorise(by=by, charge=charge)
    else:
        _wait_for_holder(charge)
    return charge


def _payable_card(visit: Visit) -> BankCard:
    """The patient's default card under its lock: two payments of one day count one another."""
    rows = cards.of_person(visit.person).filter(is_default=True)
    card = rows.select_for_update().first()
    if card is None:
        raise CardNotBound
    user = people.user_of(visit.person)
    if not cards.is_switched_on(visit.person):
        raise CardPaymentOff
    if user is None or holds.held_until(user) is not None:
        raise CardHeld
    if card.state != CardState.ACTIVE:
        raise CardNeedsCheck
    return card


def amount_of(*, by: Any, card: BankCard, visit: Visit, ask: Any, quote: Any) -> tuple[int, bool]:
    """分 that the card shall pay, and whether that lies within the holder's own limits.

    ``mixed`` takes from the card what needs no question and leaves the rest to cash. Raises
    ``CardLimitExceeded`` above the region's limits.
    """
    cash = _fen(quote.breakdown["setlinfo"]["psn_cash_pay"])
    room = rules.room(
        per_payment=card.per_payment_fen,
        per_day=card.per_day_fen,
        most=settings.CARD_PAYMENT_MAX_FEN,
        most_a_day=settings.CARD_DAY_MAX_FEN,
        used=cards.used_today(card),
    )
    if ask.cash_method == MIXED:
        return min(cash, room.own_fen, room.most_fen), True
    if cash > room.most_fen:
        raise CardLimitExceeded(left=fen_text(room.most_fen))
    return cash, cash <= room.own_fen


def _wait_for_holder(charge: CardCharge) -> None:
    outbox.emit(
        WAITING_TOPIC, key=f"{WAITING_TOPIC}:{charge.pk}", payload={"charge": str(charge.pk)}
    )


def refuse_other(*, by: Any, charge: CardCharge, fingerprint: str) -> None:
    """The key belongs to the call that it paid for (T60)."""
    if charge.fingerprint != fingerprint:
        raise IdempotencyConflict


def refuse_other_call(*, by: Any, key: str, fingerprint: str) -> None:
    """As ``refuse_other``, for a call of any kind that comes with the key of a payment."""
    charge = CardCharge.objects.filter(attempt__client=by, attempt__key=key).first()
    if charge is not None:
        refuse_other(by=by, charge=charge, fingerprint=fingerprint)


def bill_of(*, by: Any, attempt: SettlementAttempt) -> Settlement | None:
    """The bill that was finished without the till: its answer is still owed."""
    charge = CardCharge.objects.select_related("settlement").filter(attempt=attempt).first()
    return charge.settlement if charge else None


def refuse_open(*, by: Any, visit: Visit, attempt: SettlementAttempt) -> None:
    """While the bank may be taking money for a visit, nobody pays for it a second time."""
    others = CardCharge.objects.filter(
        visit=visit, state__in=cards.OPEN_CHARGES, given_up_at__isnull=True
    ).exclude(attempt=attempt)
    found = others.first()
    if found is not None:
        raise pending(by=by, charge=found)


def ready(*, by: Any, attempt: SettlementAttempt, visit: Visit, ask: Any, quote: Any) -> Any:
    """The payment that a bill may count on; None where the card pays nothing.

    Raises ``CardConfirmationPending`` while nobody knows, ``CardChargeRefused`` or
    ``CardChargeClosed`` where nothing was taken, and what hinders a payment at all.
    """
    charge = charges.of_attempt(by=by, attempt=attempt)
    if charge is None:
        if (
            needs_card(by=by, ask=ask)
            and amount_of(by=by, card=_payable_card(visit), visit=visit, ask=ask, quote=quote)[0]
        ):
            raise ServiceBusy  # it was hindered a moment ago: the same call plans it now
        return None
    if charge.cash_method != ask.cash_method:
        raise IdempotencyConflict  # two calls with one key met
    if charge.state == ChargeState.REFUSED:
        raise CardChargeRefused(reason=reason_of(by=by, charge=charge))
    if charge.given_up_at or charge.state in (ChargeState.CLOSED, ChargeState.RETURNED):
        raise CardChargeClosed
    if charge.state != ChargeState.DONE:
        raise pending(by=by, charge=charge)
    return charge


def needs_card(*, by: Any, ask: Any) -> bool:
    """Whether a settle call wants a card to pay something."""
    return ask.cash_method != CASH and _fen(ask.psn_cash_pay) > 0


def _fen(amount: str) -> int:
    return money.to_fen(money.parse_yuan(amount))


def reason_of(*, by: Any, charge: CardCharge) -> str:
    """Why the bank took nothing, in words."""
    return REASONS.get(charge.refusal, "银行没有同意")


def pending(*, by: Any, charge: CardCharge) -> CardConfirmationPending:
    """Who is waited for, and until when."""
    is_person = charge.state == ChargeState.AWAITING
    until = f"{clock.local(charge.deadline_at):%H:%M}"
    return CardConfirmationPending(
        waiting_for="person" if is_person else "bank",
        until=until,
        clerk="就诊人要在手机上同意这笔付款。" if is_person else "银行还没给结果。",
        patient=(
            f"这笔钱超过您定的限额，请在手机上点同意，{until} 前有效。"
            if is_person
            else "银行还没给结果，请不要重复付款。我们正在查，最迟 5 分钟有消息。"
        ),
    )
