"""What a person has to do: each app names its own matters, the first page lists them (wireframe 1).

A supplier answers the matters of one user with few statements, whatever their number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Todo:
    """One matter that only this person can bring on; ``due_at`` None is without an end."""

    title: str
    url: str
    due_at: datetime | None = None
    note: str = ""


Supplier = Callable[[Any], Iterable[Todo]]
_SUPPLIERS: dict[str, Supplier] = {}


def supplier(ask: Supplier) -> Supplier:
    """Register a function that answers the matters of a user; registering twice is once."""
    _SUPPLIERS[f"{ask.__module__}.{ask.__qualname__}"] = ask
    return ask


def of(user: Any) -> list[Todo]:
    """Everything that waits for this user, soonest first; matters without an end come last."""
    found = [todo for ask in _SUPPLIERS.values() for todo in ask(user)]
    return sorted(found, key=lambda todo: (todo.due_at is None, todo.due_at))
