"""Pure arithmetic of refunds: what goes back to which source (P119, feature row 53)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source in the order of deduction, in 分: paid, already returned, and what it would pay
    for the lines that remain."""

    paid: int
    returned: int
    remaining: int


def plan(sources: Sequence[SourceState], total: int) -> list[int]:
    """How much goes back to each source; the parts add up to ``total`` exactly.

    Each source gets the difference between what it holds and what it would pay now, never more
    than it still holds. Rounding may leave a source short by a fen; the difference is then taken
    from the sources that get something back, the earliest deduction first.
    """
    back = [
        min(max(0, source.paid - source.returned - source.remaining), source.paid - source.returned)
        for source in sources
    ]
    excess = sum(back) - total
    if excess < 0:
        back = _top_up(sources, back, -excess)
    for index in range(len(back)):
        cut = min(back[index], max(0, excess))
        back[index] -= cut
        excess -= cut
    if sum(back) != total:
        raise AssertionError("a refund cannot exceed what its sources paid")
    return back


def _top_up(sources: Sequence[SourceState], back: list[int], missing: int) -> list[int]:
    """Give what is missing to the latest deductions first."""
    filled = list(back)
    for index in range(len(filled) - 1, -1, -1):
        room = sources[index].paid - sources[index].returned - filled[index]
        more = min(room, missing)
        filled[index] += more
        missing -= more
    return filled
