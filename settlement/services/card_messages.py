"""Notices about cards: a payment waits, was made, came to nothing, went back (P191).

Amounts stand in the inbox only; a text message names the card and the place.
"""

from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.selectors import people
from yibao.kernel import clock, locks
from yibao.notices import services as notices

from ..models import BankCard, CardCharge, CardRefund
from ..states import CardRefundState, ChargeState

_OF_REFUND = {
    CardRefundState.DONE: "card_refunded",
    CardRefundState.PAID_OUT: "card_refunded",
    CardRefundState.MANUAL: "card_refund_by_hand",
}


def waiting(*, by: Any, charge_id: str) -> None:
    """The holder has to say yes on the phone, while there is time."""
    charge = _charge(charge_id)
    if charge.state == ChargeState.AWAITING and charge.deadline_at > clock.now():
        link = notices.Link(reverse("settlement:card-payment", args=[charge.ref]), "看这笔付款")
        _once(by, charge.card, "card_confirm", charge.pk, _context(charge), link, sms=True)


def settled(*, by: Any, settlement_id: str) -> None:
    """The card paid a part of a bill."""
    charge = CardCharge.objects.filter(settlement_id=settlement_id).first()
    if charge is None:
        return
    charge = _charge(charge.pk)
    link = notices.Link(reverse("settlement:bill", args=[charge.settlement.setl_id]), "看账单")
    _once(by, charge.card, "card_charged", charge.pk, _context(charge), link, sms=True)


def refund_moved(*, by: Any, card_refund_id: str) -> None:
    """Money reached the card, or has to be transferred by hand."""
    row = CardRefund.objects.get(pk=card_refund_id)
    charge = _charge(row.charge_id)
    code = _OF_REFUND.get(row.state)
    if code is None:
        return
    if row.refund_part_id is None and row.state == CardRefundState.DONE:
        code = "card_returned"
    context = {**_context(charge), "amount_fen": row.amount_fen}
    bill = charge.settlement
    page = reverse("settlement:bill-refund", args=[bill.setl_id]) if bill else ""
    link = notices.Link(page or reverse("settlement:cards"), "看退费" if bill else "看银行卡")
    _once(by, charge.card, code, row.pk, context, link, sms=False)


def doubted(*, by: Any, card_id: str) -> None:
    """The bank says that the card must be checked again."""
    card = BankCard.objects.select_related("person").get(pk=card_id)
    if card.check_reason:
        link = notices.Link(reverse("settlement:card", args=[card.ref]), "看银行卡")
        context = {"card": card.label, "reason": card.get_check_reason_display()}
        key = f"{card.pk}:{card.charges.count()}"
        _once(by, card, "card_doubted", key, context, link, sms=False)


def _charge(charge_id: Any) -> CardCharge:
    return CardCharge.objects.select_related(
        "card__person", "visit__institution", "settlement"
    ).get(pk=charge_id)


def _context(charge: CardCharge) -> dict[str, Any]:
    return {
        "card": charge.card.label,
        "place": charge.place,
        "amount_fen": charge.amount_fen,
        "until": charge.deadline_at,
    }


def _once(
    by: Any,
    card: BankCard,
    code: str,
    key: Any,
    context: dict[str, Any],
    link: notices.Link,
    *,
    sms: bool,
) -> None:
    user = people.user_of(card.person)
    if user is None:
        return
    with transaction.atomic():
        locks.advisory(f"notice:{code}:{key}")
        notices.post_once(
            code, key=f"{code}:{key}", by=by, user=user, context=context, link=link, sms=sms
        )
