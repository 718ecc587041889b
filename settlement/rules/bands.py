"""Marginal bands and yearly caps, shared by both kinds of benefit (P138, P141, P154)."""

from settlement.data import BandFact

from .compiled import Band
from .lines import Rounder

_RATIO_SCALE = 10**8


def share(
    bands: tuple[Band, ...], low: int, high: int, rounder: Rounder
) -> tuple[tuple[BandFact, ...], int]:
    """Share the money between ``low`` and ``high`` (分) over the bands, each by its own ratio.

    Returns the touched bands and the sum; each band's amount is rounded by itself.  Money below
    the first band's low limit or above a closed last band earns nothing.
    """
    facts = []
    gross = 0
    for band_low, band_high, ratio in bands:
        if band_low >= high:
            break
        top = high if band_high is None or band_high > high else band_high
        part = top - (band_low if band_low > low else low)
        if part <= 0:
            continue
        amount = rounder(part * ratio, _RATIO_SCALE)
        gross += amount
        facts.append(BandFact(band_low, band_high, ratio, part, amount))
    return tuple(facts), gross


def cap_left(cap: int | None, counter: str | None, counters: dict[str, int]) -> int | None:
    """Return what the cap still allows in 分; None without a cap.

    A cap without a counter has no memory: the whole cap is there for each visit.
    """
    if cap is None:
        return None
    used = counters.get(counter, 0) if counter else 0
    return cap - used if used < cap else 0


def count(counters: dict[str, int], counter: str | None, amount: int) -> None:
    """Add an amount to a yearly counter, if the benefit has one (P145)."""
    if counter is not None:
        counters[counter] = counters.get(counter, 0) + amount
