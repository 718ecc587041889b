"""The reviewers' manual: chapters that apps write, one for each place of papers and each check.

Pure: chapters are data. The case page links to ``review:manual`` with the anchor of a place or of a
line of the checklist.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

PAPERS, CHECKS, FLAWS = "材料", "核对清单", "照片的毛病"
GROUPS = (PAPERS, CHECKS, FLAWS)


@dataclass(frozen=True, slots=True)
class Drawing:
    """An example. ``paper`` names the drawing, ``flaw`` what is wrong with the photo of it,
    ``facts`` what it says where that differs."""

    paper: str
    caption: str
    is_good: bool = False
    flaw: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """Where it is drawn."""
        return f"admin/review/drawings/{self.paper}.html"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What to look at, step by step; ``reasons`` are codes to give, ``rules`` the rule book."""

    anchor: str
    title: str
    group: str
    lead: str
    steps: tuple[str, ...]
    drawings: tuple[Drawing, ...] = ()
    mistakes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    rules: str = ""
    case_type: str = ""

    def text(self) -> str:
        """Everything that a search looks through."""
        captions = (one.caption for one in self.drawings)
        words = (self.title, self.lead, *self.steps, *captions, *self.mistakes, self.rules)
        return "\n".join((*words, *self.reasons)).casefold()


_WRITERS: list[Callable[[], Iterable[Chapter]]] = []


def register(write: Callable[[], Iterable[Chapter]]) -> None:
    """Add chapters to the manual."""
    if write not in _WRITERS:
        _WRITERS.append(write)


def chapters() -> list[Chapter]:
    """All chapters, by group and in the order in which they were written."""
    found = [chapter for write in _WRITERS for chapter in write()]
    return sorted(found, key=lambda one: GROUPS.index(one.group))


def search(words: str) -> list[Chapter]:
    """Chapters that hold every word; all of them for no word."""
    wanted = words.casefold().split()
    return [one for one in chapters() if all(word in one.text() for word in wanted)]


def anchor_of(code: str) -> str:
    """The anchor of a place or check; empty where no chapter is about it."""
    return code if any(one.anchor == code for one in chapters()) else ""
