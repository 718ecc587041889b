"""Which looking is odd: too many people, oneself, kin, elsewhere, at night, without a cause (T94).

Pure. A finding is a question to a lead, never a judgement.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: So many different people in a day are more than a day's work.
MANY = 100
#: So many pages without a case and without a reason are no slip any more.
NO_CAUSE = 5
NIGHT_FROM, NIGHT_UNTIL = time(22, 0), time(6, 0)
_MOST_SUBJECTS = 50


@dataclass(frozen=True, slots=True)
class Look:
    """One look of a member of staff at a person, from the log."""

    staff: Any
    subject: str
    at: datetime
    index: str
    district: str = ""
    has_case: bool = False
    has_reason: bool = False
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class Officer:
    """Who looks: the own and the kin's hashes, and the districts; a city ends in 00."""

    own: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Odd:
    """One finding: kind of ``OddAccess.Kind``, how often, and whom."""

    staff: Any
    kind: str
    count: int
    subjects: list[str] = field(default_factory=list)


def find(looks: Iterable[Look], officers: Mapping[Any, Officer]) -> list[Odd]:
    """What was odd among the looks of one day, by member of staff."""
    by_staff: dict[Any, list[Look]] = defaultdict(list)
    for look in looks:
        by_staff[look.staff].append(look)
    found = []
    for staff, mine in by_staff.items():
        officer = officers.get(staff, Officer())
        for kind, hits, least in _kinds(mine, officer):
            people = sorted({look.subject for look in hits})
            count = len(people) if kind in ("MANY", "CAUSE") else len(hits)
            if count >= least:
                found.append(Odd(staff, kind, count, people[:_MOST_SUBJECTS]))
    return found


def _kinds(looks: list[Look], officer: Officer) -> list[tuple[str, list[Look], int]]:
    return [
        ("MANY", looks, MANY),
        ("OWN", [one for one in looks if one.index in officer.own], 1),
        ("KIN", [one for one in looks if one.index in officer.kin], 1),
        ("AREA", [one for one in looks if is_elsewhere(one, officer)], 1),
        ("NIGHT", [one for one in looks if is_night(one.at)], 1),
        ("CAUSE", [one for one in looks if _lacks_cause(one)], NO_CAUSE),
    ]


def is_elsewhere(look: Look, officer: Officer) -> bool:
    """Whether the person lives outside the officer's districts and no case explains it."""
    if look.has_case or not look.district or not officer.areas:
        return False
    return not {look.district, f"{look.district[:4]}00"} & officer.areas


def is_night(at: datetime) -> bool:
    """From 22:00 to 06:00 in Shanghai."""
    moment = at.astimezone(SHANGHAI).time()
    return moment >= NIGHT_FROM or moment < NIGHT_UNTIL


def _lacks_cause(look: Look) -> bool:
    return look.is_page and not look.has_case and not look.has_reason
