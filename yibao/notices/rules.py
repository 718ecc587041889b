"""Quiet hours 22:00–07:00, Shanghai time (P192)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
QUIET_FROM, QUIET_TO = time(22), time(7)


def leaves_at(moment: datetime, *, is_security: bool) -> datetime:
    """When a message that is owed now may leave; what guards an account leaves at once."""
    local = moment.astimezone(SHANGHAI)
    if is_security or QUIET_TO <= local.time() < QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_TO, SHANGHAI)
