"""Working days of the Chinese calendar and the hour a promise falls due (P76, P180).

Holidays and make-up days come from the ``chinesecalendar`` package as far as it knows them; after
that Monday to Friday count.  ``overrides`` (day → is it a working day) always win: they come from
the holiday table the administrator keeps.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLOSING_TIME = time(17, 0)
# No run of holidays is longer; a table that says otherwise is wrong, and must not hang a worker.
_LONGEST_BREAK = timedelta(days=60)

Overrides = Mapping[date, bool]


def is_working_day(day: date, overrides: Overrides | None = None) -> bool:
    """Say whether offices are open on ``day``."""
    if overrides and day in overrides:
        return overrides[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        # The package ends with the last year the State Council has announced.
        return day.weekday() < 5


def add_working_days(start_date: date, n: int, overrides: Overrides | None = None) -> date:
    """Return the ``n``-th working day after ``start_date``; the start itself does not count.

    With ``n`` = 0: the start when it is a working day, otherwise the next one.  Raises
    ``ValueError`` for a negative ``n`` and for overrides that close every day for two months.
    """
    if n < 0:
        raise ValueError("n must be 0 or more")
    day = _plain(start_date)
    if n == 0:
        return day if is_working_day(day, overrides) else _next(day, overrides)
    for _ in range(n):
        day = _next(day, overrides)
    return day


def count_working_days(after: date, until: date, overrides: Overrides | None = None) -> int:
    """Return how many working days lie after ``after`` up to and including ``until``."""
    first, last = _plain(after), _plain(until)
    return sum(
        is_working_day(first + timedelta(days=offset), overrides)
        for offset in range(1, (last - first).days + 1)
    )


def due_at(start_datetime: datetime, n: int, overrides: Overrides | None = None) -> datetime:
    """Return 17:00 in Shanghai on the ``n``-th working day after the moment (P180).

    Raises ``ValueError`` for a moment without a time zone.
    """
    if start_datetime.utcoffset() is None:
        raise ValueError("the moment needs a time zone")
    day = add_working_days(start_datetime.astimezone(SHANGHAI).date(), n, overrides)
    return datetime.combine(day, CLOSING_TIME, tzinfo=SHANGHAI)


def _next(day: date, overrides: Overrides | None) -> date:
    """Return the first working day after ``day``."""
    latest = day + _LONGEST_BREAK
    while day < latest:
        day += timedelta(days=1)
        if is_working_day(day, overrides):
            return day
    raise ValueError("no working day within two months; check the holiday table")


def _plain(day: date) -> date:
    """Return a date without a time: a datetime would never meet a key of the overrides."""
    return day.date() if isinstance(day, datetime) else day
