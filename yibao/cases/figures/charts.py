"""Charts drawn on the server: bars, stacked bars, lines and ranked bars as one SVG each.

No library and no script. Every chart carries a title and a sentence for screen readers, series
differ by pattern as well as by colour (``review.css``), and pages put the table beneath it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = int | Decimal | None
WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 28
_WIDE = WIDTH - _LEFT - _RIGHT
_HIGH = HEIGHT - _TOP - _BOTTOM
_LINES = 4
_STEPS = (1, 2, 3, 4, 5, 10)
_MOST_LABELS = 10
_ROW = 30
_NAME_WIDE = 190


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers; None leaves a gap."""

    name: str
    values: Sequence[Number]


def bars(title: str, words: str, labels: Sequence[str], series: Sequence[Series]) -> SafeString:
    """Bars beside each other."""
    top = _top(value for one in series for value in one.values)
    step = Decimal(_WIDE) / max(len(labels), 1)
    wide = step * Decimal("0.7") / max(len(series), 1)
    drawn = [
        _bar(n, step * place + step * Decimal("0.15") + wide * n, wide, Decimal(0), value, top)
        for n, one in enumerate(series)
        for place, value in enumerate(one.values)
        if value
    ]
    return _frame(title, words, [_grid(top), *drawn, _names(labels, step)])


def stacked(title: str, words: str, labels: Sequence[str], series: Sequence[Series]) -> SafeString:
    """Bars on top of each other."""
    sums = [
        sum(value or 0 for value in column)
        for column in zip(*(s.values for s in series), strict=True)
    ]
    top = _top(sums)
    step = Decimal(_WIDE) / max(len(labels), 1)
    wide = step * Decimal("0.6")
    drawn = []
    for place in range(len(labels)):
        base = Decimal(0)
        for n, one in enumerate(series):
            value = one.values[place]
            if value:
                drawn.append(_bar(n, step * place + step * Decimal("0.2"), wide, base, value, top))
                base += value
    return _frame(title, words, [_grid(top), *drawn, _names(labels, step)])


def line(
    title: str, words: str, labels: Sequence[str], series: Sequence[Series], *, most: Number = None
) -> SafeString:
    """Points joined by lines, with a gap where a number is missing; ``most``: end of the scale."""
    top = Decimal(most) if most else _top(value for one in series for value in one.values)
    step = Decimal(_WIDE) / max(len(labels), 1)
    drawn = [_path(n, one.values, step, top) for n, one in enumerate(series)]
    return _frame(title, words, [_grid(top), *drawn, _names(labels, step)])


def ranked(title: str, words: str, rows: Sequence[tuple[str, int]]) -> SafeString:
    """One bar a name, longest first, the number at its end."""
    top = max((value for _, value in rows), default=1) or 1
    room = WIDTH - _NAME_WIDE - 60
    drawn = [
        _ranked_row(place, name, value, Decimal(room * value) / top)
        for place, (name, value) in enumerate(rows)
    ]
    return _frame(title, words, drawn, height=max(len(rows), 1) * _ROW + 8)


def is_empty(series: Sequence[Series]) -> bool:
    """Whether there is nothing to draw."""
    return not any(value for one in series for value in one.values)


def _frame(title: str, words: str, parts: Sequence[Any], height: int = HEIGHT) -> SafeString:
    return format_html(
        '<svg class="yc-chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "<title>{}</title><desc>{}</desc>{}</svg>",
        WIDTH,
        height,
        f"{title}。{words}",
        title,
        words,
        _joined(parts),
    )


def _joined(parts: Sequence[Any]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _top(values: Any) -> Decimal:
    """The end of the scale: a round number not below the largest value."""
    most = max((Decimal(value) for value in values if value), default=Decimal(0))
    if most <= _LINES:
        return Decimal(_LINES)
    level = most / _LINES
    unit = Decimal(10) ** level.adjusted()
    return next(step * unit for step in _STEPS if step * unit >= level) * _LINES


def _y(value: Number, top: Decimal) -> Decimal:
    return _TOP + _HIGH - Decimal(value or 0) / top * _HIGH


def _px(value: Decimal | int) -> str:
    return f"{Decimal(value):.1f}"


def _bar(
    n: int, x: Decimal, wide: Decimal, base: Decimal, value: Number, top: Decimal
) -> SafeString:
    upper = _y(base + Decimal(value or 0), top)
    return format_html(
        '<rect class="yc-chart__bar yc-chart__bar--{}" x="{}" y="{}" width="{}" height="{}"/>',
        n + 1,
        _px(_LEFT + x),
        _px(upper),
        _px(wide),
        _px(_y(base, top) - upper),
    )


def _path(n: int, values: Sequence[Number], step: Decimal, top: Decimal) -> SafeString:
    points = [
        None if value is None else (_px(_LEFT + step * place + step / 2), _px(_y(value, top)))
        for place, value in enumerate(values)
    ]
    drawn, was_gap = [], True
    for point in points:
        if point is not None:
            drawn.append(f"{'M' if was_gap else 'L'}{point[0]} {point[1]}")
        was_gap = point is None
    dots = format_html_join(
        "",
        '<circle class="yc-chart__dot yc-chart__dot--{}" cx="{}" cy="{}" r="3"/>',
        ((n + 1, *point) for point in points if point is not None),
    )
    return format_html(
        '<path class="yc-chart__line yc-chart__line--{}" d="{}"/>{}', n + 1, " ".join(drawn), dots
    )


def _grid(top: Decimal) -> SafeString:
    """Level lines with their numbers."""
    levels = [top * n / _LINES for n in range(_LINES + 1)]
    return format_html_join(
        "",
        '<line class="yc-chart__level" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="yc-chart__number" x="{}" y="{}">{}</text>',
        (
            (
                _LEFT,
                WIDTH - _RIGHT,
                _px(_y(level, top)),
                _px(_y(level, top)),
                _LEFT - 6,
                _px(_y(level, top) + 4),
                plain(level),
            )
            for level in levels
        ),
    )


def _names(labels: Sequence[str], step: Decimal) -> SafeString:
    """Names under the axis: all of few, every so many of a lot."""
    every = -(-len(labels) // _MOST_LABELS) or 1
    return format_html_join(
        "",
        '<text class="yc-chart__name" x="{}" y="{}">{}</text>',
        (
            (_px(_LEFT + step * place + step / 2), HEIGHT - 8, label)
            for place, label in enumerate(labels)
            if place % every == 0
        ),
    )


def _ranked_row(place: int, name: str, value: int, wide: Decimal) -> SafeString:
    y = place * _ROW + 4
    return format_html(
        '<text class="yc-chart__rank" x="0" y="{}">{}</text>'
        '<rect class="yc-chart__bar yc-chart__bar--1" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="yc-chart__value" x="{}" y="{}">{}</text>',
        y + 16,
        name,
        _NAME_WIDE,
        y,
        _px(wide),
        _ROW - 8,
        _px(_NAME_WIDE + wide + 6),
        y + 16,
        value,
    )


def plain(value: Decimal) -> str:
    """``12``, ``0.5``: without noughts that say nothing."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text or "0"
