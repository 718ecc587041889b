"""Pure rules of a stay: where a year begins (P144)."""

from datetime import datetime
from zoneinfo import ZoneInfo

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """First moment of a year and of the next one, Asia/Shanghai (P144, T68)."""
    return (
        datetime(year, 1, 1, tzinfo=_SHANGHAI),
        datetime(year + 1, 1, 1, tzinfo=_SHANGHAI),
    )
