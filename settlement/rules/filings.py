"""Pure rules of filings for care elsewhere: places, periods, what they count as (P157–P162)."""

import calendar
from datetime import date, timedelta

from settlement.data.filings import COUNTS_AS, EMERGENCY, LONG_TERM, OTHER

#: The better one counts where two filings cover a day.
ORDER = ("long_term", "referral", "emergency", "other")
NONE, UNFILED = "none", "unfiled"
TEMP_MONTHS = 6
FIRST_DAYS_AHEAD = 180
#: Filed with the whole province: municipalities, Hainan, Tibet, XPCC (P160).
WHOLE_PROVINCES = frozenset({"11", "12", "31", "46", "50", "54", "66"})


def area_of(admdvs: str) -> str:
    """The area that a filing names for a place of care: the city, or its province (P160)."""
    if admdvs[:2] in WHOLE_PROVINCES:
        return f"{admdvs[:2]}0000"
    return f"{admdvs[:4]}00"


def is_same_place(one: str, other: str) -> bool:
    """Whether two places are one pooling area, so that nothing is remote between them."""
    return one[:4] == other[:4]


def is_long_term(kind: str) -> bool:
    """Long-term filings last until something changes (P158)."""
    return kind in LONG_TERM


def is_at_once(kind: str, *, promised: bool) -> bool:
    """Whether it holds at once: by the person's promise, or where nothing is to be shown.

    A referral is checked by an officer, and so is a long-term filing without a promise (P161).
    """
    return kind in (EMERGENCY, OTHER) or (is_long_term(kind) and promised)


def least_months(setting: object) -> int:
    """``TEMP_FILING_MONTHS`` of the region, never below the national six (P158)."""
    is_number = isinstance(setting, int) and not isinstance(setting, bool)
    return max(TEMP_MONTHS, setting) if is_number else TEMP_MONTHS


def month_choices(least: int) -> tuple[int, ...]:
    """How long a temporary filing may be asked for, in months."""
    return (least, 2 * least)


def add_months(day: date, months: int) -> date:
    """The same day of a later month; the last day where that month is shorter."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def end_of(kind: str, starts_on: date, months: int) -> date | None:
    """The first day on which the filing no longer holds; None where it lasts."""
    return None if is_long_term(kind) else add_months(starts_on, months)


def may_start(starts_on: date, *, today: date, admitted_on: date | None) -> bool:
    """From today on; from the admission on while the person has not left the hospital (P162)."""
    earliest = today if admitted_on is None else min(today, admitted_on)
    return earliest <= starts_on <= today + timedelta(days=FIRST_DAYS_AHEAD)


def best(kinds: list[str]) -> str:
    """What counts where filings of these kinds cover a day; unfiled without one."""
    counted = {COUNTS_AS[kind] for kind in kinds}
    return next((one for one in ORDER if one in counted), UNFILED)
