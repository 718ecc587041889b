"""What the bill templates show, as frozen values; amounts are int 分."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.selectors import regions
from yibao.kernel.money import format_yuan

from ..data.plan import FUND_WORDS
from ..models import CardRefund, Refund, Settlement, SettlementPart
from ..selectors import bills
from ..states import CardRefundState, SettlementState

KINDS = SettlementPart.Kind
MED_TYPE_WORDS = {
    "11": "门诊", "12": "挂号", "13": "急诊", "14": "门诊慢特病", "21": "住院", "41": "药店购药",
}  # fmt: skip
INSURANCE_WORDS = {"310": "职工医保", "390": "居民医保"}
SCOPE_WORDS = {"01": "甲类", "02": "乙类", "03": "目录外"}
PART_KINDS = {
    KINDS.FUND: "pool",
    KINDS.OWN_ACCOUNT: "own",
    KINDS.AID_ACCOUNT: "aid",
    KINDS.CARD: "card",
    KINDS.CASH: "cash",
}
STATE_WORDS = {
    SettlementState.SETTLED: "settled",
    SettlementState.PARTLY_REFUNDED: "part_refunded",
    SettlementState.REFUNDED: "refunded",
}


@dataclass(frozen=True, slots=True)
class BillRow:
    """One bill in the list, less what was refunded."""

    no: str
    at: datetime
    place_name: str
    kind_word: str
    total_fen: int
    pool_fen: int
    account_fen: int
    aid_fen: int
    cash_fen: int
    note: str
    person: str = ""


@dataclass(slots=True)
class Month:
    """Bills of one month; the sums are those of the whole month, less refunds."""

    label: str
    account_fen: int
    cash_fen: int
    bills: list[BillRow] = field(default_factory=list)

    @property
    def account_fen(self) -> int:
        """Paid from the own account."""
        return sum(bill.account_fen for bill in self.bills)

    @property
    def cash_fen(self) -> int:
        """Paid in cash or by card."""
        return sum(bill.cash_fen for bill in self.bills)


@dataclass(frozen=True, slots=True)
class Bill:
    """The head of a bill's pages."""

    no: str
    at: datetime
    place_name: str
    kind_word: str
    person: str
    certno_masked: str
    insurance: str
    place: str
    total_fen: int
    settled_cash_fen: int
    cash_fen: int
    refunded_fen: int
    state: str
    official: bool
    pack_name: str


@dataclass(frozen=True, slots=True)
class Part:
    """One payer of a bill or refund."""

    label: str
    amount_fen: int
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One fee line in words."""

    name: str
    count_text: str
    scope_word: str
    self_ratio_text: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Event:
    """One point of a refund's timeline."""

    title: str
    at: datetime | None
    note: str
    state: str


def row_of(row: Settlement) -> BillRow:
    """A list row; ``row.returned`` holds the refunded amounts by name."""
    back = row.returned
    return BillRow(
        no=row.setl_id,
        at=row.setl_time,
        place_name=row.institution.name,
        kind_word=MED_TYPE_WORDS.get(row.visit.med_type, "就诊"),
        total_fen=row.medfee_sumamt_fen - back["medfee_sumamt"],
        pool_fen=row.fund_pay_sumamt_fen - back["fund_pay_sumamt"],
        account_fen=row.self_acct_pay_fen - back["self_acct_pay"],
        aid_fen=row.acct_mulaid_pay_fen - back["acct_mulaid_pay"],
        cash_fen=row.psn_cash_pay_fen - back["psn_cash_pay"],
        note=_refund_note(row),
    )


def _refund_note(row: Settlement) -> str:
    if row.state == SettlementState.REFUNDED:
        return "已全部退费"
    return "退过一部分" if row.state == SettlementState.PARTLY_REFUNDED else ""


def head_of(row: Settlement) -> Bill:
    """The head of one bill; ``cash_fen`` is what the person bears after refunds."""
    back = bills.returned(row)
    return Bill(
        no=row.setl_id,
        at=row.setl_time,
        place_name=row.institution.name,
        kind_word=MED_TYPE_WORDS.get(row.visit.med_type, "就诊"),
        person=row.person.masked_name,
        certno_masked=row.person.masked_certno,
        insurance=INSURANCE_WORDS.get(row.visit.insutype, ""),
        place=regions.name_of(row.visit.insuplc_admdvs),
        total_fen=row.medfee_sumamt_fen,
        settled_cash_fen=row.psn_cash_pay_fen,
        cash_fen=row.psn_cash_pay_fen - back["psn_cash_pay"],
        refunded_fen=back["medfee_sumamt"],
        state=STATE_WORDS.get(row.state, "settled"),
        official=bool(row.pack and row.pack.official),
        pack_name=str(row.pack) if row.pack else "",
    )


