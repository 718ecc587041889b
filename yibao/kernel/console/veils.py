"""Rows that some readers must not see for a while: one app may narrow another's lists.

A list, a page or a panel that could tell what somebody is asked to judge blindly leaves it out.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

Narrow = Callable[[Any, QuerySet], QuerySet]

_VEILS: dict[str, list[Narrow]] = {}


def veil(label: str) -> Callable[[Narrow], Narrow]:
    """Register what a reader is not shown of ``label`` (``family.binding``): (reader, rows) → rows.

    ``label`` names the model; every list and page of the console applies it, panels call
    ``unveiled`` themselves.
    """

    def register(narrow: Narrow) -> Narrow:
        _VEILS.setdefault(label, []).append(narrow)
        return narrow

    return register


def unveiled(reader: Any, rows: QuerySet) -> QuerySet:
    """The rows that this reader may see."""
    for narrow in _VEILS.get(rows.model._meta.label_lower, []):
        rows = narrow(reader, rows)
    return rows
