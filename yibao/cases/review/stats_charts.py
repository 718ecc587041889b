"""The charts of the statistics: each with its drawing, its table and its columns as CSV."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from yibao.kernel import clock

from .. import regions
from ..figures import charts
from ..figures import numbers as figures
from ..figures.charts import Series
from ..figures.numbers import Span

DASH = "—"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Chart:
    """One number of the desk. ``drawing`` is empty where there is nothing to draw."""

    slug: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    drawing: SafeString | str = ""
    legend: tuple[str, ...] = ()


def flow(reader: Any, span: Span) -> list[Chart]:
    """Arrivals and decisions, first-pass rate, promises kept; three charts of two queries."""
    rows = figures.flow(reader, span)
    labels = [_label(one.day) for one in rows]
    came, done = [one.came for one in rows], [one.done for one in rows]
    return [
        _arrivals(span, labels, came, done),
        _rate(
            "first-pass", "一次通过率", "没有退回过就通过的，占办结的多少。", labels,
            [(one.first_pass, one.done) for one in rows], "一次通过",
        ),
        _rate(
            "promises", "按时办结率", "在承诺时间以前办结的，占办结的多少。", labels,
            [(one.done - one.missed, one.done) for one in rows], "按时",
        ),
    ]  # fmt: skip


def _arrivals(span: Span, labels: list[str], came: list[int], done: list[int]) -> Chart:
    series = (Series("新来", came), Series("办结", done))
    words = f"一共新来 {sum(came)} 件，办结 {sum(done)} 件。"
    return Chart(
        "arrivals",
        "新来和办结",
        words,
        (_step_word(span), "新来", "办结"),
        list(zip(labels, came, done, strict=True)),
        _drawn(charts.bars, "新来和办结", words, labels, series),
        ("新来", "办结"),
    )


def _rate(
    slug: str, title: str, note: str, labels: list[str], parts: list[tuple[int, int]], word: str
) -> Chart:
    shares = [None if not whole else Decimal(part) * _HUNDRED / whole for part, whole in parts]
    part, whole = sum(one for one, _ in parts), sum(one for _, one in parts)
    words = f"{note}一共 {percent(part, whole)}（{part} / {whole}）。"
    drawing = charts.line(title, words, labels, [Series(word, shares)], most=100) if whole else ""
    rows = [
        (label, one, all_, percent(one, all_))
        for label, (one, all_) in zip(labels, parts, strict=True)
    ]
    return Chart(slug, title, words, ("时间", word, "办结", "比例"), rows, drawing)


def median(reader: Any, span: Span) -> Chart:
    """From asking to the decision, the one in the middle."""
    found = figures.medians(reader, span)
    labels = [_label(day) for day, _ in found]
    hours = [None if took is None else _hours(took) for _, took in found]
    words = "从提出到办结，一半的件比这个快。周末和等补正的时间也算在内。"
    return Chart(
        "median",
        "办结用时（中位数）",
        words,
        ("时间", "用时"),
        [(label, duration(took)) for label, (_, took) in zip(labels, found, strict=True)],
        charts.line("办结用时（小时）", words, labels, [Series("小时", hours)])
        if any(one is not None for one in hours)
        else "",
    )


def ages(reader: Any, span: Span) -> Chart:
    """How old the queue is now."""
    rows = figures.ages(reader, clock.now(reader.tenant))
    labels = [word for word, _, _ in rows]
    series = (
        Series("没到承诺时间", [kept for _, kept, _ in rows]),
        Series("超期", [late for *_, late in rows]),
    )
    late = sum(one for *_, one in rows)
    words = f"现在没办结的 {sum(kept for _, kept, _ in rows) + late} 件，其中超期 {late} 件。"
    return Chart(
        "ages", "待审的等了多久", words, ("等了", "没到承诺时间", "超期"), rows,
        _drawn(charts.stacked, "待审的等了多久", words, labels, series), ("没到承诺时间", "超期"),
    )  # fmt: skip


def reasons(reader: Any, span: Span) -> Chart:
    """Why cases were returned."""
    rows = figures.return_reasons(reader, span)
    words = "退回补正时给的理由，最多的 10 个。"
    drawing = (
        charts.ranked("退回理由", words, [(label, times) for _, label, times in rows])
        if rows
        else ""
    )
    return Chart("reasons", "退回理由前 10", words, ("理由码", "理由", "次数"), rows, drawing)


def places(reader: Any, span: Span) -> Chart:
    """By district."""
    rows = [
        (regions.name_of(code) if code else "没有分到区县", came, done, late)
        for code, came, done, late in figures.regions(reader, span, clock.now(reader.tenant))
    ]
    words = "按受理地区。超期是现在没办结的。"
    drawing = (
        charts.ranked("各地新来", words, [(name, came) for name, came, *_ in rows]) if rows else ""
    )
    return Chart("places", "各地", words, ("地区", "新来", "办结", "现在超期"), rows, drawing)


#: What makes the chart of an address.
BY_SLUG: dict[str, Callable[[Any, Span], list[Chart]]] = {
    "arrivals": flow,
    "first-pass": flow,
    "promises": flow,
    "median": lambda reader, span: [median(reader, span)],
    "ages": lambda reader, span: [ages(reader, span)],
    "reasons": lambda reader, span: [reasons(reader, span)],
    "places": lambda reader, span: [places(reader, span)],
}


def percent(part: int, whole: int) -> str:
    """``87%``; a dash of nothing."""
    return DASH if not whole else f"{Decimal(part) * _HUNDRED / whole:.0f}%"


def duration(took: timedelta | None) -> str:
    """``3 分 20 秒``, ``5 小时 10 分``, ``2 天 4 小时``; a dash of nothing."""
    if took is None:
        return DASH
    seconds = int(took.total_seconds())
    parts = ((86400, "天"), (3600, "小时"), (60, "分"), (1, "秒"))
    for place, (size, word) in enumerate(parts):
        if seconds >= size or size == 1:
            left = seconds % size
            more = parts[place + 1 : place + 2]
            rest = f" {left // more[0][0]} {more[0][1]}" if more and left >= more[0][0] else ""
            return f"{seconds // size} {word}{rest}"
    return DASH


def _hours(took: timedelta) -> Decimal:
    return Decimal(int(took.total_seconds())) / 3600


def _label(day: Any) -> str:
    return f"{day.month}-{day.day}"


def _step_word(span: Span) -> str:
    return "日期" if span.step == 1 else "从这天起一周"


def _drawn(
    draw: Callable[..., SafeString],
    title: str,
    words: str,
    labels: list[str],
    series: Sequence[Series],
) -> SafeString | str:
    return "" if charts.is_empty(series) else draw(title, words, labels, series)
