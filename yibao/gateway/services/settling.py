"""Quotes, settlements and their cancellation by the services that the REST interface calls."""

from decimal import Decimal
from typing import Any

from settlement.selectors import accounts, bills, quotes
from settlement.services import attempts, payer_asks, refunds, settlements
from settlement.services import quotes as quoting
from yibao.kernel import idempotency
from yibao.kernel.errors import DomainError

from ..data import Call
from ..mapping import amounts
from ..mapping import settlements as shapes
from . import visits

_REASON = "机构撤销结算"
NO_ACCOUNT = "0"


def prepare(call: Call) -> None:
    """Before the transaction of a settlement: the key is known, payers on phones are asked (P113).

    Raises ``settlement.key_reversed``: a call that 2601 has undone stays undone (T62).
    """
    begin(call)
    row = call.data["data"]
    try:
        visit = visits.named(by=call.by, call=call, row=row)
    except DomainError:
        return  # the transaction meets it too, and stores it under the key
    ask_payers(call, row, visit)


def begin(call: Call) -> None:
    """Make the key known. Raises ``settlement.key_reversed``."""
    attempts.begin(by=call.by, key=call.key)
    attempts.refuse_reversed(by=call.by, key=call.key, institution=call.institution)


def ask_payers(call: Call, row: dict[str, Any], visit: Any) -> None:
    """Put the amounts of the live quote before the payers who have to say yes (P113)."""
    made = quotes.live(visit, flag_of(row))
    if made is None or idempotency.is_answered(scope=call.scope, key=call.key):
        return
    payer_asks.ask(
        by=call.by,
        institution=call.institution,
        visit_id=visit.visit_id,
        key=call.key,
        ask=_ask(made, row),
        scope=call.scope,
    )


def refused(call: Call, refusal: DomainError) -> DomainError:
    """The attempt says why it failed."""
    attempts.fail(by=call.by, key=call.key, refusal=refusal.code)
    return refusal


def flag_of(row: dict[str, Any]) -> str:
    """Which accounts may pay: none, the own one, the own one and relatives' (3.3)."""
    return row.get("acct_used_flag") or NO_ACCOUNT


def quote(*, by: Any, call: Call, row: dict[str, Any], visit: Any) -> dict[str, Any]:
    """Try a settlement; the answer's nodes. Raises ``gateway.amount_differs``."""
    made = quoting.make(
        by=by,
        institution=call.institution,
        visit_id=visit.visit_id,
        acct_used_flag=flag_of(row),
    )
    found = amounts.of_quote(made.breakdown)
    amounts.refuse_others(infno=call.infno, row=row, found=found, names=["medfee_sumamt"])
    info = made.breakdown["setlinfo"]
    head = shapes.Head(
        at=made.created_at,
        number=call.msgid,
        balance=accounts.balance_of(visit.person) or 0,
        pool_share=Decimal(info["pool_prop_selfpay"]),
    )
    return {
        "setlinfo": shapes.info(call, visit, found, head),
        "setldetail": shapes.detail(visit, found, amounts.wallet_of_quote(made.breakdown)),
    }


def settle(*, by: Any, call: Call, row: dict[str, Any], visit: Any) -> dict[str, Any]:
    """Settle what the caller confirms, by the live quote or one made now; the answer's nodes.

    Runs inside the caller's transaction. Raises ``gateway.amount_differs``.
    """
    made = quotes.live(visit, flag_of(row)) or quoting.make(
        by=by,
        institution=call.institution,
        visit_id=visit.visit_id,
        acct_used_flag=flag_of(row),
    )
    amounts.refuse_others(
        infno=call.infno,
        row=row,
        found=amounts.of_quote(made.breakdown),
        names=["medfee_sumamt", *amounts.SPLITS],
    )
    bill = settlements.settle(
        by=by,
        institution=call.institution,
        visit_id=visit.visit_id,
        key=call.key,
        ask=_ask(made, row),
    )
    return of_bill(call, visit, bill)


def pay(*, by: Any, call: Call, visit: Any, flag: str) -> Any:
    """Settle an order of mobile payment by the live quote or one made now; the bill."""
    made = quotes.live(visit, flag) or quoting.make(
        by=by, institution=call.institution, visit_id=visit.visit_id, acct_used_flag=flag
    )
    return settlements.settle(
        by=by,
        institution=call.institution,
        visit_id=visit.visit_id,
        key=call.key,
        ask=_ask(made, {}),
    )


def of_bill(call: Call, visit: Any, bill: Any) -> dict[str, Any]:
    """A bill as ``setlinfo`` and ``setldetail``."""
    found = amounts.of_row(bill)
    return {
        "setlinfo": shapes.info(call, visit, found, shapes.head_of_bill(bill)),
        "setldetail": shapes.detail(visit, found, amounts.wallet_of_bill(bill)),
    }


def cancel(*, by: Any, call: Call, row: dict[str, Any]) -> dict[str, Any]:
    """Give a whole bill back: a new number, negative amounts, every source its own (3.2)."""
    visit = visits.named(by=by, call=call, row=row)
    bill = bills.of_institution_by_id(call.institution, row["setl_id"])
    if bill.visit_id != visit.pk:
        raise visits.wrong(call, "setl_id", "不是这次就诊的结算")
    record = refunds.refund(
        by=by,
        institution=call.institution,
        setl_id=bill.setl_id,
        lines=None,
        reason=_REASON,
        refund_no=call.msgid,
    )
    found = amounts.of_row(record, -1)
    head = shapes.Head(
        at=record.created_at,
        number=call.msgid,
        balance=accounts.balance_of(visit.person) or 0,
        pool_share=bill.pool_prop_selfpay,
        setl_id=record.refund_setl_id,
    )
    info = shapes.info(call, visit, found, head)
    return {
        "setlinfo": {**info, "pdn_cash_pay": info["psn_cash_pay"]},
        "setldetail": shapes.detail(visit, found, amounts.wallet_of_refund(record)),
    }


def _ask(made: Any, row: dict[str, Any]) -> settlements.SettleAsk:
    info = made.breakdown["setlinfo"]
    return settlements.SettleAsk(
        quote_id=made.quote_id,
        psn_part_amt=info["psn_part_amt"],
        psn_cash_pay=info["psn_cash_pay"],
        invono=row.get("invono") or "",
    )
