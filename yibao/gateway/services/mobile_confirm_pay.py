"""6202 with a ``payAuthNo``: the bill that the patient agreed to on the phone, or none."""

import hmac
from typing import Any

from settlement.services import quotes, settlements
from yibao.kernel.money import from_fen

from ..confirm_errors import MobileAmountsChanged, MobileAuthUnknown
from ..data import Call
from ..models import MobileConfirmation, MobileOrder
from ..states import ConfirmationState
from . import mobile_confirm, mobile_offers


def pay(*, by: Any, call: Call, order: MobileOrder, number: str) -> Any:
    """Settle the order as its patient confirmed it; the bill, or the refusal that the caller
    returns. The caller holds the order and its transaction.

    Another bill than the agreed one asks the patient again, which stays. Raises
    ``gateway.mobile_auth_unknown``, why the voucher may not be used now, and what settling raises.
    """
    row = mobile_confirm.locked(by=by, order=order)
    if row is None or not _is_of(by, row, number):
        raise MobileAuthUnknown
    mobile_offers.refuse_hindered(by=by, order=order)
    made = quotes.make(
        by=by,
        institution=order.institution,
        visit_id=order.visit.visit_id,
        acct_used_flag=row.acct_used_flag,
    )
    offer = mobile_offers.of_quote(row.acct_used_flag, made.breakdown)
    if not mobile_confirm.is_as_agreed(by=by, row=row, offer=offer):
        mobile_confirm.ask_again(by=by, row=row)
        return MobileAmountsChanged()
    info = made.breakdown["setlinfo"]
    return settlements.settle(
        by=by,
        institution=order.institution,
        visit_id=order.visit.visit_id,
        key=call.key,
        ask=settlements.SettleAsk(
            quote_id=made.quote_id,
            psn_part_amt=info["psn_part_amt"],
            psn_cash_pay=info["psn_cash_pay"],
        ),
    )


def told(*, by: Any, order: MobileOrder) -> dict[str, Any]:
    """What 6301 adds while the patient's word counts: ``payAuthNo`` for 6202, in ``extData``."""
    rows = MobileConfirmation.objects.select_related("order__institution__tenant")
    row = rows.filter(order=order).first()
    number = "" if row is None else mobile_confirm.auth_no(by=by, row=row)
    return {"extData": {"payAuthNo": number}} if number else {}


def agreed(*, by: Any, order: MobileOrder, mark: str) -> dict[str, Any]:
    """What the patient agreed to (6204), in yuan; with ``payAuthNo`` while the word counts.

    ``mark`` names the word; empty where it was taken back or the bill was asked anew.
    """
    row = MobileConfirmation.objects.select_related("order__institution__tenant").get(order=order)
    if row.state != ConfirmationState.CONFIRMED or row.answered_at.isoformat() != mark:
        return {}
    amounts = {
        "feeSumamt": from_fen(row.total_fen),
        "ownPayAmt": from_fen(row.cash_fen),
        "psnAcctPay": from_fen(row.own_fen + row.aid_fen),
        "fundPay": from_fen(row.fund_fen),
        "othFeeAmt": from_fen(row.hospital_fen),
    }
    return {**amounts, **told(by=by, order=order)}


def _is_of(by: Any, row: MobileConfirmation, number: str) -> bool:
    known = mobile_confirm.auth_no(by=by, row=row)
    return bool(known) and hmac.compare_digest(known.encode(), number.encode())
