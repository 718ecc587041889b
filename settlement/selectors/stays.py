"""Stays in hospital and their parts: which part runs, and what the deductible still asks."""

from typing import Any

from django.db.models import Prefetch, QuerySet, Sum

from ..data.cases import STAYS
from ..errors import StayNotFound
from ..models import Refund, Settlement, Stay, Visit
from ..states import SettlementState, StayState, VisitState
from . import bills

#: Parts that ask for no bill any more.
DONE = (
    VisitState.SETTLED,
    VisitState.PARTLY_REFUNDED,
    VisitState.REFUNDED,
    VisitState.CANCELLED,
)
OPEN = (StayState.ADMITTED, StayState.DISCHARGED)


def parts_of(stay: Stay) -> list[Visit]:
    """The parts in order, one a year."""
    return list(Visit.objects.filter(stay=stay).order_by("segment"))


def last_of(stay: Stay) -> Visit:
    """The part that runs now."""
    return Visit.objects.filter(stay=stay).latest("segment")


def open_parts(stay: Stay) -> QuerySet[Visit]:
    """Parts with fees and without a bill, in order; a part without fees has nothing to settle."""
    return (
        Visit.objects.filter(stay=stay, fee_lines__isnull=False)
        .exclude(state__in=DONE)
        .order_by("segment")
        .distinct()
    )


def of_visit(institution: Any, visit_id: str) -> Stay:
    """The stay of one visit of the institution. Raises ``VisitNotFound``, ``StayNotFound``."""
    visit = bills.visit_of(institution, visit_id)
    if visit.stay_id is None:
        raise StayNotFound
    return Stay.objects.prefetch_related(_parts()).get(pk=visit.stay_id)


def _parts() -> Prefetch:
    return Prefetch("visits", Visit.objects.order_by("segment"))


def open_of_person(person: Any) -> list[Stay]:
    """Stays that are not settled yet, oldest first."""
    rows = Stay.objects.filter(person=person, state__in=OPEN)
    return list(rows.select_related("institution").order_by("admitted_at"))


def dedc_left(visit: Visit) -> int | None:
    """What the stay's one deductible still asks of this part, in 分 (P143, P144).

    None where no earlier part was settled with a deductible: then the engine asks as for any
    admission. What was refunded of an earlier part counts as not paid.
    """
    if visit.stay_id is None or visit.segment == 1:
        return None
    earlier = (
        Settlement.objects.filter(visit__stay=visit.stay_id, visit__segment__lt=visit.segment)
        .exclude(state__in=[SettlementState.REVERSED, SettlementState.REFUNDED])
        .order_by("visit__segment")
    )
    asked = [bill for bill in earlier if _counted(bill)]
    if not asked:
        return None
    taken = sum(bill.act_pay_dedc_fen for bill in asked)
    back = Refund.objects.filter(settlement__in=asked).aggregate(fen=Sum("act_pay_dedc_fen"))
    return max(0, asked[0].dedc_std_fen - taken + (back["fen"] or 0))


def _counted(bill: Settlement) -> bool:
    """Whether this bill made the stay count as one of its year, or itself went on with it."""
    before = bill.case_document["counters"].get(STAYS, 0)
    return (
        bill.breakdown["counters"].get(STAYS, 0) > before
        or bill.case_document["visit"].get("dedc_left") is not None
    )
