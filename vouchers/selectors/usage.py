"""Usage history: scans and showings of one person's code, newest first, in constant SQL (F8)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lag

from yibao.kernel import clock

from .. import rules
from ..models import DynamicCode, Scan

PAGE_SIZE = 20
MONTHS = 12
# A screen renews its code within a minute; a longer silence begins a new showing.
_GAP = timedelta(minutes=3)
_MARK = re.compile(r"([0-9]{1,17})\.([0-9a-f]{32})", re.ASCII)
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Use:
    """One line: a scan, or a showing that nobody scanned (``scan`` None)."""

    at: datetime
    pk: UUID
    scan: Scan | None
    code: DynamicCode | None

    @property
    def mark(self) -> str:
        """Where the next page begins."""
        return f"{_micros(self.at)}.{self.pk.hex}"


def uses(
    person: Any, *, before: str = "", month: str = "", shown_by: Any = None
) -> tuple[list[Use], str]:
    """A page of a person's uses and the mark of the next page ("" at the end).

    ``shown_by`` leaves only what this login showed.

    ``month`` is ``2025-06`` in Shanghai time; what is not of this form filters nothing. Codes that
    followed each other on one screen are one showing, told by its first code.
    """
    after = _mark_of(before)
    span = span_of(month)
    found = [
        *(
            Use(scan.created_at, scan.pk, scan, scan.code)
            for scan in _scans(person, after, span, shown_by)
        ),
        *(
            Use(code.issued_at, code.pk, None, code)
            for code in _showings(person, after, span, shown_by)
        ),
    ]
    found.sort(key=lambda use: (use.at, use.pk), reverse=True)
    page = found[:PAGE_SIZE]
    return page, page[-1].mark if len(found) > PAGE_SIZE else ""


def purpose_of(scan: Scan) -> str:
    """What the scan was for, as people say it."""
    return rules.business_name(scan.business_type)


def count_showings(person: Any, shown_by: Any, span: Span, *, gap: timedelta = _GAP) -> int:
    """How often somebody began to show this person's code within a span."""
    times = DynamicCode.objects.filter(
        voucher__person=person,
        shown_by=shown_by,
        issued_at__gte=span[0],
        issued_at__lt=span[1],
    ).order_by("issued_at", "pk")
    count, last = 0, None
    for at in times.values_list("issued_at", flat=True):
        count += last is None or at - last > gap
        last = at
    return count


def months(person: Any) -> list[str]:
    """The months that may be chosen: this one and those before it, newest first."""
    today = clock.today(person.tenant)
    number = today.year * 12 + today.month - 1
    return [f"{(number - back) // 12}-{(number - back) % 12 + 1:02d}" for back in range(MONTHS)]


def span_of(month: str) -> Span | None:
    """From the first moment of a month to the first of the next, in Shanghai; None for no month."""
    known = _MONTH.fullmatch(month)
    if known is None:
        return None
    year, number = int(known[1]), int(known[2])
    follow = (year, number + 1) if number < 12 else (year + 1, 1)
    return _first(year, number), _first(*follow)


def _first(year: int, month: int) -> datetime:
    return datetime(year, month, 1, tzinfo=clock.SHANGHAI)


def _scans(person: Any, after: Any, span: Span | None, shown_by: Any) -> QuerySet[Scan]:
    rows = Scan.objects.filter(person=person).select_related(
        "institution", "code__shown_by__person", "code__channel"
    )
    if shown_by is not None:
        rows = rows.filter(code__shown_by=shown_by)
    return _cut(rows, "created_at", after, span)


def _showings(person: Any, after: Any, span: Span | None, shown_by: Any) -> QuerySet[DynamicCode]:
    """The first code of every row of codes that was never scanned."""
    rows = DynamicCode.objects.filter(voucher__person=person, used_at__isnull=True)
    if shown_by is not None:
        rows = rows.filter(shown_by=shown_by)
    # Later codes do not decide whether a code was the first, so the cut may come before.
    previous = Window(
        Lag("issued_at"),
        partition_by=[F("shown_by"), F("channel"), F("presented_as")],
        order_by=[F("issued_at"), F("id")],
    )
    rows = _cut(rows, "issued_at", after, span, limit=None).annotate(previous=previous)
    rows = rows.filter(Q(previous__isnull=True) | Q(issued_at__gt=F("previous") + _GAP))
    return rows.select_related("shown_by__person", "channel")[: PAGE_SIZE + 1]


def _cut(
    rows: Any, moment: str, after: Any, span: Span | None, limit: int | None = PAGE_SIZE + 1
) -> Any:
    if span is not None:
        rows = rows.filter(**{f"{moment}__gte": span[0], f"{moment}__lt": span[1]})
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": pk}))
    rows = rows.order_by(f"-{moment}", "-pk")
    return rows if limit is None else rows[:limit]


def _mark_of(text: str) -> tuple[datetime, UUID] | None:
    """A mark as we made it; anything else begins at the top."""
    known = _MARK.fullmatch(text)
    if known is None:
        return None
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(known[1]))
    return at, UUID(known[2])


def _micros(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
