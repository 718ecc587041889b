"""The only place that reads a clock (T87): server time, judged in Asia/Shanghai.

A tenant of the sandbox may live ahead of the wall clock by a stored offset; the live tenant
never does. Code life is judged by the database clock inside the redeeming statement.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now(tenant: object | None = None) -> datetime:
    """Aware present moment, shifted by the tenant's test clock when it has one."""
    offset = getattr(tenant, "clock_offset_seconds", 0) or 0
    return timezone.now() + timedelta(seconds=offset)


def today(tenant: object | None = None) -> date:
    """Calendar day in Asia/Shanghai, which decides ages, years and limits."""
    return local(now(tenant)).date()


def local(moment: datetime) -> datetime:
    """The same moment as people in Shanghai read it."""
    return moment.astimezone(SHANGHAI)


def database_now() -> datetime:
    """The moment by the database's own clock (start of the current statement)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]
