"""Numbers of officers: what they said, how long it took, how far others agree (section 3 rule 10).

One's own come first and alone; the table of everybody is the lead's.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from yibao.kernel import clock

from ..looks import agreement
from ..looks import blindness as looks
from ..looks.agreement import Agreement
from ..models import Case, CaseEvent, Decision, Lease, SecondLook
from ..queues import tabs as queues
from ..states import CaseState
from .numbers import Median, Span

_TAKEN = ("cases.case.taken", "cases.case.taken_over")
_NOBODY = Agreement(0, 0, None, None)
Table = dict[tuple[str, str], int]


@dataclass(slots=True)
class Officer:
    """One officer in a span. ``confirmed``: blind second looks at own words; ``known``: own second
    words on known cases, right and all; ``overturned``: refusals that an appeal undid."""

    approved: int = 0
    returned: int = 0
    rejected: int = 0
    median: timedelta | None = None
    confirmed: Agreement = field(default=_NOBODY)
    known_right: int = 0
    known: int = 0
    overturned: int = 0
    held: int = 0
    late: int = 0

    @property
    def said(self) -> int:
        """Words in all."""
        return self.approved + self.returned + self.rejected


_FIELDS = {
    Decision.Kind.APPROVE: "approved",
    Decision.Kind.RETURN: "returned",
    Decision.Kind.REJECT: "rejected",
}


def officers(
    reader: Any, span: Span, moment: datetime, *, staff: Iterable[UUID] | None = None
) -> dict[UUID, Officer]:
    """Officer → numbers, for everybody or for ``staff``; six queries, however many there are."""
    found: dict[UUID, Officer] = defaultdict(Officer)
    only = None if staff is None else list(staff)
    said = _narrowed(_decisions(reader).filter(span.within("at")), "decider", only)
    for pk, kind, times in said.values_list("decider", "kind").annotate(times=Count("pk")):
        setattr(found[pk], _FIELDS[Decision.Kind(kind)], times)
    for pk, middle in _took(said).values_list("decider").annotate(middle=Median("took")):
        found[pk].median = middle
    for pk, table in _compared(reader, span, only).items():
        found[pk].confirmed = agreement.counted(table)
    for pk, right, times in _known(reader, span, only):
        found[pk].known_right, found[pk].known = right, times
    undone = _narrowed(_undone(reader, span), "decider", only)
    for pk, times in undone.values_list("decider").annotate(times=Count("case", distinct=True)):
        found[pk].overturned = times
    for pk, held, late in _load(reader, moment, only):
        found[pk].held, found[pk].late = held, late
    return dict(found)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two officers, and how far the second agreed with the first."""

    first: UUID
    second: UUID
    agreement: Agreement


def pairs(reader: Any, span: Span) -> list[Pair]:
    """Agreement of every two officers in a span, most looks first; one query."""
    tables: dict[tuple[UUID, UUID], Table] = defaultdict(dict)
    rows = _done(reader, span).values_list(
        "decision__decider", "reviewer", "decision__kind", "kind"
    )
    for first, second, was, now, times in rows.annotate(times=Count("pk")):
        tables[first, second][was, now] = times
    found = [Pair(*who, agreement.counted(table)) for who, table in tables.items()]
    return sorted(found, key=lambda one: (-one.agreement.pairs, str(one.first), str(one.second)))


def overall(reader: Any, span: Span) -> Agreement:
    """Agreement of all second looks in a span; one query."""
    rows = _done(reader, span).values_list("decision__kind", "kind")
    return agreement.counted(
        {(was, now): times for was, now, times in rows.annotate(times=Count("pk"))}
    )


@dataclass(frozen=True, slots=True)
class Day:
    """An officer's own words since midnight; ``minutes`` is None where nothing was measured."""

    said: int
    minutes: int | None


def own_day(user: Any, moment: datetime) -> Day:
    """How many words today and how long one took on average; one query, the own rows only."""
    midnight = clock.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Decision.objects.filter(decider_id=user.pk, at__gte=midnight).order_by()
    found = _timed(rows).aggregate(said=Count("pk"), middle=Avg("took"))
    middle = found["middle"]
    minutes = max(1, round(middle.total_seconds() / 60)) if middle is not None else None
    return Day(found["said"], minutes)


def _decisions(reader: Any) -> "QuerySet[Decision]":
    cases = queues.visible(reader).order_by().values("pk")
    return Decision.objects.filter(case__in=cases).order_by()


def _narrowed(rows: QuerySet, name: str, only: list[UUID] | None) -> QuerySet:
    return rows if only is None else rows.filter(**{f"{name}__in": only})


def _took(rows: "QuerySet[Decision]") -> "QuerySet[Decision]":
    """From the last taking of the case to the word, of words where that is known."""
    return _timed(rows).filter(took__isnull=False)


def _timed(rows: "QuerySet[Decision]") -> "QuerySet[Decision]":
    taken = CaseEvent.objects.filter(case=OuterRef("case"), verb__in=_TAKEN, at__lte=OuterRef("at"))
    began = Subquery(taken.order_by("-at", "-id").values("at")[:1])
    return rows.annotate(took=ExpressionWrapper(F("at") - began, output_field=DurationField()))


def _done(reader: Any, span: Span) -> "QuerySet[SecondLook]":
    """Looks at drawn cases, finished in a span; known cases are counted apart."""
    rows = looks.of_area(reader).select_related(None).order_by()
    return rows.filter(span.within("done_at"), state=SecondLook.State.DONE).exclude(
        why=SecondLook.Why.KNOWN
    )


def _compared(reader: Any, span: Span, only: list[UUID] | None) -> dict[UUID, Table]:
    rows = _narrowed(_done(reader, span), "decision__decider", only)
    found: dict[UUID, Table] = defaultdict(dict)
    counted = rows.values_list("decision__decider", "decision__kind", "kind")
    for pk, was, now, times in counted.annotate(times=Count("pk")):
        found[pk][was, now] = times
    return found


def _known(reader: Any, span: Span, only: list[UUID] | None) -> list[tuple[UUID, int, int]]:
    rows = looks.of_area(reader).select_related(None).order_by()
    rows = _narrowed(rows, "reviewer", only).filter(
        span.within("done_at"), state=SecondLook.State.DONE, why=SecondLook.Why.KNOWN
    )
    return list(
        rows.values_list("reviewer").annotate(
            right=Count("pk", filter=Q(agrees=True)), times=Count("pk")
        )
    )


def _undone(reader: Any, span: Span) -> "QuerySet[Decision]":
    """Refusals of a matter that a later case about the same subject granted (P184)."""
    appeal = Case.objects.filter(
        ~Q(case_type=OuterRef("case__case_type")),
        span.within("decided_at"),
        subject=OuterRef("case__subject"),
        state=CaseState.APPROVED,
        opened_at__gte=OuterRef("at"),
    )
    return _decisions(reader).filter(Exists(appeal), kind=Decision.Kind.REJECT)


def _load(reader: Any, moment: datetime, only: list[UUID] | None) -> list[tuple[UUID, int, int]]:
    cases = queues.visible(reader).order_by().values("pk")
    rows = _narrowed(Lease.objects.filter(case__in=cases), "holder", only).order_by()
    return list(
        rows.values_list("holder").annotate(
            held=Count("pk"), late=Count("pk", filter=Q(case__due_at__lt=moment))
        )
    )
