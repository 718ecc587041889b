"""A bill as a staircase: the whole, what each rule takes off, and who pays what is left.

Every bar lies on the same scale, the whole bill; the words of each stair say what its bar shows.
"""

from dataclasses import dataclass

from yibao.kernel.money import format_yuan, parse_yuan_signed, to_fen

from ..models import Settlement, SettlementPart
from .shapes import PART_KINDS, label_of

WIDTH = 1000
_LEAST = 6
#: Kind of bars that show nobody's money yet.
SELF = "self"


@dataclass(frozen=True, slots=True)
class Stair:
    """One bar of ``amount_fen`` 分 from ``x``, in thousandths of the whole; ``kind``: who pays."""

    label: str
    words: str
    amount_fen: int
    kind: str
    x: int = 0
    width: int = WIDTH


class _Flight:
    """Stairs from left to right, each beginning where the one before ended."""

    def __init__(self, whole: int) -> None:
        self.whole, self.at, self.stairs = whole, 0, []

    def step(self, label: str, words: str, fen: int, kind: str) -> None:
        """Add a stair; one of nothing is left out."""
        if fen <= 0 or self.whole <= 0:
            return
        x = min(WIDTH * self.at // self.whole, WIDTH - _LEAST)
        width = min(max(WIDTH * fen // self.whole, _LEAST), WIDTH - x)
        self.stairs.append(Stair(label, words, fen, kind, x, width))
        self.at += fen


def of_bill(row: Settlement) -> list[Stair]:
    """Total → outside → deductible → share → funds; then what is left → account → aid → card.

    Both flights add up: the first to the whole bill, the second to what the funds left.
    """
    whole, later = row.medfee_sumamt_fen, _fen(row, "其他基金已付")
    flight = _Flight(whole)
    flight.stairs.append(Stair("总费用", "从这里算起。", whole, SELF))
    outside = row.fulamt_ownpay_amt_fen + row.overlmt_selfpay_fen + row.preselfpay_amt_fen
    left = whole
    for label, words, fen in (
        ("不进报销的", "目录外、超过限价和乙类先付的部分", outside),
        ("起付线", "一年里先由自己付的一段", row.act_pay_dedc_fen),
        ("按比例自己付", "过了起付线，医保付一个比例，剩下的", _fen(row, "按比例自付")),
        ("超过封顶线", "医保一年最多付到封顶线，超过的", _fen(row, "超封顶线")),
    ):
        left -= fen
        flight.step(label, f"{words} {_yuan(fen)}，还剩 {_yuan(left)}。", fen, SELF)
    first = row.fund_pay_sumamt_fen - later
    flight.step("医保先付", f"剩下的 {_yuan(first)}由医保付。", first, "pool")
    flight.step(
        "医院承担", f"{_yuan(row.hosp_part_amt_fen)}由医院承担。", row.hosp_part_amt_fen, "own"
    )
    return flight.stairs + _payers(row, whole, later)


def _payers(row: Settlement, whole: int, later: int) -> list[Stair]:
    """Who pays what the first fund left."""
    flight = _Flight(whole)
    left = row.psn_part_amt_fen + later
    if left:
        words = "上面自己付的加起来，接着看谁来付。"
        flight.stairs.append(Stair("要自己负担的", words, left, SELF, 0, _wide(left, whole)))
    left -= later
    flight.step(
        "其他医保再付", f"大病、补助或救助付 {_yuan(later)}，还剩 {_yuan(left)}。", later, "pool"
    )
    for part in row.parts.all():
        if part.kind == SettlementPart.Kind.FUND:
            continue
        left -= part.amount_fen
        words = f"付 {_yuan(part.amount_fen)}，还剩 {_yuan(left)}。"
        flight.step(label_of(part), words, part.amount_fen, PART_KINDS[part.kind])
    return flight.stairs


def _wide(fen: int, whole: int) -> int:
    return max(WIDTH * fen // whole, _LEAST) if whole else WIDTH


def _yuan(fen: int) -> str:
    return f"{format_yuan(fen)} 元"


def _fen(row: Settlement, name: str) -> int:
    """One number of the stored step that explains the personal share (P129)."""
    for step in row.breakdown["trace"]:
        if step["field"] == "psn_part_amt":
            return to_fen(parse_yuan_signed(step["inputs"].get(name, "0.00")))
    return 0
