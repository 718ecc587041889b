"""Money: the one parser, the one rounder and the one converter (T56, T57, P153–P156).

Amounts are stored and added in 分 (``int``); they travel as decimal strings in yuan.  Nothing
here touches binary floats: a float argument is refused, not converted.  All functions are pure
and cheap, because the benefit engine calls them for every line of every bill.
"""

import re
from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
)
from fractions import Fraction

# A price (16 digits) times a count (16 digits) needs 32 digits; the default context has 28.
_CONTEXT = Context(prec=60)
_CENT = Decimal("0.01")
_ZERO = Decimal("0.00")
_CENT_TEXTS = tuple(f".{cents:02d}" for cents in range(100))
_MODES = {
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
}

#: Largest value of a PostgreSQL bigint, the column type of every amount.
MAX_FEN = 2**63 - 1

_YUAN = re.compile(r"(?:0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?", re.ASCII)
_TOTAL = re.compile(r"-?(?:0|[1-9][0-9]{0,13})(?:\.[0-9]{1,2})?", re.ASCII)
_PRICE = re.compile(r"(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,6})?", re.ASCII)
_COUNT = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,4})?", re.ASCII)
_RATIO = re.compile(r"0(?:\.[0-9]{1,4})?|1(?:\.0{1,4})?", re.ASCII)
# Bound once: the attribute look-ups would be paid for every line of every bill.
_match_yuan = _YUAN.fullmatch
_match_price = _PRICE.fullmatch
_match_count = _COUNT.fullmatch
_match_ratio = _RATIO.fullmatch


class NotMoney(ValueError):
    """A text or value that is not an amount; ``message`` is the Chinese sentence for a form."""

    def __init__(self, message: str = "金额应为数字，最多两位小数，例如 12.30") -> None:
        """Keep the sentence; the offending value is never repeated in it."""
        super().__init__(message)
        self.message = message


def parse_yuan(text: str, *, allow_negative: bool = False) -> Decimal:
    """Return the amount in yuan, always with two places (T56).

    Accepts ASCII digits only: up to nine before the point, at most two after it, no leading
    zeros, spaces, signs, exponents or separators.  ``allow_negative`` admits one leading minus
    before an amount other than zero.  Raises :class:`NotMoney` for everything else, also for
    numbers that are not text.
    """
    if allow_negative:
        return parse_yuan_signed(text)
    found = _match_yuan(text) if isinstance(text, str) else None
    if found is None:
        raise NotMoney
    places = found[1]
    if places is None:
        return Decimal(text + ".00")
    return Decimal(text if len(places) == 3 else text + "0")


def parse_yuan_signed(text: str) -> Decimal:
    """Return an amount in yuan that may be negative; ``-0`` is refused (T56)."""
    if not isinstance(text, str) or not text.startswith("-"):
        return parse_yuan(text)
    amount = parse_yuan(text[1:])
    if not amount:
        raise NotMoney
    return amount.copy_negate()


def parse_total(text: str) -> Decimal:
    """Return a sum of many amounts in yuan, ``numeric(16,2)``; ``-0`` is refused (T56)."""
    if not isinstance(text, str) or _TOTAL.fullmatch(text) is None:
        raise NotMoney
    total = Decimal(text)
    if text.startswith("-") and not total:
        raise NotMoney
    return total.quantize(_CENT, context=_CONTEXT)


def parse_fen_signed(text: str) -> int:
    """Return an amount in yuan as 分; the rules of :func:`parse_yuan_signed`, for long files."""
    digits = text[1:] if isinstance(text, str) and text.startswith("-") else text
    found = _match_yuan(digits) if isinstance(digits, str) else None
    if found is None:
        raise NotMoney
    places = found[1]
    if places is None:
        fen = int(digits) * 100
    else:
        fen = int(digits[: -len(places)]) * 100 + int(places[1:].ljust(2, "0"))
    if digits is text:
        return fen
    if not fen:
        raise NotMoney
    return -fen


def parse_price(text: str) -> Decimal:
    """Return a unit price in yuan, ``numeric(16,6)``, zero or more.  Raises NotMoney (T56)."""
    if not isinstance(text, str) or _match_price(text) is None:
        raise NotMoney("单价应为数字，最多六位小数，例如 12.30")
    return Decimal(text)


def parse_count(text: str, *, allow_zero: bool = False) -> Decimal:
    """Return a quantity, ``numeric(16,4)``, above zero unless ``allow_zero``.  Raises NotMoney."""
    if not isinstance(text, str) or _match_count(text) is None:
        raise NotMoney("数量应为数字，最多四位小数，例如 2 或 0.5")
    count = Decimal(text)
    if not count and not allow_zero:
        raise NotMoney("数量应大于 0")
    return count


def parse_ratio(text: str) -> Decimal:
    """Return a ratio between 0 and 1 with at most four places.  Raises NotMoney."""
    if not isinstance(text, str) or _match_ratio(text) is None:
        raise NotMoney("比例应在 0 到 1 之间，最多四位小数，例如 0.75")
    return Decimal(text)


def round_yuan(value: Decimal, mode: str = "half_up") -> Decimal:
    """Round yuan to 0.01 (P153: half up, away from zero for negative amounts).

    ``mode`` is one of half_up, half_even, down, floor, ceiling.  Raises :class:`NotMoney` for
    NaN, infinity, floats and amounts beyond a bigint of 分.
    """
    rounding = _MODES.get(mode)
    if rounding is None:
        raise ValueError(f"unknown rounding mode {mode!r}")
    _require_finite(value)
    return value.quantize(_CENT, rounding=rounding, context=_CONTEXT) or _ZERO


