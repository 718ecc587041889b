"""How long a case may be set aside: presets, computed with the working-day calendar (feature 37).

Pure. The promise to the citizen does not move (settled 19).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yibao.kernel import working_days
from yibao.kernel.working_days import CLOSING_TIME, SHANGHAI, Overrides

_OPENING_TIME = time(9, 0)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Preset:
    """One choice: its word for officers, and until when it lasts."""

    label: str
    until: Callable[[datetime, Overrides], datetime]


def _one_hour(now: datetime, days: Overrides) -> datetime:
    return now + _HOUR


def _closing(now: datetime, days: Overrides) -> datetime:
    """17:00 of today; on a free day or after hours, of the next working day."""
    local = now.astimezone(SHANGHAI)
    today = datetime.combine(local.date(), CLOSING_TIME, tzinfo=SHANGHAI)
    if now < today and working_days.is_working_day(local.date(), days):
        return today
    return working_days.due_at(now, 1, days)


def _next_morning(now: datetime, days: Overrides) -> datetime:
    day = working_days.add_working_days(now.astimezone(SHANGHAI).date(), 1, days)
    return datetime.combine(day, _OPENING_TIME, tzinfo=SHANGHAI)


def _three_days(now: datetime, days: Overrides) -> datetime:
    return working_days.due_at(now, 3, days)


PRESETS: dict[str, Preset] = {
    "HOUR": Preset("1 小时", _one_hour),
    "TODAY": Preset("今天下班", _closing),
    "MORNING": Preset("明天上午（下个工作日 9 点）", _next_morning),
    "THREE_DAYS": Preset("三个工作日", _three_days),
}


def choices() -> list[tuple[str, str]]:
    """Codes and words, for forms."""
    return [(code, preset.label) for code, preset in PRESETS.items()]
