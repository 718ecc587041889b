"""A policy pack after compilation: frozen, integer-only and ready for the engine's inner loop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .matching import Facts, When

#: One band ready to use: low limit, high limit (None: open), ratio × 10⁸; limits in 分.
Band = tuple[int, int | None, int]


@dataclass(frozen=True, slots=True)
class AccountScope:
    """Which personal amounts account money may pay in one setting (P108)."""

    own_share: bool
    preselfpay: bool
    overlmt: bool
    fulamt: bool


@dataclass(frozen=True, slots=True)
class Remote:
    """One remote adjustment (异地, P164); ``value_e4`` is the points or the factor × 10⁴."""

    when: When
    kind: str
    value_e4: int


@dataclass(frozen=True, slots=True)
class Benefit:
    """One entry of the chain (P138); amounts in 分.

    ``start`` and ``repeat_start`` (second and later stays, P143) are 0 without a deductible.
    ``bands[0]`` holds the plain bands, ``bands[n + 1]`` the same under remote adjustment ``n``;
    a tiered benefit ignores remote care and has only ``bands[0]``.
    """

    id: str
    fund: str
    kind: str
    when: When
    start: int
    repeat_start: int
    start_scope: str
    start_counter: str | None
    base_counter: str | None
    bands: tuple[tuple[Band, ...], ...]
    cap: int | None
    cap_counter: str | None


@dataclass(frozen=True, slots=True)
class Pack:
    """One region's rules in one version, in force from ``effective_from`` up to, and not on,
    ``effective_to`` (None: open)."""

    region: str
    name: str
    version: str
    official: bool
    source: str
    effective_from: date
    effective_to: date | None
    rounding: str
    parameters: Mapping[str, object]
    hospital: AccountScope
    pharmacy: AccountScope
    remotes: tuple[Remote, ...]
    benefits: tuple[Benefit, ...]

    def in_force(self, day: date) -> bool:
        """Whether the pack covers ``day``; the upper bound is excluded."""
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)

    def chain(self, facts: Facts) -> list[Benefit]:
        """Return the benefits that apply, in order: the first match of each fund, one basic."""
        chosen: list[Benefit] = []
        funds: set[str] = set()
        has_basic = False
        for benefit in self.benefits:
            if benefit.fund in funds or not benefit.when.matches(facts):
                continue
            funds.add(benefit.fund)
            if benefit.kind == "basic":
                if has_basic:
                    continue
                has_basic = True
            chosen.append(benefit)
        return chosen

    def remote_index(self, facts: Facts) -> int:
        """Return which remote adjustment applies, counted from 1; 0 for none."""
        for index, remote in enumerate(self.remotes, start=1):
            if remote.when.matches(facts):
                return index
        return 0


#: What account money may pay where no pack says otherwise (P108).
DEFAULT_HOSPITAL = AccountScope(own_share=True, preselfpay=True, overlmt=False, fulamt=False)
DEFAULT_PHARMACY = AccountScope(own_share=True, preselfpay=True, overlmt=True, fulamt=True)
