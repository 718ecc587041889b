"""Rules of mutual aid that need no table: how far it reaches, when it begins and ends."""

from datetime import date, timedelta

_DIGITS = {"POOL": 6, "CITY": 4, "PROVINCE": 2}
AREA_WORDS = {"POOL": "同一统筹区", "CITY": "同一城市", "PROVINCE": "省"}


def is_within(area: str, payer_place: str, member_place: str) -> bool:
    """Whether aid reaches from one insured place to another (P98): six-digit area codes."""
    digits = _DIGITS[area]
    return payer_place[:digits] == member_place[:digits]


def first_day(wished: date | None, today: date, *, starts_next_day: bool) -> date:
    """When a grant begins: never before today, tomorrow where the area says so (P105)."""
    earliest = today + timedelta(days=1) if starts_next_day else today
    return max(wished or earliest, earliest)


def may_end_on(first: date, min_days: int) -> date:
    """The first day on which the payer may stop it (AID_MIN_DAYS, P117)."""
    return first + timedelta(days=min_days)


def spending_day_of_year(day: date) -> date:
    """The day from which the spending of a year counts."""
    return date(day.year, 1, 1)
