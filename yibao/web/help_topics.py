"""The questions of the help pages: read once from their file, searched plainly."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml
from django.urls import NoReverseMatch, reverse

_FILE = Path(__file__).with_name("help_topics.yaml")
MOST_TOP = 8


@dataclass(frozen=True, slots=True)
class Topic:
    """One question. ``page`` names a page of its own; ``top`` its place among the most asked."""

    code: str
    title: str
    group: str
    keywords: tuple[str, ...] = ()
    top: int = 0
    page: str = ""
    lead: str = ""
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = field(default=())

    @property
    def url(self) -> str:
        """Where the answer stands."""
        return reverse(self.page) if self.page else reverse("web:topic", args=[self.code])

    def ways(self) -> list[tuple[str, str]]:
        """Addresses and words of the links; a name without a colon is another topic."""
        found = []
        for name, words in self.links:
            address = by_code(name).url if ":" not in name else _address(name)
            if address:
                found.append((address, words))
        return found


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """Every question in the order of the file."""
    rows = yaml.safe_load(_FILE.read_text("utf-8"))
    return tuple(_read(row) for row in rows)


def by_code(code: str) -> Topic:
    """One question. Raises ``KeyError``."""
    return {topic.code: topic for topic in topics()}[code]


def most_asked() -> list[Topic]:
    """The first eight."""
    chosen = [topic for topic in topics() if topic.top]
    return sorted(chosen, key=lambda topic: topic.top)[:MOST_TOP]


def groups() -> dict[str, list[Topic]]:
    """All questions under their headings."""
    found: dict[str, list[Topic]] = {}
    for topic in topics():
        found.setdefault(topic.group, []).append(topic)
    return found


def search(text: str) -> list[Topic]:
    """Questions in which every word stands, or whose key word stands in the text; titles first."""
    words = text.lower().split()
    if not words:
        return []
    hits = [(_rank(topic, words), topic) for topic in topics()]
    return [topic for rank, topic in sorted(hits, key=lambda hit: hit[0]) if rank < _NO_HIT]


_IN_TITLE, _IN_KEYWORDS, _NO_HIT = 0, 1, 2


def _rank(topic: Topic, words: list[str]) -> int:
    title = topic.title.lower()
    if all(word in title for word in words):
        return _IN_TITLE
    known = " ".join((title, *topic.keywords)).lower()
    asked = " ".join(words)
    is_meant = any(len(key) > 1 and key.lower() in asked for key in topic.keywords)
    return _IN_KEYWORDS if is_meant or all(word in known for word in words) else _NO_HIT


def _address(name: str) -> str:
    """Empty for a page that this installation does not have."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _read(row: dict[str, object]) -> Topic:
    """Lists become tuples, links pairs; an unknown key fails at once."""
    lists = {key: tuple(row[key]) for key in ("keywords", "steps", "notes") if key in row}
    links = tuple((name, words) for name, words in row.get("links", ()))
    return Topic(**{**row, **lists, "links": links})
