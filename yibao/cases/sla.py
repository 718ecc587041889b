"""The clock of a case: when an answer is promised, computed from what happened (feature 39, P180).

Pure. Working days count, due at 17:00 (P76); the clock stands while a person has something to mend
or to agree to. An officer's hold does not stop it. The same function serves reviewer and applicant;
what it answers can be computed anew at any time from the events and the calendar.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from yibao.kernel import working_days

#: Verbs of a case that stop the clock and let it run again.
STOPS = frozenset({"cases.case.returned"})
STARTS = frozenset({"cases.case.came_back"})
#: What is left at least when somebody has mended something at the very end.
LEAST_DAYS = 1


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stood; ``until`` is None while it still stands."""

    since: datetime
    until: datetime | None = None


def pauses(
    events: Iterable[tuple[str, datetime]],
    *,
    stops: frozenset[str] = STOPS,
    starts: frozenset[str] = STARTS,
) -> list[Pause]:
    """Pauses from (verb, moment) in the order in which they happened."""
    found: list[Pause] = []
    since: datetime | None = None
    for verb, at in events:
        if verb in stops and since is None:
            since = at
        elif verb in starts and since is not None:
            found.append(Pause(since, at))
            since = None
    if since is not None:
        found.append(Pause(since))
    return found


def promise(
    opened_at: datetime,
    days: int,
    stood: Sequence[Pause] = (),
    overrides: working_days.Overrides | None = None,
) -> datetime:
    """17:00 of the day promised: ``days`` working days after ``opened_at``, without the pauses.

    Working days used up before a pause stay used; at least one is left afterwards. A pause that
    lasts is left out: the answer is what the promise was when it began.
    """
    start, left = opened_at, days
    for pause in stood:
        if pause.until is None:
            break
        used = working_days.count_working_days(
            start.astimezone(working_days.SHANGHAI).date(),
            pause.since.astimezone(working_days.SHANGHAI).date(),
            overrides,
        )
        start, left = pause.until, max(left - used, LEAST_DAYS)
    return working_days.due_at(start, left, overrides)


def is_running(stood: Sequence[Pause]) -> bool:
    """Whether the clock runs."""
    return not stood or stood[-1].until is not None
