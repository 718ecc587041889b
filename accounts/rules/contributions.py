"""Months of contributions: which are expected, which are missing (缴费记录). Pure.

A period is ``YYYYMM`` for employees and ``YYYY`` for residents.
"""

from datetime import date

#: A payment reaches the register up to two months later (P7); before that nothing is missing.
LAG_MONTHS = 2


def months_between(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included; none where the last is earlier."""
    begin, end = _number(first), _number(last)
    return [_period(number) for number in range(begin, end + 1)]


def last_due(today: date) -> str:
    """The newest month that should be in the register by now."""
    return _period(today.year * 12 + today.month - 1 - LAG_MONTHS)


def label(period: str) -> str:
    """``202601`` → 1 月, ``2026`` → 2026 年."""
    return f"{int(period[4:])} 月" if len(period) == 6 else f"{period} 年"


def month_of(day: date) -> str:
    """The month of a day."""
    return f"{day.year:04d}{day.month:02d}"


def _number(period: str) -> int:
    return int(period[:4]) * 12 + int(period[4:]) - 1


def _period(number: int) -> str:
    return f"{number // 12:04d}{number % 12 + 1:02d}"
