"""Atomic rate counters in the database (T78): a limit of 20 lets 20 through, also in parallel."""

from datetime import datetime, timedelta

from django.db import connection

from . import clock

_RAISE = """
INSERT INTO kernel_ratecounter (key, window_seconds, window_start, hits)
VALUES (%s, %s, %s, 1)
ON CONFLICT (key, window_seconds, window_start)
DO UPDATE SET hits = kernel_ratecounter.hits + 1
RETURNING hits
"""


def window_start(moment: datetime, seconds: int) -> datetime:
    """Start of the fixed window that holds the moment."""
    epoch = int(moment.timestamp())
    return moment - timedelta(seconds=epoch % seconds, microseconds=moment.microsecond)


def hit(key: str, *, seconds: int) -> int:
    """Count one and return the count of the running window."""
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [key, seconds, window_start(clock.now(), seconds)])
        return cursor.fetchone()[0]


def peek(key: str, *, seconds: int) -> int:
    """The count of the running window, without counting."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hits FROM kernel_ratecounter "
            "WHERE key = %s AND window_seconds = %s AND window_start = %s",
            [key, seconds, window_start(clock.now(), seconds)],
        )
        row = cursor.fetchone()
    return row[0] if row else 0


def seconds_left(seconds: int) -> int:
    """How long until the running window ends."""
    moment = clock.now()
    return seconds - int((moment - window_start(moment, seconds)).total_seconds())
