"""Orders of mobile payment: made of an opened visit, paid, given back, taken back (6201–6401)."""

import secrets
from typing import Any

from settlement.selectors import bills
from settlement.states import SettlementState, VisitState
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, ids

from ..data import Call
from ..errors import MobileOrderKnown, MobileOrderUnknown
from ..models import MobileOrder

SAVED, WAITS_FOR_CASH, PAID_AT_THE_TILL, PAID = "0", "4", "5", "6"
GIVEN_BACK, REVOKED = "7", "12"
WORDS = {
    SAVED: "已保存",
    WAITS_FOR_CASH: "医保支付完成",
    PAID_AT_THE_TILL: "院内结算完成",
    PAID: "结算完成",
    GIVEN_BACK: "已退款",
    REVOKED: "已撤销",
}
_BACK = (SettlementState.REFUNDED, SettlementState.REVERSED)


def refuse_known(*, by: Any, call: Call, number: str) -> None:
    """Raises ``gateway.mobile_order_known`` where the institution used its number before."""
    if MobileOrder.objects.filter(institution=call.institution, med_org_ord=number).exists():
        raise MobileOrderKnown(number=number)


def make(*, by: Any, call: Call, visit: Any, number: str, flag: str) -> tuple[MobileOrder, str]:
    """The order of a visit that was opened now, and its payToken, told this one time.

    Runs inside the caller's transaction.
    """
    token = secrets.token_hex(16)
    order = MobileOrder.objects.create(
        pay_ord_id=ids.new_ref("ORD"),
        institution=call.institution,
        med_org_ord=number,
        visit=visit,
        acct_used_flag=flag,
        token_hash=crypto.code_hash(token),
        created_at=clock.now(call.institution.tenant),
    )
    _record("gateway.order.made", by, order)
    return order, token


def named(*, by: Any, call: Call, row: dict[str, Any], lock: bool = False) -> MobileOrder:
    """The institution's order by number and payToken; any other looks like none (T31).

    ``lock`` holds its row. Raises ``gateway.mobile_order_unknown``.
    """
    rows = MobileOrder.objects.select_related("visit__person", "visit__institution")
    if lock:
        rows = rows.select_for_update(of=("self",))
    order = rows.filter(institution=call.institution, pay_ord_id=row["payOrdId"]).first()
    token = row.get("payToken")
    if order is None or ("payToken" in row and order.token_hash != crypto.code_hash(token)):
        raise MobileOrderUnknown
    return order


def paid(*, by: Any, order: MobileOrder, setl_id: str) -> None:
    """The bill of the order. Runs inside the transaction that settles."""
    order.setl_id = setl_id
    order.save(update_fields=["setl_id"])
    _record("gateway.order.paid", by, order)


def bill_of(order: MobileOrder) -> Any:
    """Its bill; None before 6202."""
    if not order.setl_id:
        return None
    return bills.of_institution_by_id(order.institution, order.setl_id)


def state(order: MobileOrder, bill: Any) -> str:
    """``ordStas``: what became of the bill, or of the visit where 6202 did not come."""
    if bill is None:
        return {VisitState.CANCELLED: REVOKED, VisitState.SETTLED: PAID_AT_THE_TILL}.get(
            order.visit.state, SAVED
        )
    if bill.state in _BACK:
        return GIVEN_BACK
    return WAITS_FOR_CASH if bill.psn_cash_pay_fen else PAID


def _record(verb: str, by: Any, order: MobileOrder) -> None:
    audit.record(verb, by=by, subject=order, tenant_id=order.institution.tenant_id)
