"""What to ask at once where ages contradict the relation that was chosen; nobody is kept out. Pure.

The automatic checks send such a request to people (``judge_ages``); a slip of the thumb, a parent
chosen as a child, is cheaper to mend before the papers are photographed.
"""

from datetime import date

from ..data import Relation, relation_word
from ..data.findings import LOOK
from .prechecks import Side, judge_ages, years_between


def doubt(relation: str, holder: Side, member: Side, day: date) -> str:
    """What does not fit, in one sentence; empty where the ages allow the relation."""
    if judge_ages(relation, holder, member, day).outcome != LOOK:
        return ""
    word = relation_word(relation)
    if relation == Relation.SPOUSE:
        return f"按年龄和性别看，和您选的“{word}”对不上。" if member.gend else ""
    if relation == Relation.WARD:
        return f"您不满 18 岁，和您选的“{word}”对不上。"
    return f"{_compared(holder.birth, member.birth)}，和您选的“{word}”对不上。"


def _compared(holder: date | None, member: date | None) -> str:
    """家人比您大 29 岁; both days are known where this is asked."""
    if holder is None or member is None:
        return "年龄不清楚"
    older = years_between(max(holder, member), min(holder, member))
    if older == 0:
        return "家人和您年纪一样大"
    return f"家人比您{'大' if member < holder else '小'} {older} 岁"
