"""Who must agree, and what the years make of a binding; for the trial of the rules. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..data import Branch, Policy, Relation
from .ages import is_adult_path, turning_day
from .handover import GROWN_UP, NOTICE_DAYS


@dataclass(frozen=True, slots=True)
class Point:
    """One day in the life of a binding."""

    day: date
    words: str
    rule: str


def branch_of(document: str, birth: date, day: date, policy: Policy) -> Branch:
    """The branch of a request sent on a day; ``document`` is a branch of its own, or empty."""
    if document:
        return Branch(document)
    return Branch.ADULT if needs_consent(birth, day, policy) else Branch.CHILD


def needs_consent(birth: date, day: date, policy: Policy) -> bool:
    """Whether the member answers for the own matters on this day (P54)."""
    return is_adult_path(
        birth, day, adult_age=policy.adult_age, offset_days=policy.age_turn_offset_days
    )


def why_path(birth: date, day: date, policy: Policy) -> str:
    """On which day the member reaches the age, and how that day stands to the day asked for."""
    turns = turning_day(birth, policy.adult_age, policy.age_turn_offset_days)
    when = f"{turns.isoformat()} 起算满 {policy.adult_age} 岁"
    if day == turns:
        return f"{when}，就是这一天，当天就算。"
    left = (turns - day).days
    return f"{when}，还差 {left} 天。" if left > 0 else f"{when}，已经过了。"


def is_leap_birth(birth: date) -> bool:
    """Born on 29 February: in other years the 28th counts (P56)."""
    return (birth.month, birth.day) == (2, 29)


def points(relation: str, birth: date, day: date, policy: Policy) -> Iterator[Point]:
    """What age will change about a binding that begins on a day (P83, P84)."""
    turns = turning_day(birth, policy.adult_age, policy.age_turn_offset_days)
    if day < turns:
        for before in NOTICE_DAYS:
            notice = turns - timedelta(days=before)
            if notice >= day:
                yield Point(notice, f"提前 {before} 天通知双方", "P83")
        yield Point(turns, f"满 {policy.adult_age} 岁：请本人刷脸同意，账单先收回", "P83")
        ends = turns + timedelta(days=policy.consent16_grace_days)
        yield Point(ends, "宽限结束：本人还没同意，就不能再出示", "P83")
    grown = turning_day(birth, GROWN_UP, policy.age_turn_offset_days)
    if relation == Relation.WARD and day < grown:
        yield Point(grown, "满 18 岁：未成年人的监护结束，绑定解除", "P84")
