"""How far two officers agree beyond chance: the share and Cohen's kappa (feature 42).

Pure and exact: the numbers are fractions until they are shown.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

#: Below this many pairs kappa says little; pages show it as a hint.
FEW = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """``share`` of equal words and ``kappa``; None where there is nothing to compute."""

    pairs: int
    same: int
    share: Fraction | None
    kappa: Fraction | None

    @property
    def is_thin(self) -> bool:
        """Whether there are too few pairs to judge anybody by."""
        return self.pairs < FEW


def of(words: Iterable[tuple[str, str]]) -> Agreement:
    """Agreement of (first word, second word).

    Kappa is ``(p - c) / (1 - c)``: ``p`` the share of equal words, ``c`` the share that two people
    with these habits would reach by chance. Where both only ever say the same one word, ``c`` is 1
    and kappa is not defined.
    """
    return counted(Counter(words))


def counted(table: dict[tuple[str, str], int]) -> Agreement:
    """The same from (first word, second word) → how often."""
    total = sum(table.values())
    if not total:
        return Agreement(0, 0, None, None)
    same = sum(times for (first, second), times in table.items() if first == second)
    firsts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for (first, second), times in table.items():
        firsts[first] += times
        seconds[second] += times
    share = Fraction(same, total)
    chance = Fraction(sum(firsts[word] * seconds[word] for word in firsts), total * total)
    kappa = None if chance == 1 else (share - chance) / (1 - chance)
    return Agreement(total, same, share, kappa)
