"""How far reconciliation is: by institution and by day, the newest comparison of each period."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.selectors import institutions

from ..data.clearing import COUNT_FIELD
from ..models import CardCharge, CardRefund, Difference, Reconciliation, Settlement
from ..states import CardRefundState, ChargeState, DifferenceState, ReconciliationState
from .records import midnight

_MISSING = (Difference.Kind.MISSING_HERE, Difference.Kind.MISSING_THERE)
_WAITING = {
    ReconciliationState.MISMATCH, ReconciliationState.LOADING, ReconciliationState.COMPARING,
}  # fmt: skip


@dataclass(slots=True)
class Figures:
    """Rows that agree, that one side lacks, that differ; differences that wait for somebody; and
    since when the oldest comparison is unfinished."""

    matched: int = 0
    missing: int = 0
    differing: int = 0
    waiting: int = 0
    runs: int = 0
    unfinished_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One institution in a period; ``bills`` are those of the books."""

    institution: Any
    bills: int
    figures: Figures


def newest(tenant_id: int, first: date, last: date) -> list[Reconciliation]:
    """The newest reconciliation of each institution, period and scope that ends in these days."""
    rows = (
        _of(tenant_id)
        .filter(date_to__gte=first, date_to__lte=last)
        .select_related("institution")
        .annotate(
            missing=Count("differences", filter=Q(differences__kind__in=_MISSING)),
            waiting=Count(
                "differences", filter=~Q(differences__state=DifferenceState.RESOLVED)
                & Q(differences__isnull=False),
            ),
        )
        .order_by("-created_at", "-pk")
    )  # fmt: skip
    found: dict[tuple[Any, ...], Reconciliation] = {}
    for row in rows:
        key = (row.institution_id, row.date_from, row.date_to, row.insutype, row.clr_type)
        found.setdefault(key, row)
    return list(found.values())


def covering(tenant_id: int, day: date) -> list[Reconciliation]:
    """Every reconciliation whose period holds the day, newest first."""
    return list(
        _of(tenant_id)
        .filter(date_from__lte=day, date_to__gte=day)
        .select_related("institution")
        .order_by("-created_at", "-pk")
    )


def _of(tenant_id: int) -> QuerySet[Reconciliation]:
    return Reconciliation.objects.filter(tenant_id=tenant_id)


def add_up(rows: Iterable[Reconciliation]) -> Figures:
    """The figures of several comparisons (of ``newest``)."""
    found = Figures()
    for row in rows:
        found.runs += 1
        found.waiting += row.waiting
        if row.state == ReconciliationState.MATCHED:
            found.matched += row.ours[COUNT_FIELD]
        elif row.state == ReconciliationState.FINISHED:
            found.matched += row.rows_matched
            found.missing += row.missing
            found.differing += row.differences_found - row.missing
        elif row.state in _WAITING:
            oldest = found.unfinished_since
            found.unfinished_since = min(oldest or row.created_at, row.created_at)
    return found


def places(tenant_id: int, first: date, last: date) -> list[Place]:
    """Institutions with bills or comparisons in these days, by name."""
    by_place: dict[Any, list[Reconciliation]] = defaultdict(list)
    for row in newest(tenant_id, first, last):
        by_place[row.institution_id].append(row)
    bills = _bills(tenant_id, first, last)
    known = institutions.by_ids({*by_place, *bills})
    return [Place(one, bills.get(one.pk, 0), add_up(by_place.get(one.pk, ()))) for one in known]


def _bills(tenant_id: int, first: date, last: date) -> dict[Any, int]:
    rows = (
        Settlement.objects.filter(tenant_id=tenant_id, **_between("setl_time", first, last))
        .exclude(state="REVERSED")
        .values("institution_id")
        .annotate(count=Count("pk"))
    )
    return {row["institution_id"]: row["count"] for row in rows}


def _between(field: str, first: date, last: date) -> dict[str, datetime]:
    day_after = date.fromordinal(last.toordinal() + 1)
    return {f"{field}__gte": midnight(first), f"{field}__lt": midnight(day_after)}


def by_day(tenant_id: int, first: date, last: date) -> dict[date, Figures]:
    """Figures by the last day of each comparison."""
    found: dict[date, list[Reconciliation]] = defaultdict(list)
    for row in newest(tenant_id, first, last):
        found[row.date_to].append(row)
    return {day: add_up(rows) for day, rows in found.items()}


def bank(tenant_id: int, first: date, last: date) -> Figures:
    """Payments and refunds of cards: known to both, without an answer, left to people."""
    days = _between("created_at", first, last)
    charges = CardCharge.objects.filter(tenant_id=tenant_id, **days)
    refunds = CardRefund.objects.filter(tenant_id=tenant_id, **days)
    by_charge = dict(charges.values_list("state").annotate(Count("pk")).order_by())
    by_refund = dict(refunds.values_list("state").annotate(Count("pk")).order_by())
    open_charges = (ChargeState.PENDING, ChargeState.IN_DOUBT)
    done = (ChargeState.DONE, ChargeState.SETTLED, ChargeState.RETURNED)
    ended = (CardRefundState.DONE, CardRefundState.PAID_OUT)
    by_hand = by_refund.get(CardRefundState.MANUAL, 0)
    paid_back = sum(by_refund.get(state, 0) for state in ended)
    return Figures(
        matched=sum(by_charge.get(state, 0) for state in done) + paid_back,
        missing=sum(by_charge.get(state, 0) for state in open_charges)
        + sum(by_refund.values()) - paid_back - by_hand,
        differing=by_hand,
        waiting=by_hand,
    )  # fmt: skip
