"""Numbers of the review desk, each by one aggregate over the rows a reader may find (feature 40).

Cases under a blind second look are not counted for those who could take it: a sum must not tell
the word either (feature 42). Days are those of Shanghai.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models import Case as Step

from yibao.kernel import clock

from ..models import Case, Decision, Reason, ReasonUse
from ..queues import tabs as queues
from ..states import CaseState

RANGES = {7: "近 7 天", 30: "近 30 天", 90: "近 90 天"}
FIRST_RANGE = 30
TOP = 10
_DECIDED = (CaseState.APPROVED, CaseState.REJECTED)
#: Up to how many days an open case is old, and the words.
AGES = ((1, "1 天内"), (2, "2 天"), (5, "3 至 5 天"), (10, "6 至 10 天"))
OLDER = "10 天以上"


class Median(Aggregate):
    """The value in the middle; None of nothing."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()
    allow_distinct = False


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included, in steps of ``step`` days."""

    first: date
    last: date
    step: int

    @classmethod
    def of(cls, days: int) -> "Span":
        """The last ``days`` days with today; three months by the week."""
        today = clock.today()
        return cls(today - timedelta(days=days - 1), today, 7 if days > 31 else 1)

    @property
    def start(self) -> datetime:
        """Midnight at which it begins."""
        return datetime.combine(self.first, time.min, tzinfo=clock.SHANGHAI)

    @property
    def end(self) -> datetime:
        """Midnight at which it is over."""
        return datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=clock.SHANGHAI)

    def steps(self) -> Iterator[date]:
        """First day of each step."""
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=self.step)

    def within(self, field: str) -> Q:
        """A filter for moments of the span."""
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})


@dataclass(frozen=True, slots=True)
class Flow:
    """One step: what came, what was decided and how."""

    day: date
    came: int = 0
    done: int = 0
    first_pass: int = 0
    missed: int = 0


def decided(reader: Any, span: Span) -> "QuerySet[Case]":
    """Cases decided in a span."""
    return queues.visible(reader).filter(span.within("decided_at"), state__in=_DECIDED)


def flow(reader: Any, span: Span) -> list[Flow]:
    """Arrivals, decisions, cases passed at once, and promises missed, by step; two queries.

    Passed at once: approved without ever having been returned. Missed: decided after the promise.
    """
    came = _by_step(
        span, queues.visible(reader).filter(span.within("opened_at")), "opened_at", came=Count("pk")
    )
    done = _by_step(
        span,
        decided(reader, span),
        "decided_at",
        done=Count("pk"),
        first_pass=Count("pk", filter=Q(state=CaseState.APPROVED) & ~Q(was_returned())),
        missed=Count("pk", filter=Q(decided_at__gt=F("due_at"))),
    )
    return [Flow(day, **came.get(day, {}), **done.get(day, {})) for day in span.steps()]


def was_returned(case: str = "pk") -> Exists:
    """Whether a case was ever returned."""
    return Exists(Decision.objects.filter(case=OuterRef(case), kind=Decision.Kind.RETURN))


def medians(reader: Any, span: Span) -> list[tuple[date, timedelta | None]]:
    """The median time from asking to the decision, by step; one query."""
    took = ExpressionWrapper(F("decided_at") - F("opened_at"), output_field=DurationField())
    rows = decided(reader, span).annotate(took=took)
    found = _by_step(span, rows, "decided_at", middle=Median("took"))
    return [(day, found.get(day, {}).get("middle")) for day in span.steps()]


def ages(reader: Any, moment: datetime) -> list[tuple[str, int, int]]:
    """How old the open cases are: words, still within the promise, past it; one query."""
    rows = queues.visible(reader).filter(state__in=queues.WORKED)
    bounds = [moment - timedelta(days=days) for days, _ in AGES]
    words = [word for _, word in AGES] + [OLDER]
    wanted = {}
    for place in range(len(words)):
        older = Q(opened_at__lte=bounds[place - 1]) if place else Q()
        younger = Q(opened_at__gt=bounds[place]) if place < len(bounds) else Q()
        within = older & younger
        wanted[f"kept_{place}"] = Count("pk", filter=within & Q(due_at__gte=moment))
        wanted[f"late_{place}"] = Count("pk", filter=within & Q(due_at__lt=moment))
    found = rows.aggregate(**wanted)
    return [(word, found[f"kept_{n}"], found[f"late_{n}"]) for n, word in enumerate(words)]


def return_reasons(reader: Any, span: Span) -> list[tuple[str, str, int]]:
    """The ten reasons given most for returning: code, label, how often; one query."""
    rows = ReasonUse.objects.filter(
        span.within("at"),
        reason__kind=Reason.Kind.RETURN,
        case__in=queues.visible(reader).order_by().values("pk"),
    )
    counted = (
        rows.order_by()
        .values_list("reason__code")
        .annotate(label=Max("reason__label"), times=Count("pk"))
    )
    return list(counted.order_by("-times", "reason__code")[:TOP])


def regions(reader: Any, span: Span, moment: datetime) -> list[tuple[str, int, int, int]]:
    """By district: came, decided, open past the promise; one query."""
    rows = (
        queues.visible(reader)
        .order_by()
        .values_list("region_code")
        .annotate(
            came=Count("pk", filter=span.within("opened_at")),
            done=Count("pk", filter=span.within("decided_at") & Q(state__in=_DECIDED)),
            late=Count("pk", filter=Q(state__in=queues.WORKED, due_at__lt=moment)),
        )
        .filter(Q(came__gt=0) | Q(done__gt=0) | Q(late__gt=0))
    )
    return list(rows.order_by("-came", "region_code"))


def _by_step(
    span: Span, rows: "QuerySet[Case]", field: str, **wanted: Aggregate
) -> dict[date, dict[str, Any]]:
    """Aggregates by step; steps without rows are missing."""
    days = list(span.steps())
    ends = [datetime.combine(day, time.min, tzinfo=clock.SHANGHAI) for day in days[1:]]
    place = Step(
        *[When(**{f"{field}__lt": end}, then=Value(n)) for n, end in enumerate(ends)],
        default=Value(len(days) - 1),
        output_field=IntegerField(),
    )
    grouped = rows.order_by().annotate(step=place).values("step").annotate(**wanted)
    return {days[row.pop("step")]: row for row in grouped}
