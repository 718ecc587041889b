"""Benefits of the year, used and left: the person's counters held against the pack of the place.

Nothing is computed that the engine would compute otherwise: starts, shares and caps are read off
the compiled chain that applies to the person (P138–P145).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..data.cases import STAYS
from ..models import PolicyPack
from ..rules.compiled import Benefit
from ..rules.matching import Facts
from . import accounts, benefit_filings, packs

OUTPATIENT, CHRONIC, INPATIENT, HOSPITAL = "11", "14", "21", "1"
KINDS = (OUTPATIENT, CHRONIC, INPATIENT)
TIERS = ("1", "2", "3")
_E8 = 10**8


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what counts is paid, for one tier; ``upto_fen`` None is the last band."""

    tier: str
    upto_fen: int | None
    percent: int


@dataclass(frozen=True, slots=True)
class Meter:
    """One limit of the year in 分: all of it and what is used; ``tiers`` where it holds."""

    total_fen: int
    used_fen: int
    tiers: tuple[str, ...] = ()

    @property
    def left_fen(self) -> int:
        """What is left, never below nothing."""
        return max(0, self.total_fen - self.used_fen)


@dataclass(frozen=True, slots=True)
class Care:
    """Outpatient or inpatient care: deductibles, shares by tier, caps.

    ``admission_starts`` are (tier, 分) of the next stay, where it is asked for each stay.
    """

    starts: list[Meter] = field(default_factory=list)
    caps: list[Meter] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    admission_starts: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Later:
    """A fund that pays on top of the basic one.

    ``base`` is what counted towards its start, None where it pays from the first fen; then
    ``percent`` is its share of what the funds before it left. ``kinds`` are the kinds of care.
    """

    fund: str
    base: Meter | None
    cap: Meter | None
    percent: int | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearBenefits:
    """A person's year in one insurance; without a pack only the counters are known."""

    year: int
    stays: int
    counters: Mapping[str, int]
    pack: PolicyPack | None
    outpatient: Care | None = None
    chronic: Care | None = None
    inpatient: Care | None = None
    later: tuple[Later, ...] = ()


def of(person: Any, enrolment: Any, day: date) -> YearBenefits:
    """The year of ``day``; six statements, four once the pack has been compiled."""
    counters = accounts.year_counters(person, day.year, enrolment.insutype)
    stays = counters.pop(STAYS)
    pack = packs.pack_on(enrolment.insuplc_admdvs, day)
    if pack is None:
        return YearBenefits(day.year, stays, counters, None)
    rules = packs.compiled(pack.pk)
    tags = frozenset(benefit_filings.tags_on(person, enrolment.tags, day))
    chains = {
        (kind, tier): rules.chain(_facts(person, enrolment, tags, day, kind, tier))
        for kind in KINDS
        for tier in TIERS
    }
    return YearBenefits(
        year=day.year,
        stays=stays,
        counters=counters,
        pack=pack,
        outpatient=_care(chains, OUTPATIENT, counters, stays),
        chronic=_care(chains, CHRONIC, counters, stays),
        inpatient=_care(chains, INPATIENT, counters, stays),
        later=_later(chains, counters),
    )


def _facts(
    person: Any, enrolment: Any, tags: frozenset[str], day: date, kind: str, tier: str
) -> Facts:
    return Facts(
        enrolment.insutype,
        enrolment.psn_type,
        kind,
        tier,
        HOSPITAL,
        "none",
        tags,
        person.age_on(day),
    )


def _care(
    chains: Mapping[tuple[str, str], list[Benefit]],
    kind: str,
    counters: Mapping[str, int],
    stays: int,
) -> Care:
    """Read one kind of care off the basic benefit of each tier."""
    care = Care()
    starts: dict[tuple[int, str], list[str]] = {}
    caps: dict[tuple[int, str], list[str]] = {}
    for tier in TIERS:
        basic = next((one for one in chains[kind, tier] if one.kind == "basic"), None)
        if basic is None:
            continue
        care.shares.extend(_shares(basic, tier))
        if basic.start_scope == "admission":
            care.admission_starts.append((tier, basic.repeat_start if stays else basic.start))
        elif basic.start and basic.start_counter:
            starts.setdefault((basic.start, basic.start_counter), []).append(tier)
        if basic.cap is not None and basic.cap_counter:
            caps.setdefault((basic.cap, basic.cap_counter), []).append(tier)
    care.starts.extend(_meters(starts, counters))
    care.caps.extend(_meters(caps, counters))
    return care


def _shares(benefit: Benefit, tier: str) -> list[Share]:
    return [Share(tier, high, ratio * 100 // _E8) for _, high, ratio in benefit.bands[0]]


def _meters(
    limits: Mapping[tuple[int, str], list[str]], counters: Mapping[str, int]
) -> Iterable[Meter]:
    for (total, counter), tiers in limits.items():
        yield Meter(total, min(total, counters.get(counter, 0)), tuple(tiers))


def _later(
    chains: Mapping[tuple[str, str], list[Benefit]], counters: Mapping[str, int]
) -> tuple[Later, ...]:
    """Each later fund once, in the order of the chain."""
    found: dict[str, Benefit] = {}
    kinds: dict[str, list[str]] = {}
    for (kind, _), chain in chains.items():
        for one in chain:
            if one.kind == "basic":
                continue
            found.setdefault(one.fund, one)
            if kind not in kinds.setdefault(one.fund, []):
                kinds[one.fund].append(kind)
    return tuple(_one_later(one, tuple(kinds[fund]), counters) for fund, one in found.items())


def _one_later(one: Benefit, kinds: tuple[str, ...], counters: Mapping[str, int]) -> Later:
    base = cap = percent = None
    if one.base_counter:
        used = counters.get(one.base_counter, 0)
        base = Meter(one.start, min(one.start, used))
    elif len(one.bands[0]) == 1:
        percent = one.bands[0][0][2] * 100 // _E8
    if one.cap is not None and one.cap_counter:
        cap = Meter(one.cap, min(one.cap, counters.get(one.cap_counter, 0)))
    return Later(one.fund, base, cap, percent, kinds)