def parts_of(row: Settlement) -> list[Part]:
    """Who paid what; the own account and cash are shown even at zero, so nothing is missing."""
    parts = [_part(part) for part in row.parts.all()]
    shown = {part.kind for part in parts}
    if "own" not in shown and row.visit.insutype == "310":
        parts.insert(_after_funds(parts), Part("个人账户付", 0, "own"))
    if not shown & {"cash", "card"}:
        parts.append(Part("自己掏（现金）", 0, "cash"))
    return parts


def _after_funds(parts: list[Part]) -> int:
    return sum(1 for part in parts if part.kind == "pool")


def _part(part: SettlementPart) -> Part:
    note = f"已退 {format_yuan(part.refunded_fen)} 元" if part.refunded_fen else ""
    return Part(label_of(part), part.amount_fen, PART_KINDS[part.kind], note)


def label_of(part: SettlementPart) -> str:
    """A payer in the people's words."""
    if part.kind == KINDS.FUND:
        return f"{FUND_WORDS[part.fund][1]}付"
    if part.kind == KINDS.AID_ACCOUNT:
        return f"家庭共济付（{part.payer.masked_name}）"
    if part.kind == KINDS.CARD:
        return f"自己掏（银行卡 {part.settlement.charge.card.label}）"
    return {
        KINDS.OWN_ACCOUNT: "个人账户付",
        KINDS.CASH: "自己掏（现金）",
    }[part.kind]


def items_of(row: Settlement) -> list[Item]:
    """The fee lines."""
    return [
        Item(
            name=line.name,
            count_text=f"{line.cnt.normalize():f} × {line.pric.normalize():f} 元",
            scope_word=SCOPE_WORDS.get(line.chrgitm_lv, "目录外"),
            self_ratio_text=_share_text(line),
            amount_fen=line.amount_fen,
        )
        for line in row.lines.all()
    ]


def _share_text(line: Any) -> str:
    """The first share; outside the catalogue it is everything."""
    if line.chrgitm_lv not in ("01", "02"):
        return "100%"
    return f"{(line.selfpay_prop * 100).normalize():f}%"


def refund_parts(refund: Refund) -> list[Part]:
    """Where the money of a refund went, latest deduction first."""
    rows = sorted(refund.parts.all(), key=lambda item: -item.part.position)
    return [Part(_back_to(item.part), item.amount_fen, PART_KINDS[item.part.kind]) for item in rows]


def _back_to(part: SettlementPart) -> str:
    if part.kind == KINDS.FUND:
        return f"退回{FUND_WORDS[part.fund][1]}"
    if part.kind == KINDS.AID_ACCOUNT:
        return f"退回家人的个人账户（{part.payer.masked_name}）"
    return {
        KINDS.OWN_ACCOUNT: "退回您的个人账户",
        KINDS.CARD: f"退回银行卡 {_card_of(part)}",
        KINDS.CASH: "由收费窗口退现金",
    }[part.kind]


def _card_of(part: SettlementPart) -> str:
    return part.settlement.charge.card.label if part.kind == KINDS.CARD else ""


def refund_events(refund: Refund) -> list[Event]:
    """The timeline of one refund: accounts at once, cash at the counter, the card by its bank."""
    events = [Event("医院已办理退费", refund.created_at, "", "done")]
    kinds = {item.part.kind for item in refund.parts.all()}
    if kinds & {KINDS.FUND, KINDS.OWN_ACCOUNT, KINDS.AID_ACCOUNT}:
        events.append(Event("医保和个人账户的钱已退回", refund.created_at, "", "done"))
    if KINDS.CASH in kinds:
        events.append(
            Event("现金由收费窗口当面退", refund.created_at, "没有拿到请问窗口。", "done")
        )
    for item in refund.parts.all():
        if item.part.kind == KINDS.CARD:
            events += _card_events(item.card_refund, _card_of(item.part))
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
