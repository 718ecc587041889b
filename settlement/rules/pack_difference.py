"""What changed between two versions, in words: benefit by benefit, field by field (P195)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .pack_words import NONE, Group, described

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its name, how it was and how it is."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class GroupChange:
    """A group of fields with changes; ``kind`` is added, removed or changed."""

    key: str
    title: str
    kind: str
    changes: tuple[Change, ...]


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[GroupChange]:
    """Return the groups that differ, in the order of the newer document, the removed ones last.

    Both documents must be acceptable ones. A benefit is known by its id.
    """
    before = {group.key: group for group in described(old)}
    after = {group.key: group for group in described(new)}
    found = [_compare(before.get(key), group) for key, group in after.items()]
    gone = [
        GroupChange(
            group.key,
            group.title,
            REMOVED,
            tuple(Change(fact.label, fact.words, NONE) for fact in group.facts),
        )
        for key, group in before.items()
        if key not in after
    ]
    return [*(one for one in found if one.changes), *gone, *_order(old, new)]


def _order(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[GroupChange]:
    """The first benefit of a fund that matches applies, so their order is a rule too."""
    was, now = ([one["id"] for one in document["benefits"]] for document in (old, new))
    before = [name for name in was if name in now]
    after = [name for name in now if name in was]
    if before == after:
        return []
    change = Change("先后", "、".join(before), "、".join(after))
    return [GroupChange("order", "待遇的次序", CHANGED, (change,))]


def _compare(old: Group | None, new: Group) -> GroupChange:
    if old is None:
        changes = tuple(Change(fact.label, NONE, fact.words) for fact in new.facts)
        return GroupChange(new.key, new.title, ADDED, changes)
    was = {fact.label: fact.words for fact in old.facts}
    now = {fact.label: fact.words for fact in new.facts}
    changes = tuple(
        Change(label, was.get(label, NONE), now.get(label, NONE))
        for label in [*now, *(one for one in was if one not in now)]
        if was.get(label, NONE) != now.get(label, NONE)
    )
    return GroupChange(new.key, new.title, CHANGED, changes)
