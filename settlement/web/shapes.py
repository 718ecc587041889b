"""What the bill templates show, as frozen values; amounts are int 分."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.selectors import regions
from yibao.kernel.money import format_yuan

from ..data.plan import FUND_WORDS
from ..models import Settlement, SettlementPart
from ..selectors import bills
from ..states import SettlementState
from . import agents

KINDS = SettlementPart.Kind
MED_TYPE_WORDS = {
    "11": "门诊", "12": "挂号", "13": "急诊", "14": "门诊慢特病", "21": "住院", "41": "药店购药",
}  # fmt: skip
INSURANCE_WORDS = {"310": "职工医保", "390": "居民医保"}
SCOPE_WORDS = {"01": "甲类", "02": "乙类", "03": "目录外"}
PAYER_WORDS = {
    KINDS.FUND: "医保付的",
    KINDS.OWN_ACCOUNT: "个人账户",
    KINDS.WALLET: "医保钱包",
    KINDS.AID_ACCOUNT: "家庭共济",
    KINDS.CARD: "银行卡",
    KINDS.CASH: "现金",
}
PART_KINDS = {
    KINDS.FUND: "pool",
    KINDS.OWN_ACCOUNT: "own",
    KINDS.WALLET: "purse",
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
    url: str = ""


@dataclass(slots=True)
class Month:
    """Bills of one month; ``parts`` are who paid in the whole month, less refunds."""

    label: str
    parts: list["Part"]
    bills: list[BillRow] = field(default_factory=list)

    @property
    def total_fen(self) -> int:
        """What the month cost."""
        return sum(part.amount_fen for part in self.parts)

    @property
    def cash_fen(self) -> int:
        """What the person bore: cash and card."""
        return sum(part.amount_fen for part in self.parts if part.kind in ("card", "cash"))


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
    stood_in: str
    total_fen: int
    settled_cash_fen: int
    cash_fen: int
    refunded_fen: int
    is_void: bool
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


def payers_of(paid: Mapping[str, int]) -> list["Part"]:
    """Sums by kind of payer as parts of a bar, in the order of payment; nothing for zeros."""
    return [
        Part(label, paid[kind], PART_KINDS[kind])
        for kind, label in PAYER_WORDS.items()
        if paid.get(kind)
    ]


def row_of(row: Settlement, *, person: str = "", url: str = "", returning_fen: int = 0) -> BillRow:
    """A list row; ``row.returned`` holds the refunded amounts by name, ``returning_fen`` what is on
    its way to the card."""
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
        note=_refund_note(row, returning_fen),
        person=person,
        url=url,
    )


def _refund_note(row: Settlement, returning_fen: int) -> str:
    if returning_fen:
        return f"退费中：{format_yuan(returning_fen)} 元，银行一般 1 到 5 个工作日到账"
    if row.state == SettlementState.REFUNDED:
        return "已撤销" if _is_void(row) else "已全部退费"
    return "退过一部分" if row.state == SettlementState.PARTLY_REFUNDED else ""


def _is_void(row: Settlement) -> bool:
    """The whole bill went back on its own day (refunds prefetched)."""
    return any(refund.is_void for refund in row.refunds.all())


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
        stood_in=agents.words(row.visit.scan),
        total_fen=row.medfee_sumamt_fen,
        settled_cash_fen=row.psn_cash_pay_fen,
        cash_fen=row.psn_cash_pay_fen - back["psn_cash_pay"],
        refunded_fen=back["medfee_sumamt"],
        is_void=_is_void(row),
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
        KINDS.WALLET: "医保钱包付",
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
