"""Fee lines: how one line splits by catalogue class (P124, P136, P137, P154)."""

from collections.abc import Callable

from settlement.data import Line, LineResult

#: ``rounder(numerator, denominator)``: the pack's rounding to whole 分.
Rounder = Callable[[int, int], int]

# count × 10⁴ times price × 10⁶ yuan gives yuan × 10¹⁰; 分 are yuan × 10².
_PRODUCT_PER_FEN = 10**8
_SHARE_SCALE = 10**4
_OUTSIDE = frozenset({None, "03"})


def product_fen(cnt_e4: int, pric_e6: int, rounder: Rounder) -> int:
    """Return count times price in 分, rounded once."""
    return rounder(cnt_e4 * pric_e6, _PRODUCT_PER_FEN)


def agrees(line: Line, amount: int) -> bool:
    """Whether a given amount (分) equals the exact product to within 0.01 yuan."""
    return abs(amount * _PRODUCT_PER_FEN - line.cnt_e4 * line.pric_e6) <= _PRODUCT_PER_FEN


def split(line: Line, rounder: Rounder) -> LineResult:
    """Split a line: full self-pay, over the price limit, first share, in scope.

    Class 03 (丙) or no catalogue code is full self-pay.  Otherwise the part over the limit comes
    first, then the first share of the rest, and what remains is in scope.
    """
    amount = line.amount
    if amount is None:
        amount = rounder(line.cnt_e4 * line.pric_e6, _PRODUCT_PER_FEN)
    if line.chrgitm_lv in _OUTSIDE:
        return LineResult(line.id, amount, amount, 0, 0, 0)
    over = 0
    if line.pric_uplmt_e6 is not None:
        over = amount - rounder(line.cnt_e4 * line.pric_uplmt_e6, _PRODUCT_PER_FEN)
        if over < 0:
            over = 0
    rest = amount - over
    first = rounder(rest * line.selfpay_e4, _SHARE_SCALE) if line.selfpay_e4 else 0
    return LineResult(line.id, amount, 0, over, first, rest - first)
