"""What can be seen in full for ten minutes: each app names its own (T94).

The log knows no person and no paper. The app that owns a table says who may open a row of it and
what the row is called, masked, in the list of sessions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Subject:
    """Rows of one table. ``title(reader, key)`` is None for who may not open the row."""

    label: str
    kind: str
    word: str
    title: Callable[[Any, str], str | None]


_SUBJECTS: dict[tuple[str, str], Subject] = {}


def register(subject: Subject) -> None:
    """Let rows of a table be opened in one way."""
    _SUBJECTS[subject.label, subject.kind] = subject


def title_for(reader: Any, subject: str, kind: str) -> str | None:
    """What the subject is called for somebody who may open it; None for everybody else."""
    label, _, key = subject.partition(":")
    known = _SUBJECTS.get((label, kind))
    return known.title(reader, key) if known is not None and key else None


def word_for(subject: str, kind: str) -> str:
    """What kind of thing it is, with the end of its id; safe for every reader."""
    label, _, key = subject.partition(":")
    known = _SUBJECTS.get((label, kind))
    return f"{known.word if known else label} …{key[-6:]}"
