"""Tags and filters of the citizen pages: forms, icons, amounts, times, the payer bar.

Every text that reaches the page goes through the template engine's escaping; nothing here marks
data as safe.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput, Form
from django.templatetags.static import static
from django.utils.html import format_html

from yibao.kernel.money import format_yuan, split_by_ratio

register = template.Library()

_PLACE_TIME = ZoneInfo("Asia/Shanghai")
_TAG_KINDS = frozenset({"ok", "warn", "error", "info", "neutral"})
_SHORT_FIELD = 8
_BAR_WIDTH = 1000
_BAR_GAP = 6


# ---- forms ------------------------------------------------------------------------------------


@register.inclusion_tag("_components/error_summary.html")
def error_summary(form: Form | None) -> dict[str, object]:
    """Everything to correct, each line a link to its field (P194); empty without errors."""
    if not form or not getattr(form, "errors", None):
        return {"total": 0}
    items = [
        {"target": _first_control(bound), "text": text} for bound in form for text in bound.errors
    ]
    general = list(form.non_field_errors())
    return {"items": items, "general": general, "total": len(items) + len(general)}


def _first_control(bound: BoundField) -> str:
    """The id the link jumps to: for a group of radios the first of them."""
    if bound.id_for_label:
        return bound.id_for_label
    return f"{bound.auto_id}_0"


@register.inclusion_tag("_components/field.html")
def field(bound: BoundField, label: str = "", short: bool = False) -> dict[str, object]:
    """One question: label, hint, error, control; Django links them by aria-describedby.

    ``short`` narrows the control for codes and passwords (up to eight characters it happens by
    itself); ``label`` replaces the field's own.
    """
    widget = bound.field.widget
    longest = widget.attrs.get("maxlength")
    short = short or (longest is not None and int(longest) <= _SHORT_FIELD)
    return {
        "field": bound,
        "label": label or bound.label,
        "short": short,
        "is_checkbox": isinstance(widget, CheckboxInput),
        "is_group": bound.use_fieldset,
        "describedby": bound.aria_describedby if bound.use_fieldset else "",
    }


# ---- small marks ------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, extra_class: str = "") -> str:
    """A drawing from the sprite; always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="yb-icon {}" aria-hidden="true" focusable="false" width="24" height="24">'
        '<use href="{}#{}"/></svg>',
        extra_class,
        static("yibao/img/icons.svg"),
        name,
    )


@register.simple_tag
def status_tag(kind: str, text: str) -> str:
    """A state word with its colour; kinds are ok, warn, error, info, neutral."""
    kind = kind if kind in _TAG_KINDS else "neutral"
    return format_html('<span class="yb-tag yb-tag--{}">{}</span>', kind, text)


@register.simple_tag
def step(number: int, total: int) -> str:
    """The place in a sequence of pages, as text: 第 2 步，共 6 步."""
    return format_html('<p class="yb-step">第 {} 步，共 {} 步</p>', int(number), int(total))


# ---- amounts and numbers ----------------------------------------------------------------------


@register.filter
def yuan(amount: Decimal | int | None) -> str:
    """An amount for reading: ``Decimal("1862.35")`` yuan or ``186235`` 分 become 1,862.35."""
    return "" if amount is None or amount == "" else format_yuan(amount)


@register.filter
def fen(amount: int | None) -> str:
    """An amount stored in 分, for reading in yuan: ``186235`` becomes 1,862.35."""
    return "" if amount is None or amount == "" else format_yuan(int(amount))


@register.filter
def groups(digits: str | list[str] | None) -> str:
    """Digits in groups of four with spaces, so that a reader can be followed."""
    return " ".join(_fours(digits))


@register.filter
def fours(digits: str | list[str] | None) -> list[str]:
    """The groups of four themselves, for templates that wrap each of them."""
    return list(_fours(digits))


def _fours(digits: str | list[str] | None) -> Iterator[str]:
    text = digits if isinstance(digits, str) else "".join(digits or ())
    compact = "".join(text.split())
    return (compact[at : at + 4] for at in range(0, len(compact), 4))


# ---- times ------------------------------------------------------------------------------------


@register.filter
def cn_time(when: dt.datetime | None, parts: str = "") -> str:
    """A moment in the region's time: 10 月 2 日 09:31; with ``"year"`` the year comes first."""
    if not when:
        return ""
    local = _local(when)
    return f"{cn_date(local, parts)} {local:%H:%M}"


@register.filter
def cn_date(day: dt.date | None, parts: str = "") -> str:
    """A day: 10 月 2 日; with ``"year"`` 2026 年 10 月 2 日."""
    if not day:
        return ""
    local = _local(day)
    text = f"{local.month} 月 {local.day} 日"
    return f"{local.year} 年 {text}" if parts == "year" else text


@register.filter
def cn_until(when: dt.datetime | None) -> str:
    """An end that is not included any more: midnight reads as 24:00 of the day before."""
    if not when:
        return ""
    local = _local(when)
    if (local.hour, local.minute) != (0, 0):
        return cn_time(local)
    return f"{cn_date(local - dt.timedelta(days=1))} 24:00"


@register.filter
def cn_clock(when: dt.datetime | None) -> str:
    """The time of day with seconds, as the code page shows it: 09:31:20."""
    return f"{_local(when):%H:%M:%S}" if when else ""


@register.filter
def epoch_ms(when: dt.datetime | None) -> str:
    """Milliseconds since 1970, for the page's own clock."""
    if not when:
        return ""
    seconds = (when - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) / dt.timedelta(milliseconds=1)
    return str(int(seconds))


def _local(when: dt.date) -> dt.date:
    if isinstance(when, dt.datetime) and when.tzinfo is not None:
        return when.astimezone(_PLACE_TIME)
    return when


# ---- who paid ---------------------------------------------------------------------------------


@register.inclusion_tag("_components/payer_bar.html")
def payer_bar(parts: Iterable[object]) -> dict[str, object]:
    """A drawn bar of who paid how much, with the same words as its text alternative.

    ``parts``: objects with ``label``, ``amount_fen`` and ``kind`` (pool, own, aid, card, cash).
    Parts of zero take no width.  Widths add up exactly (largest remainder).
    """
    paid = [part for part in parts if part.amount_fen > 0]
    if not paid:
        return {"segments": []}
    room = _BAR_WIDTH - _BAR_GAP * (len(paid) - 1)
    widths = split_by_ratio(room, [part.amount_fen for part in paid])
    segments, left = [], 0
    for part, width in zip(paid, widths, strict=True):
        segments.append({"part": part, "x": left, "width": width})
        left += width + _BAR_GAP
    return {"segments": segments}
