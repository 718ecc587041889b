"""How a case came to stand where it stands: its steps and words, told into the past.

Nothing is stored here. Officers work from 9 to 17 on working days; nothing lies in the future.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yibao.cases import sla
from yibao.cases.services import FIRST_APPROVAL, FIRST_REJECTION
from yibao.cases.states import CASE_MOVES
from yibao.kernel import clock, working_days

OPEN, IN_REVIEW, RETURNED = "OPEN", "IN_REVIEW", "RETURNED"
APPROVE, RETURN, REJECT = "APPROVE", "RETURN", "REJECT"
FIRST, FINAL = "FIRST", "FINAL"
_FIRST_VERBS = {APPROVE: FIRST_APPROVAL, REJECT: FIRST_REJECTION}
_ENDS = {APPROVE: "APPROVED", REJECT: "REJECTED", RETURN: RETURNED}
_A_MOMENT = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of the case; ``who`` is None for the system."""

    verb: str
    who: Any
    before: str
    after: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Word:
    """What an officer said; ``slot`` is the place that a return names."""

    who: Any
    kind: str
    stage: str
    at: datetime
    reason: str = ""
    slot: str = ""


@dataclass(slots=True)
class Life:
    """A case from its opening on; every act moves ``at`` forward."""

    opened_at: datetime
    now: datetime
    days: int = 2
    overrides: working_days.Overrides | None = None
    at: datetime = field(init=False)
    state: str = OPEN
    who: Any = None
    fence: int = 0
    steps: list[Step] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at = self.opened_at

    def after(self, hours: float) -> "Life":
        """Later, when offices are open; never in the future."""
        wanted = office_hours(self.at + timedelta(hours=hours), self.overrides)
        latest = self.now - _A_MOMENT
        self.at = wanted if wanted < latest else max(self.at, latest - (latest - self.at) / 3)
        return self

    def until(self, moment: datetime) -> "Life":
        """At this moment, where it is not gone by."""
        self.at = max(self.at, min(moment, self.now - _A_MOMENT))
        return self

    def take(self, who: Any) -> "Life":
        """Somebody takes it."""
        self.who, self.fence = who, self.fence + 1
        return self._to(IN_REVIEW, who)

    def say(
        self, who: Any, kind: str, *, first: bool = False, reason: str = "", slot: str = ""
    ) -> "Life":
        """Taken and decided, returned, or given on with the first word."""
        self.take(who)
        looked = timedelta(minutes=2 + self.opened_at.minute % 9)
        self.at = min(self.at + looked, self.now)
        stage = FIRST if first else FINAL
        self.words.append(Word(who, kind, stage, self.at, reason, slot))
        return self._to(OPEN if first else _ENDS[kind], who, _FIRST_VERBS[kind] if first else "")

    def end(self, state: str) -> "Life":
        """Without an officer's word."""
        return self._to(state, None)

    def back(self) -> "Life":
        """Mended and sent again."""
        return self._to(OPEN, None)

    def note(self, verb: str, who: Any) -> "Life":
        """An act that hands the case back to the queue, or leaves it there."""
        return self._to(OPEN, who, f"cases.case.{verb}")

    def _to(self, state: str, who: Any, verb: str = "") -> "Life":
        verb = verb or CASE_MOVES.verb(self.state, state)
        self.steps.append(Step(verb, who, self.state, state, self.at))
        self.state = state
        if state == OPEN:
            self.who = None
        return self

    @property
    def due_at(self) -> datetime:
        """The promise as it stands (P180)."""
        stood = sla.pauses((one.verb, one.at) for one in self.steps)
        return sla.promise(self.opened_at, self.days, stood, self.overrides)

    def last(self, verb: str) -> datetime | None:
        """When something of this name happened last."""
        return next((one.at for one in reversed(self.steps) if one.verb.endswith(verb)), None)


def office_hours(moment: datetime, overrides: working_days.Overrides | None) -> datetime:
    """The moment itself, or the next at which offices are open."""
    local = clock.local(moment)
    if local.hour >= 17:
        local = local.replace(hour=9, minute=local.minute) + timedelta(days=1)
    elif local.hour < 9:
        local = local.replace(hour=9)
    while not working_days.is_working_day(local.date(), overrides):
        local += timedelta(days=1)
    return local


def missed(now: datetime, days: int, hours: int, overrides: Any) -> datetime:
    """An opening whose promise was missed at least ``hours`` ago."""
    return _back(now - timedelta(hours=hours), days, overrides)


def near(now: datetime, days: int, overrides: Any) -> datetime:
    """The latest opening whose promise is the next one to come: an hour after the one before."""
    return _back(now, days, overrides) + timedelta(days=1)


def _back(before: datetime, days: int, overrides: Any) -> datetime:
    moment = before
    while sla.promise(moment, days, (), overrides) >= before:
        moment -= timedelta(days=1)
    return moment