def round_to_fen(value: Decimal, mode: str = "half_up") -> int:
    """Round yuan to 0.01 and return 分; the same rounding as :func:`round_yuan`."""
    return int(round_yuan(value, mode).scaleb(2, _CONTEXT))


def line_fen(price: Decimal, count: Decimal) -> int:
    """Return price times count in 分, rounded half up exactly once (P154)."""
    _require_finite(price)
    _require_finite(count)
    return round_to_fen(_CONTEXT.multiply(price, count))


def share_fen(total_fen: int, ratio: Decimal) -> int:
    """Return ``total_fen`` times ``ratio`` in 分, rounded half up exactly once (P154)."""
    _require_fen(total_fen)
    _require_finite(ratio)
    share = _CONTEXT.multiply(Decimal(total_fen), ratio)
    return int(share.to_integral_value(ROUND_HALF_UP, _CONTEXT))


def divide_half_up(numerator: int, denominator: int) -> int:
    """Return a quotient of integers, neither negative, rounded half up exactly once (P153)."""
    return (2 * numerator + denominator) // (2 * denominator)


def divide_half_even(numerator: int, denominator: int) -> int:
    """Return a quotient of integers, neither negative, with ties to the even neighbour."""
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return quotient + (twice > denominator or (twice == denominator and quotient & 1 == 1))


def to_fen(yuan: Decimal) -> int:
    """Return the amount in 分.  Raises :class:`NotMoney` unless it is exact."""
    _require_finite(yuan)
    scaled = yuan.scaleb(2, _CONTEXT)
    fen = int(scaled)
    if fen != scaled:
        raise NotMoney("金额最多两位小数")
    return fen


def from_fen(fen: int) -> Decimal:
    """Return 分 as yuan with two places.  Raises :class:`NotMoney` unless given an int."""
    _require_fen(fen)
    return Decimal(fen).scaleb(-2, _CONTEXT)


def fen_text(fen: int) -> str:
    """Return 分 as the wire text of an amount: ``1230`` gives ``"12.30"``."""
    if type(fen) is int and 0 <= fen <= MAX_FEN:  # nearly always; a trace asks 50 times a bill
        return str(fen // 100) + _CENT_TEXTS[fen % 100]
    _require_fen(fen)
    return "-" + fen_text(-fen)


def yuan_text(yuan: Decimal) -> str:
    """Return yuan as the wire text of an amount; exact or :class:`NotMoney`."""
    return fen_text(to_fen(yuan))


def format_yuan(amount: Decimal | int) -> str:
    """Return an amount for people, ``"1,862.35"``; a Decimal is yuan, an int is 分."""
    fen = to_fen(amount) if isinstance(amount, Decimal) else amount
    _require_fen(fen)
    yuan, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{cents:02d}"


def split_by_ratio(total_fen: int, weights: Sequence[int | Decimal]) -> list[int]:
    """Split 分 in proportion to the weights; the parts always add up to the total (T57).

    Largest remainder; equal remainders go to the earlier position, so the result depends on the
    order given and on nothing else.  A negative total mirrors the positive split.  Raises
    :class:`NotMoney` for negative weights, floats, or weights that are all zero while there is
    something to split.
    """
    _require_fen(total_fen)
    shares = _whole_weights(weights)
    whole = sum(shares)
    if whole == 0:
        if total_fen:
            raise NotMoney("没有可以分摊的项目")
        return [0] * len(shares)
    size = abs(total_fen)
    parts, remainders = [], []
    for share in shares:
        part, remainder = divmod(size * share, whole)
        parts.append(part)
        remainders.append(remainder)
    missing = size - sum(parts)
    for position in sorted(range(len(shares)), key=lambda at: (-remainders[at], at))[:missing]:
        parts[position] += 1
    if sum(parts) != size:
        raise AssertionError("a split lost or made money")
    return parts if total_fen >= 0 else [-part for part in parts]


def _whole_weights(weights: Sequence[int | Decimal]) -> list[int]:
    """Return the weights as integers in the same proportion."""
    for weight in weights:
        if isinstance(weight, Decimal):
            _require_finite(weight)
        else:
            _require_fen(weight)
        if weight < 0:
            raise NotMoney("分摊权重不能为负")
    if not any(isinstance(weight, Decimal) for weight in weights):
        return list(weights)
    ratios = [Fraction(weight) for weight in weights]
    common = 1
    for ratio in ratios:
        # Denominators are divisors of powers of ten: the product of the largest is bounded.
        common *= (Fraction(ratio * common)).denominator
    return [int(ratio * common) for ratio in ratios]


def _require_finite(value: Decimal) -> None:
    """Raise :class:`NotMoney` unless ``value`` is a finite Decimal that fits an amount column."""
    if not isinstance(value, Decimal) or not value.is_finite() or value.adjusted() > 17:
        raise NotMoney


def _require_fen(value: int) -> None:
    """Raise :class:`NotMoney` unless ``value`` is an int (not a bool) within a bigint."""
    if type(value) is not int or not -MAX_FEN <= value <= MAX_FEN:
        raise NotMoney
