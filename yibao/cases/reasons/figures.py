"""How often a reason is given, and whether people can mend what it says (feature 35).

A return is mended at once where the next word on the case asks no more for the same place and does
not refuse. Cases under a blind second look are not counted for those who could take it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from yibao.kernel import clock
from yibao.kernel.models import Tenant

from ..looks import blindness as looks
from ..models import Decision, ReasonUse

SPAN = timedelta(days=90)
Kind = Decision.Kind


@dataclass(frozen=True, slots=True)
class Figure:
    """``uses`` of the span; of ``judged`` returns that came back, ``mended`` passed at once."""

    uses: int = 0
    judged: int = 0
    mended: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(
            self.uses + other.uses, self.judged + other.judged, self.mended + other.mended
        )

    @property
    def percent(self) -> int | None:
        """Share mended at the first try, in whole percent; None before anything came back."""
        return round(self.mended * 100 / self.judged) if self.judged else None


def by_version(
    *, reader: Any, tenant: Tenant, case_type: str, is_recent: bool = True
) -> dict[Any, Figure]:
    """Key of each version → its figures of the last 90 days, or of all time; one query."""
    rows = _uses(reader, tenant, case_type)
    if is_recent:
        rows = rows.filter(at__gte=clock.now(tenant) - SPAN)
    return {row["reason_id"]: _figure(row) for row in _counted(rows)}


def _uses(reader: Any, tenant: Tenant, case_type: str) -> "QuerySet[ReasonUse]":
    rows = ReasonUse.objects.filter(
        reason__tenant=tenant, reason__case_type=case_type, decision__stage=Decision.Stage.FINAL
    )
    return rows.exclude(case__in=looks.hidden_ids(reader))


def _counted(rows: "QuerySet[ReasonUse]") -> Any:
    following = Decision.objects.filter(case=OuterRef("case"), at__gt=OuterRef("at"))
    following = following.order_by("at", "id")
    again = ReasonUse.objects.filter(
        decision_id=OuterRef("next_id"), slot_code=OuterRef("slot_code")
    )
    is_return = Q(decision__kind=Kind.RETURN)
    passed = Q(next_kind=Kind.APPROVE) | Q(next_kind=Kind.RETURN, is_asked_again=False)
    return (
        rows.annotate(
            next_id=Subquery(following.values("id")[:1]),
            next_kind=Subquery(following.values("kind")[:1]),
        )
        .annotate(is_asked_again=Exists(again))
        .values("reason_id")
        .annotate(
            uses=Count("pk"),
            judged=Count("pk", filter=is_return & Q(next_id__isnull=False)),
            mended=Count("pk", filter=is_return & passed),
        )
        .order_by()
    )


def _figure(row: dict[str, Any]) -> Figure:
    return Figure(uses=row["uses"], judged=row["judged"], mended=row["mended"])
