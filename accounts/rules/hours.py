"""Opening hours of an institution: read, judged and put into words. Pure.

A week maps "1" (Monday) to "7" to spans ``["08:00", "18:00"]``; ``24:00`` ends a day, a span never
crosses midnight, an empty list is a day off, and an absent day is unknown.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

Span = tuple[int, int]
Week = Mapping[str, tuple[Span, ...]]

DAYS = {"1": "周一", "2": "周二", "3": "周三", "4": "周四", "5": "周五", "6": "周六", "7": "周日"}
DAY_MINUTES = 24 * 60
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)


class BadHours(ValueError):
    """Not opening hours; carries the sentence for the form."""


def parse(value: object) -> dict[str, tuple[Span, ...]]:
    """Read stored hours into minutes of the day. Raises ``BadHours``."""
    if not isinstance(value, Mapping):
        raise BadHours("营业时间应按星期填写。")
    unknown = set(value) - set(DAYS)
    if unknown:
        raise BadHours("星期只能是 1 到 7，1 是周一。")
    return {day: _spans(day, value[day]) for day in DAYS if day in value}


def is_open(week: Week, moment: datetime) -> bool | None:
    """Whether it is open at a moment of the place's own time; None where the day is unknown."""
    spans = week.get(str(moment.isoweekday()))
    if spans is None:
        return None
    minute = moment.hour * 60 + moment.minute
    return any(start <= minute < end for start, end in spans)


def closes_at(week: Week, moment: datetime) -> str:
    """When the running span ends, ``18:00``; empty where it is not open or never closes."""
    minute = moment.hour * 60 + moment.minute
    for start, end in week.get(str(moment.isoweekday()), ()):
        if start <= minute < end and (start, end) != (0, DAY_MINUTES):
            return clock_text(end)
    return ""


def week_words(week: Week) -> list[tuple[str, str]]:
    """Days with the same hours together: ("周一至周五", "08:00–12:00，14:00–18:00")."""
    rows = []
    for spans, days in groupby(DAYS, key=week.get):
        names = [DAYS[day] for day in days]
        label = names[0] if len(names) == 1 else f"{names[0]}至{names[-1]}"
        rows.append((label, _words(spans)))
    return rows


def clock_text(minute: int) -> str:
    """Minutes of the day as people write them: 480 → ``08:00``, 1440 → ``24:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _words(spans: tuple[Span, ...] | None) -> str:
    if spans is None:
        return "请打电话问"
    if not spans:
        return "休息"
    if spans == ((0, DAY_MINUTES),):
        return "全天"
    return "，".join(f"{clock_text(start)}–{clock_text(end)}" for start, end in spans)


def _spans(day: str, value: object) -> tuple[Span, ...]:
    if not isinstance(value, list | tuple):
        raise BadHours(f"{DAYS[day]}的时间应成对填写。")
    spans: list[Span] = []
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise BadHours(f"{DAYS[day]}的时间应成对填写。")
        start, end = (_minute(day, text) for text in pair)
        if start >= end:
            raise BadHours(f"{DAYS[day]}的结束要晚于开始；过夜的请分成两天写。")
        if spans and start < spans[-1][1]:
            raise BadHours(f"{DAYS[day]}的几段时间重叠了，或者次序反了。")
        spans.append((start, end))
    return tuple(spans)


def _minute(day: str, text: object) -> int:
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise BadHours(f"{DAYS[day]}的时间应写成 08:00。")
    return int(text[:2]) * 60 + int(text[3:])
