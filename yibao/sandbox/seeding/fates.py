"""What became of each family's request, by its way of life in the plan."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from family.data.relations import Relation

from ..demo.crowd import Story
from . import lives
from .lives import APPROVE, REJECT, RETURN, Life

_RETURNS = ("BLURRED", "GLARE", "CUT_OFF", "BLURRED", "RELATION_UNSEEN", "PAGE_MISSING", "GLARE")
_REFUSALS = ("NO_RELATION", "NOT_SAME_PERSON", "NO_RELATION", "FALSE_PAPERS")
_HOURS = (3, 7, 20, 26, 5, 30, 22, 70, 9, 25)  # from asking to the first word
APPEAL_DAYS = 5


@dataclass(slots=True)
class Fate:
    """The life of the review and, where somebody asked again, of the appeal; columns besides."""

    life: Life
    appeal: Life | None = None
    columns: dict[str, Any] = field(default_factory=dict)
    needs_second: bool = False
    is_risky: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """The officers and the moment."""

    officers: tuple[Any, Any, Any]
    now: datetime
    overrides: Any

    def life(self, opened_at: datetime, days: int = 2) -> Life:
        """A case asked for then."""
        return Life(opened_at, self.now, days, self.overrides)

    def ago(self, hours: float) -> datetime:
        """So many hours ago."""
        return self.now - timedelta(hours=hours)

    def pair(self, number: int) -> tuple[Any, Any]:
        """Who says the first and who the second word."""
        one, two, lead = self.officers
        return ((one, two), (two, lead), (lead, one), (two, one))[number % 4]


def of(story: Story, office: Office) -> Fate:
    """The fate of one story."""
    is_risky = story.number % 13 == 4
    fate = Fate(
        office.life(_opened(story, office)),
        needs_second=is_risky or Relation(story.shape.relation).is_other,
        is_risky=is_risky,
    )
    told = _TELL.get(story.life)
    if told is not None:
        told(story, office, fate)
    return fate


def _opened(story: Story, office: Office) -> datetime:
    share = story.place / max(story.of - 1, 1)
    if story.life == "soon":
        return lives.near(office.now, 2, office.overrides) + timedelta(minutes=7 * story.place)
    if story.life == "late":
        return lives.missed(office.now, 2, 2 + 19 * story.place, office.overrides)
    if story.life in _RECENT:
        first, last = _RECENT[story.life]
        return office.ago(first + (last - first) * share)
    return office.ago(24 * (3 + 55 * share) + story.number * 5 % 24)


#: Way of life → hours ago, of the youngest and of the oldest.
_RECENT = {
    "waiting": (0.4, 42),
    "held": (20, 60),
    "leased": (3, 30),
    "second": (26, 50),
    "assigned": (10, 40),
    "referred": (22, 60),
    "returned": (50, 110),
    "back": (160, 200),
    "appeal": (200, 420),
    "consent": (40, 60),
}


def _return(story: Story, fate: Fate, who: Any) -> None:
    slot = story.shape.slots[story.number % len(story.shape.slots)]
    reason = _RETURNS[story.number % len(_RETURNS)]
    fate.life.after(_HOURS[story.number % 10]).say(who, RETURN, reason=reason, slot=slot)


def _agree(story: Story, office: Office, fate: Fate) -> None:
    first, second = office.pair(story.number)
    fate.life.after(_HOURS[story.number % 10])
    if fate.needs_second:
        fate.life.say(second, APPROVE, first=True).after(2)
    fate.life.say(first, APPROVE)


def _refuse(story: Story, office: Office, fate: Fate) -> None:
    first, second = office.pair(story.number)
    reason = _REFUSALS[story.number % len(_REFUSALS)]
    fate.life.after(_HOURS[story.number % 10]).say(first, REJECT, first=True, reason=reason)
    fate.life.after(4).say(second, REJECT, reason=reason)


def _back(story: Story, office: Office, fate: Fate) -> None:
    who = office.pair(story.number)[0]
    _return(story, fate, who)
    fate.life.until(office.ago(1 + 7 * story.place)).back()
    if story.place < 2:
        fate.columns |= _kept(who, "RETURNED", office.now + timedelta(hours=4 - story.place))


def _mended(story: Story, office: Office, fate: Fate) -> None:
    _return(story, fate, office.pair(story.number + 1)[0])
    fate.life.at += timedelta(hours=4 + story.number % 40)
    fate.life.until(fate.life.at).back()
    _agree(story, office, fate)


def _second(story: Story, office: Office, fate: Fate) -> None:
    who = office.pair(story.number)[0]
    fate.life.after(_HOURS[story.number % 3])
    if fate.needs_second and story.place % 3 == 0:
        fate.life.say(who, APPROVE, first=True)
    else:
        reason = _REFUSALS[story.number % len(_REFUSALS)]
        fate.life.say(who, REJECT, first=True, reason=reason)


def _held(story: Story, office: Office, fate: Fate) -> None:
    who = office.pair(story.number)[0]
    fate.life.after(3).take(who).note("held", who)
    until = office.now + timedelta(hours=3 + 20 * story.place)
    fate.columns |= _kept(who, "HELD", until, "等申请人回电话")


def _leased(story: Story, office: Office, fate: Fate) -> None:
    fate.life.until(office.ago(0.1)).take(office.officers[1 + story.place % 2])


def _assigned(story: Story, office: Office, fate: Fate) -> None:
    fate.life.after(2).note("assigned", office.officers[2])
    fate.columns |= _kept(office.officers[story.place % 2], "ASSIGNED", None)


def _referred(story: Story, office: Office, fate: Fate) -> None:
    who = office.officers[story.place % 2]
    fate.life.after(4).take(who).note("referred", who)
    fate.needs_second, fate.columns["level"] = True, 1


def _appeal(story: Story, office: Office, fate: Fate) -> None:
    _refuse(story, office, fate)
    opened = office.ago(6 + 9 * story.place)
    if story.place == 1:
        opened = lives.near(office.now, APPEAL_DAYS, office.overrides)
    if story.place == 2:
        opened = lives.missed(office.now, APPEAL_DAYS, 3, office.overrides)
    fate.appeal = office.life(max(opened, fate.life.at + timedelta(minutes=30)), APPEAL_DAYS)


def _appealed(story: Story, office: Office, fate: Fate) -> None:
    _refuse(story, office, fate)
    said = {word.who.pk for word in fate.life.words}
    who = next(one for one in office.officers if one.pk not in said)
    fate.appeal = office.life(fate.life.at, APPEAL_DAYS).after(20)
    fate.appeal.opened_at = fate.appeal.at
    fate.needs_second = False
    fate.appeal.after(20).say(who, APPROVE)


def _overdue(story: Story, office: Office, fate: Fate) -> None:
    _return(story, fate, office.pair(story.number)[0])
    fate.life.until(fate.life.at + timedelta(days=8)).end("CLOSED")


def _withdrawn(story: Story, office: Office, fate: Fate) -> None:
    fate.life.until(fate.life.at + timedelta(hours=5)).end("WITHDRAWN")


def _returned(story: Story, office: Office, fate: Fate) -> None:
    _return(story, fate, office.pair(story.number)[0])


def _kept(who: Any, why: str, until: datetime | None, note: str = "") -> dict[str, Any]:
    return {"kept_for": who, "kept_why": why, "kept_until": until, "kept_note": note}


_TELL: dict[str, Callable[[Story, Office, Fate], None]] = {
    "back": _back,
    "returned": _returned,
    "held": _held,
    "leased": _leased,
    "second": _second,
    "assigned": _assigned,
    "referred": _referred,
    "appeal": _appeal,
    "consent": _agree,
    "approved": _agree,
    "mended": _mended,
    "rejected": _refuse,
    "appealed": _appealed,
    "overdue": _overdue,
    "withdrawn": _withdrawn,
}
