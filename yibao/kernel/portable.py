"""Rows of a person as data that can be taken along (PIPL 45): field by field, nothing secret.

Hashes, look-up values and other technical fields stay out; a reference to another row is its
public text, so that a relative appears masked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models

from .clock import SHANGHAI
from .money import format_yuan

_TECHNICAL = ("_hash", "_index", "_sha256", "_digest", "_token", "session_key", "public_key")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the copy: rows as ``{field: value}``; ``labels`` are the words of the fields.

    ``model`` names the table whose rows these are, all of that person's.
    """

    code: str
    title: str
    model: str
    labels: dict[str, str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    def readable(self) -> list[list[tuple[str, str]]]:
        """Rows as pairs of words, for people; empty values are left out."""
        return [
            [(self.labels[name], self._words(name, value)) for name, value in row.items()
             if name != "id" and value not in (None, "", [], {})]
            for row in self.rows
        ]  # fmt: skip

    def _words(self, name: str, value: Any) -> str:
        if name.endswith("_fen") and isinstance(value, int):
            return f"{format_yuan(value)} 元"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return "、".join(str(one) for one in value)
        return self.choices.get(name, {}).get(str(value), str(value))


def section(
    code: str,
    title: str,
    rows: "models.QuerySet[Any]",
    *,
    leave_out: Iterable[str] = (),
    more: dict[str, tuple[str, Callable[[Any], Any]]] | None = None,
) -> Section:
    """All rows of a queryset; ``more`` adds ``{field: (words, function of the row)}``."""
    kept = [one for one in rows.model._meta.concrete_fields if _is_portable(one, leave_out)]
    added = more or {}
    labels = {one.name: str(one.verbose_name) for one in kept}
    labels |= {name: words for name, (words, _) in added.items()}
    related = [one.name for one in kept if one.is_relation]
    found = rows.select_related(*related) if related else rows
    return Section(
        code=code,
        title=title,
        model=rows.model._meta.label,
        labels=labels,
        rows=[_row(one, kept, added) for one in found],
        choices={
            one.name: {str(key): str(words) for key, words in one.flatchoices}
            for one in kept
            if one.choices
        },
    )


def _is_portable(one: models.Field, leave_out: Iterable[str]) -> bool:
    if one.primary_key:
        return True
    is_technical = one.name.endswith(_TECHNICAL) or not one.editable
    # What the database or the clock fills in is not editable, but it is a fact about the person.
    is_moment = isinstance(one, models.DateField)
    is_tenant = one.is_relation and one.related_model._meta.label == "kernel.Tenant"
    return one.name not in leave_out and not is_tenant and (is_moment or not is_technical)


def _row(one: Any, kept: list[models.Field], added: dict[str, Any]) -> dict[str, Any]:
    row = {field.name: plain(getattr(one, field.name)) for field in kept}
    return row | {name: plain(value(one)) for name, (_, value) in added.items()}


def plain(value: Any) -> Any:
    """A value that JSON can carry; moments in local time, decimals as text."""
    if value is None or isinstance(value, str | int | bool | dict):
        return value
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value)
