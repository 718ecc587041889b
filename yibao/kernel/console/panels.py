"""Panels: read-only tables under the facts of a row.

An app shows its own rows on another app's page by registering a panel, so that a lower app never
imports a higher one.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Column:
    """A heading; numbers stand right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled table, list of steps or text. Cells are plain text or escaped HTML."""

    title: str
    columns: tuple[Column, ...] = ()
    rows: list[list[Any]] = field(default_factory=list)
    steps: list[dict[str, str]] = field(default_factory=list)
    text: str = ""
    note: str = ""
    empty: str = "没有记录"
    more_url: str = ""

    def body(self) -> Iterator[list[tuple[Column, Any]]]:
        """Rows with each cell beside its column."""
        for row in self.rows:
            yield list(zip(self.columns, row, strict=True))


Maker = Callable[[HttpRequest, Any], Panel | None]


@dataclass(frozen=True, slots=True)
class _Registered:
    order: int
    permission: str
    make: Maker


_PANELS: dict[str, list[_Registered]] = {}


def panel(label: str, *, permission: str, order: int = 50) -> Callable[[Maker], Maker]:
    """Register a panel on the page of ``label`` (``accounts.person``), for holders of a right."""

    def register(make: Maker) -> Maker:
        known = _PANELS.setdefault(label, [])
        known.append(_Registered(order, permission, make))
        known.sort(key=lambda one: one.order)
        return make

    return register


def panels_for(request: HttpRequest, row: Any) -> list[Panel]:
    """What others show on this row's page, as far as the reader may see it."""
    found = []
    for one in _PANELS.get(row._meta.label_lower, []):
        if request.user.has_perm(one.permission):
            made = one.make(request, row)
            if made is not None:
                found.append(made)
    return found


def pairs_panel(title: str, pairs: list[tuple[str, Any]], *, numeric: bool = False) -> Panel:
    """Names and values."""
    columns = (Column("项目"), Column("内容", numeric=numeric))
    return Panel(title, columns, [[name, value] for name, value in pairs])


def steps_panel(title: str, steps: list[dict[str, str]], *, note: str = "") -> Panel:
    """A calculation, one readable step after the other: label, text, formula, result, rule."""
    return Panel(title, steps=steps, note=note)


def json_panel(title: str, document: Any, *, note: str = "") -> Panel:
    """A document, pretty-printed."""
    return Panel(title, text=json.dumps(document, ensure_ascii=False, indent=2), note=note)
