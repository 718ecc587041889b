"""How long a sanction may last (P40)."""

import calendar
from datetime import date

MIN_MONTHS, MAX_MONTHS = 3, 12


def after_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def fits_term(*, today: date, last: date, is_new: bool) -> bool:
    """3 to 12 months from today; a sanction that runs may be shortened to any later day."""
    first = after_months(today, MIN_MONTHS) if is_new else today
    return first <= last <= after_months(today, MAX_MONTHS)
