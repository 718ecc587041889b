"""Two kinds of work, side by side: alternating rounds, processor time, the middle of the ratios."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 7
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``ours`` and ``base`` are seconds of processor time a piece."""

    key: str
    work: str
    against: str
    ratio: float
    target: str
    ours: float
    base: float


def ratio(ours: Work, base: Work, *, times: int) -> tuple[float, float, float]:
    """The middle ratio of seven rounds, and the middle seconds of one piece of each side."""
    ours(), base()  # what is loaded once is loaded now
    pairs = [(_seconds(ours, times), _seconds(base, times)) for _ in range(ROUNDS)]
    return (
        median(one / other for one, other in pairs),
        median(one for one, _ in pairs),
        median(other for _, other in pairs),
    )


def _seconds(work: Work, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        work()
    return max(time.process_time() - began, 1e-9) / times
