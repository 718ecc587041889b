"""Scans that surprise (T02, feature 18): a small table of rules, each hit in words.

A hit does not accuse: the person proves to be there once more, and the next code passes.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isqrt

from ..data.places import CAPITALS, CITIES

DISTANCE, NIGHT, FREQUENCY = "distance", "night", "frequency"
RULES: dict[str, str] = {
    DISTANCE: "两次扫码隔得太远，时间又太近",
    NIGHT: "深夜在药店扫码",
    FREQUENCY: "短时间内扫码次数太多",
}
LOOK_BACK = timedelta(hours=24)
FREQUENCY_WINDOW = timedelta(minutes=10)
NIGHT_FROM_HOUR, NIGHT_TO_HOUR = 23, 5
# Neighbouring cities are one place to live in; beyond them nobody is faster than a train.
NEIGHBOUR_KM = 100
KM_AN_HOUR = 300
# Two cities of one province whose places are not listed.
SAME_PROVINCE_KM = 150
# Cosine of the latitude in percent, for every five degrees: how wide a degree of longitude is.
_COS_PERCENT = (100, 100, 98, 97, 94, 91, 87, 82, 77, 71, 64, 57)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scan happened: institution and area code."""

    institution: str
    admdvs: str
    is_pharmacy: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """The last good scan of the same person's code."""

    place: Place
    at: datetime


def examine(
    *,
    here: Place,
    now: datetime,
    last: Seen | None,
    recent: int,
    rules: Collection[str],
    frequency_limit: int,
) -> tuple[str, ...]:
    """The rules that speak, in the order of the table; ``now`` is local time.

    ``recent`` counts the person's good scans within ``FREQUENCY_WINDOW``.
    """
    spoke = {
        DISTANCE: last is not None and now - last.at < travel_time(last.place, here),
        NIGHT: here.is_pharmacy and is_night(now),
        FREQUENCY: recent >= frequency_limit,
    }
    return tuple(rule for rule in RULES if rule in rules and spoke[rule])


def words_of(hits: Collection[str]) -> str:
    """The hits in words, for clerk and reviewer."""
    return "；".join(RULES.get(hit, hit) for hit in hits)


def is_night(moment: datetime) -> bool:
    """From 23:00 to 5:00."""
    return moment.hour >= NIGHT_FROM_HOUR or moment.hour < NIGHT_TO_HOUR


def travel_time(one: Place, other: Place) -> timedelta:
    """The least time between two places; none inside a city and between neighbouring cities."""
    if one.institution == other.institution or one.admdvs[:4] == other.admdvs[:4]:
        return timedelta(0)
    km = distance_km(one.admdvs, other.admdvs)
    return timedelta(0) if km < NEIGHBOUR_KM else timedelta(minutes=km * 60 // KM_AN_HOUR)


def distance_km(one: str, other: str) -> int:
    """Kilometres between two areas as the crow flies, within about a tenth."""
    here, there = _place_of(one), _place_of(other)
    if one[:4] == other[:4] or here is None or there is None:
        return 0  # nothing is known, so nothing is held against anybody
    if here == there:
        return SAME_PROVINCE_KM
    north = abs(here[0] - there[0]) * 111 // 100
    width = _COS_PERCENT[(here[0] + there[0]) // 200 // 5]
    east = abs(here[1] - there[1]) * 111 * width // 10000
    return isqrt(north * north + east * east)


def _place_of(admdvs: str) -> tuple[int, int] | None:
    return CITIES.get(admdvs[:4]) or CAPITALS.get(admdvs[:2])
