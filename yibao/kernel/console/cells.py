"""Small pieces of HTML for lists and panels; everything from the data is escaped."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db.models import BooleanField, Model
from django.urls import reverse
from django.utils.html import format_html

from yibao.kernel import clock, money

_TAG_KINDS = frozenset({"ok", "warn", "error", "info", "neutral"})


def detail_link(row: Any, text: str | None = None) -> str:
    """A link to the row's page; a dash where there is no row."""
    if row is None:
        return "—"
    meta = row._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[quote(row.pk)])
    return format_html('<a href="{}">{}</a>', url, text if text is not None else str(row))


def person_link(person: Any) -> str:
    """Masked name and the end of the person number, leading to the person's page."""
    if person is None:
        return "—"
    url = reverse("admin:accounts_person_change", args=[quote(person.pk)])
    return format_html(
        '<a class="yc-keep" href="{}" title="人员编号 {}">{} …{}</a>',
        url,
        person.psn_no,
        person.masked_name,
        person.psn_no[-4:],
    )


def yuan(amount_fen: int | None) -> str:
    """分 as yuan for reading; a dash for none."""
    return "—" if amount_fen is None else money.format_yuan(int(amount_fen))


def moment(at: datetime | None, *, seconds: bool = False) -> str:
    """A time as people in Shanghai read it; a dash for none."""
    if at is None:
        return "—"
    return clock.local(at).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def yes_no(name: str, label: str) -> Callable[[Any, Any], str]:
    """A column of 是 and 否; the framework's pictures carry English words."""

    @admin.display(description=label, ordering=name)
    def shown(page: Any, row: Any) -> str:
        return "是" if getattr(row, name) else "否"

    return shown


def booleans_spoken(model: type[Model], names: Iterable[Any]) -> tuple[Any, ...]:
    """The columns with each plain yes-or-no field replaced by one of 是 and 否."""
    plain = {one.name: one for one in model._meta.get_fields() if isinstance(one, BooleanField)}
    return tuple(
        _spoken(name, plain[name].verbose_name) if name in plain else name for name in names
    )


def _spoken(name: str, label: str) -> Callable[[Any], str]:
    """The column of ``yes_no`` for places that give only the row."""
    column = yes_no(name, label)

    @admin.display(description=label, ordering=name)
    def shown(row: Any) -> str:
        return column(None, row)

    shown.__name__ = f"shown_{name}"
    return shown


def named(name: str, label: str) -> Callable[[Any, Any], str]:
    """A column of another row's name under a Chinese heading; times as people read them."""

    @admin.display(description=label, ordering=name)
    def shown(page: Any, row: Any) -> str:
        value = getattr(row, name)
        if isinstance(value, datetime):
            return moment(value)
        return "—" if value is None else str(value)

    return shown


def tag(kind: str, word: str) -> str:
    """A state word in its colour: ok, warn, error, info or neutral."""
    kind = kind if kind in _TAG_KINDS else "neutral"
    return format_html('<span class="yc-tag yc-tag--{}">{}</span>', kind, word)
