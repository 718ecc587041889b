"""A refund as its page tells it: where the money went, and when it is there, payer by payer."""

from collections.abc import Collection
from typing import Any

from yibao.kernel.money import format_yuan

from ..data.plan import FUND_WORDS
from ..models import CardRefund, Refund, RefundPart, SettlementPart
from ..states import CardRefundState
from .shapes import PART_KINDS, Event, Part

KINDS = SettlementPart.Kind


#: Refund and account of parts that could not stay on a closed account.
Swept = Collection[tuple[Any, Any]]


def parts_of(refund: Refund, swept: Swept = ()) -> list[Part]:
    """Where the money of a refund went, latest deduction first."""
    rows = sorted(refund.parts.all(), key=lambda item: -item.part.position)
    return [
        Part(_back_to(item.part), item.amount_fen, PART_KINDS[item.part.kind], _waits(item, swept))
        for item in rows
    ]


def _waits(item: RefundPart, swept: Swept) -> str:
    """The own account was closed meanwhile: nobody else gets the money (T64). Of a relative's
    account nothing is told."""
    is_own = item.part.kind != KINDS.AID_ACCOUNT
    if not is_own or (item.refund_id, item.account_id) not in swept:
        return ""
    return "账户已关闭，转入待领款"


def _back_to(part: SettlementPart) -> str:
    if part.kind == KINDS.FUND:
        return f"退回{FUND_WORDS[part.fund][1]}"
    if part.kind == KINDS.AID_ACCOUNT:
        return f"退回家人的个人账户（{part.payer.masked_name}）"
    return {
        KINDS.OWN_ACCOUNT: "退回您的个人账户",
        KINDS.WALLET: "退回您的医保钱包",
        KINDS.CARD: f"退回银行卡 {_card_of(part)}",
        KINDS.CASH: "由收费窗口退现金",
    }[part.kind]


def _card_of(part: SettlementPart) -> str:
    return part.settlement.charge.card.label if part.kind == KINDS.CARD else ""


def events_of(refund: Refund, swept: Swept = ()) -> list[Event]:
    """The timeline by payer: accounts at once, cash at the counter, the card when its bank does."""
    word = "医院已撤销这笔账" if refund.is_void else "医院已办理退费"
    events = [Event(word, refund.created_at, "", "done")]
    for item in sorted(refund.parts.all(), key=lambda one: -one.part.position):
        if item.part.kind == KINDS.CARD:
            events += _card_events(item.card_refund, _card_of(item.part))
            continue
        title = f"{_back_to(item.part)}，{format_yuan(item.amount_fen)} 元"
        is_cash = item.part.kind == KINDS.CASH
        note = _waits(item, swept) or ("没有拿到请问窗口。" if is_cash else "当时到账。")
        events.append(Event(title, refund.created_at, note, "done"))
    return events


def _card_events(row: CardRefund, card: str) -> list[Event]:
    """Where the card's money is: asked for, with the bank, or in somebody's hands."""
    if row.state == CardRefundState.PAID_OUT:
        return [Event("已人工转账给您", row.known_at, f"没有退回{card}。", "done")]
    if row.state == CardRefundState.MANUAL:
        note = "卡多半已注销，工作人员会联系您转账。着急请拨 12393。"
        return [Event(f"退不回{card}，改为人工转账", row.known_at, note, "now")]
    if row.state == CardRefundState.DONE:
        note = "一般 1 到 5 个工作日到账。"
        return [Event(f"银行已退回{card}", row.known_at, note, "done")]
    return [
        Event(f"正在请银行退回{card}", row.created_at, "不用您做什么，有结果发消息。", "now"),
        Event("银行退款到账", None, "一般 1 到 5 个工作日。", "next"),
    ]
