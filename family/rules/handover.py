"""Growing up: what a binding allows on a day, at 16 and at 18 (P54, P83, P84, T38). Pure.

The code page asks this at each showing, so that a task that comes late lets nobody show longer.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from ..data import Policy, Relation
from .ages import turning_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
GROWN_UP = 18
#: Both sides are told this many days before (P83); guardianship only the first time (P84).
NOTICE_DAYS = (30, 7)


class Phase(StrEnum):
    """On whose word a binding stands."""

    CHILD = "CHILD"
    GRACE = "GRACE"
    OVER = "OVER"
    OWN = "OWN"
    GUARDIANSHIP_OVER = "GUARDIANSHIP_OVER"


class Bound(Protocol):
    """What is asked of a binding."""

    relation: str
    began_at: datetime
    consented_at: datetime | None
    grace_until: date | None
    sees_bills: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What age makes of a binding; ``grace_ends_on`` is the first day without showing."""

    phase: Phase
    turns_16_on: date
    grace_ends_on: date
    may_show: bool
    sees_bills: bool


def standing(binding: Bound, member_birth: date, day: date, policy: Policy) -> Standing:
    """What the age of the member allows on a day in Shanghai; states are the caller's matter.

    Bills: below 16 they belong to the guardian; from the 16th birthday on they show only where the
    member opened them (settled 1). A binding that began at 16 or later shows with consent only.
    """
    turns = turning_day(member_birth, policy.adult_age, policy.age_turn_offset_days)
    ends = binding.grace_until or turns + timedelta(days=policy.consent16_grace_days)
    phase = _phase(binding, member_birth, day, policy, turns, ends)
    return Standing(
        phase=phase,
        turns_16_on=turns,
        grace_ends_on=ends,
        may_show=phase in (Phase.CHILD, Phase.GRACE, Phase.OWN),
        sees_bills=phase == Phase.CHILD or (phase == Phase.OWN and binding.sees_bills),
    )


def _phase(
    binding: Bound, birth: date, day: date, policy: Policy, turns: date, ends: date
) -> Phase:
    if is_guardianship_over(binding, birth, day, policy):
        return Phase.GUARDIANSHIP_OVER
    if binding.consented_at is not None:
        return Phase.OWN
    if day < turns:
        return Phase.CHILD
    began = _day_of(binding.began_at)
    began_as_child = began is not None and began < turns
    return Phase.GRACE if began_as_child and day < ends else Phase.OVER


def grown_up_on(birth: date, policy: Policy) -> date:
    """The first day on which guardianship of a minor is over (P84)."""
    return turning_day(birth, GROWN_UP, policy.age_turn_offset_days)


def is_guardianship_over(binding: Bound, birth: date, day: date, policy: Policy) -> bool:
    """A guardian of a minor is none from 18 on; the guardian of an adult goes on (P84)."""
    if binding.relation != Relation.WARD:
        return False
    grown_up = grown_up_on(birth, policy)
    began = _day_of(binding.began_at)
    return day >= grown_up and began is not None and began < grown_up


def notice_due(turns_on: date, day: date, stages: tuple[int, ...] = NOTICE_DAYS) -> int | None:
    """Which notice is due on a day; after days without a run the nearest one is made up for."""
    left = (turns_on - day).days
    if left <= 0:
        return None
    return min((stage for stage in stages if left <= stage), default=None)


def midnight(day: date) -> datetime:
    """The first moment of a day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def _day_of(moment: datetime | None) -> date | None:
    return moment.astimezone(SHANGHAI).date() if moment is not None else None
