"""The working-day calendar that the administrator keeps (P180)."""

from datetime import date, datetime, time, timedelta

from . import clock, working_days
from .models import CalendarDay

# Promises reach weeks, not years; what lies further back is history that events still tell.
_BACK = timedelta(days=400)


def overrides() -> dict[date, bool]:
    """Days that the bureau has set: day → is it a working day.

    A small table read where a promise is made, so that a changed day holds at once.
    """
    rows = CalendarDay.objects.filter(day__gte=clock.today() - _BACK)
    return dict(rows.values_list("day", "is_working"))


def end_of_working_day(start: datetime, days: int) -> datetime:
    """24:00 of the ``days``-th working day after a moment: until when people may mend (P178)."""
    last = working_days.add_working_days(clock.local(start).date(), days, overrides())
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=clock.SHANGHAI)
