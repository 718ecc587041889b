"""What is left of a promise, in words for officers and as limits for queries (feature 39). Pure.

A working day counts as eight hours before closing time. 临期 is less than a quarter of the promised
time, 超期 is past the promise; the clock stands while the applicant mends something (P180).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yibao.kernel import working_days

HOURS_A_DAY = 8
_QUARTER = 4
#: Promises are of a few working days; longer ones are judged like the longest here.
_LONGEST = 10


@dataclass(frozen=True, slots=True)
class Left:
    """A word, its colour (``yc-tag``), the time that remains, and whether it is missed."""

    word: str
    kind: str
    time: str = ""

    @property
    def words(self) -> str:
        """``临期 3 小时 20 分``."""
        return f"{self.word} {self.time}".strip()


STANDING = Left("等补正", "neutral", "时钟停")


def limits(
    moment: datetime, overrides: working_days.Overrides | None = None
) -> dict[int, datetime]:
    """Promised working days → until when a promise counts as 临期 at this moment."""
    return {
        days: _later(moment, timedelta(hours=days * HOURS_A_DAY / _QUARTER), overrides)
        for days in range(1, _LONGEST + 1)
    }


def left(
    due_at: datetime,
    moment: datetime,
    limit: datetime,
    overrides: working_days.Overrides | None = None,
) -> Left:
    """What is left at ``moment``; ``limit`` is that of the promised days (``limits``)."""
    if due_at < moment:
        return Left("超期", "error", _between(due_at, moment, overrides))
    is_soon = due_at <= limit
    time = _between(moment, due_at, overrides)
    return Left("临期", "warn", time) if is_soon else Left("正常", "ok", time)


def limit_of(days: int, known: dict[int, datetime]) -> datetime:
    """The limit of a promise of so many days."""
    return known[min(max(days, 1), _LONGEST)]


def _between(since: datetime, until: datetime, overrides: working_days.Overrides | None) -> str:
    """Working days where there are any between the two days, else hours and minutes."""
    days = working_days.count_working_days(_day(since), _day(until), overrides)
    return f"{days} 个工作日" if days else hours(until - since)


def hours(span: timedelta) -> str:
    """``2 天 3 小时``, ``3 小时 20 分``, ``5 分``: two units at most."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    days, rest = divmod(minutes, 24 * 60)
    parts = [(days, "天"), (rest // 60, "小时"), (rest % 60, "分")]
    while len(parts) > 1 and not parts[0][0]:
        parts.pop(0)
    shown = [f"{count} {unit}" for count, unit in parts[:2] if count]
    return " ".join(shown) or "不到 1 分"


def _later(moment: datetime, span: timedelta, overrides: working_days.Overrides | None) -> datetime:
    """The moment after so much working time."""
    local = moment.astimezone(working_days.SHANGHAI)
    day, left_over = local.date(), span
    if not working_days.is_working_day(day, overrides) or local >= _closing(day):
        day = working_days.add_working_days(day, 1, overrides)
        local = _opening(day)
    local = max(local, _opening(day))
    while local + left_over > _closing(day):
        left_over -= _closing(day) - local
        day = working_days.add_working_days(day, 1, overrides)
        local = _opening(day)
    return local + left_over


def _closing(day: date) -> datetime:
    return datetime.combine(day, working_days.CLOSING_TIME, tzinfo=working_days.SHANGHAI)


def _opening(day: date) -> datetime:
    return _closing(day) - timedelta(hours=HOURS_A_DAY)


def _day(moment: datetime) -> date:
    return moment.astimezone(working_days.SHANGHAI).date()
