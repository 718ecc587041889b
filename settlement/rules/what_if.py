"""A month of bills under another version: who would pay more or less, as sums and counts only.

Everything is 分 and exact; a tally is written down between two pieces of work and read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from settlement.data import FUNDS, Breakdown
from settlement.data.cases import Case

from .pack_words import care_words

#: What is added up of each bill, before and after.
FIELDS = (
    *FUNDS, "fund_pay_sumamt", "psn_part_amt", "self_acct_pay", "acct_mulaid_pay", "psn_cash_pay",
)  # fmt: skip
#: Steps of the histogram in 分; one side each for less and for more.
STEPS = (10_00, 50_00, 100_00, 200_00, 500_00, 1000_00)
#: Of fewer bills no sums are kept for a group: one bill would be somebody's.
FEWEST = 5
REST = "rest"
_SIDE = len(STEPS) + 1


@dataclass(slots=True)
class Tally:
    """What the bills so far add up to.

    ``buckets`` run from the largest decrease of the personal share over no change to the largest
    increase. ``groups`` hold bills, more, less, personal share before and after.
    """

    bills: int = 0
    unreadable: int = 0
    more: int = 0
    less: int = 0
    before: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    after: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    buckets: list[int] = field(default_factory=lambda: [0] * (2 * _SIDE + 1))
    groups: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Tally":
        """Return a tally as it was written down; an empty document is a new one."""
        return cls(**stored) if stored else cls()

    def to_json(self) -> dict[str, Any]:
        """Return the tally as stored; whole 分."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def add(self, before: Mapping[str, int], after: Breakdown) -> None:
        """Add one bill: its amounts as settled, and as worked out now."""
        self.bills += 1
        for name in FIELDS:
            self.before[name] += before[name]
            self.after[name] += getattr(after, name)
        change = after.psn_part_amt - before["psn_part_amt"]
        self.more += change > 0
        self.less += change < 0
        self.buckets[bucket_of(change)] += 1
        group = self.groups.setdefault(group_of(after.case), [0] * 5)
        for place, amount in enumerate(
            (1, change > 0, change < 0, before["psn_part_amt"], after.psn_part_amt)
        ):
            group[place] += amount

    def finish(self) -> None:
        """Put groups together that are too small to be shown alone."""
        small = [key for key, group in self.groups.items() if group[0] < FEWEST]
        if not small:
            return
        rest = [
            sum(column) for column in zip(*(self.groups.pop(key) for key in small), strict=True)
        ]
        self.groups[REST] = rest


def bucket_of(change: int) -> int:
    """Return which bar of the histogram a change of the personal share (分) belongs to."""
    if change == 0:
        return _SIDE
    size = sum(abs(change) >= step for step in STEPS)
    return _SIDE + 1 + size if change > 0 else _SIDE - 1 - size


def bucket_words() -> list[tuple[str, str]]:
    """Return a short and a long name of each bar, from the largest decrease."""
    yuan = [step // 100 for step in STEPS]
    sizes = [f"不到 {yuan[0]} 元"]
    sizes += [f"{low} 到 {high} 元" for low, high in zip(yuan, yuan[1:], strict=False)]
    sizes.append(f"{yuan[-1]} 元以上")
    ends = [0, *yuan]
    less = [(f"−{end}", f"少付 {size}") for end, size in zip(ends, sizes, strict=True)]
    more = [(f"+{end}", f"多付 {size}") for end, size in zip(ends, sizes, strict=True)]
    return [*reversed(less), ("不变", "一样"), *more]


def group_of(case: Case) -> str:
    """Return the key of a bill's group: insurance, kind of person, kind of care."""
    return f"{case.person.insutype}|{case.person.psn_type}|{case.visit.med_type}"


def group_words(key: str) -> str:
    """Return a group in words."""
    return f"不足 {FEWEST} 张的合在一起" if key == REST else care_words(*key.split("|"))


#: A version is tried as if it had always been in force.
ALWAYS = {"effective_from": date.min, "effective_to": None}
