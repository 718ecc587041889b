"""The trace of one fee line: how it splits, in numbers and in words (P136, P137)."""

from typing import TYPE_CHECKING

from yibao.kernel.money import fen_text

from .cases import Line
from .steps import Writer, percent

if TYPE_CHECKING:
    from .breakdown import LineResult


def explain_line(writer: Writer, line: Line, result: "LineResult") -> None:
    """Explain how one fee line splits (P136, P137)."""
    total = fen_text(result.det_item_fee_sumamt)
    count, price = _count(line.cnt_e4), _price(line.pric_e6)
    product = f"{count} × {price}"
    named = f"第 {line.id} 项（{product} 元）"
    if result.fulamt_ownpay_amt:
        writer.add(
            "P136", "fulamt_ownpay_amt", "全自费",
            {"line": line.id, "cnt": count, "pric": price, "amount": total},
            product, total, f"{named}不在医保目录内，{total} 元全部自费。",
        )  # fmt: skip
        return
    formula = total
    if result.overlmt_selfpay:
        over, limit = fen_text(result.overlmt_selfpay), _price(line.pric_uplmt_e6 or 0)
        writer.add(
            "P137", "overlmt_selfpay", "超限价自费",
            {"line": line.id, "amount": total, "cnt": count, "pric_uplmt_amt": limit},
            f"{total} − {count} × {limit}", over,
            f"{named}限价 {limit} 元，超出的 {over} 元由个人负担。",
        )  # fmt: skip
        formula = f"{total} − {over}"
    if result.preselfpay_amt:
        share, first = percent(line.selfpay_e4 * 10_000), fen_text(result.preselfpay_amt)
        writer.add(
            "P137", "preselfpay_amt", "先行自付",
            {"line": line.id, "amount": total, "selfpay_prop": share},
            f"({formula}) × {share}" if result.overlmt_selfpay else f"{total} × {share}", first,
            f"{named}个人先付 {share}，即 {first} 元。",
        )  # fmt: skip
        formula = f"{formula} − {first}"
    if result.inscp_scp_amt:
        scope = fen_text(result.inscp_scp_amt)
        writer.add(
            "P136", "inscp_scp_amt", "符合政策范围",
            {"line": line.id, "cnt": count, "pric": price, "amount": total},
            product if formula is total else formula, scope,
            f"{named}有 {scope} 元在政策范围内。",
        )  # fmt: skip


def _count(cnt_e4: int) -> str:
    whole, rest = divmod(cnt_e4, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0") if rest else str(whole)


def _price(pric_e6: int) -> str:
    whole, rest = divmod(pric_e6, 1_000_000)
    cents, finer = divmod(rest, 10_000)
    return f"{whole}.{cents:02d}" + (f"{finer:04d}".rstrip("0") if finer else "")
