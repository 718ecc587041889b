"""Reading bills: a person sees the own ones, an institution its own (T31)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from yibao.kernel.errors import NotFound

from ..errors import SettlementNotFound, VisitNotFound
from ..models import Refund, Settlement, SettlementAttempt, Visit
from ..models.amounts import AMOUNT_FIELDS

PAGE = 20


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """What one month cost a person, in 分."""

    account_fen: int
    cash_fen: int


def of_institution(institution: Any) -> QuerySet[Settlement]:
    """Bills of one institution with what every answer needs."""
    return Settlement.objects.filter(institution=institution).select_related(
        "visit", "person", "pack", "attempt", "institution"
    )


def of_institution_by_id(institution: Any, setl_id: str) -> Settlement:
    """One bill of the institution; another's looks like none."""
    bill = of_institution(institution).filter(setl_id=setl_id).first()
    if bill is None:
        raise SettlementNotFound
    return bill


def attempt_of(client: Any, key: str) -> SettlementAttempt | None:
    """What became of a settle call by key."""
    return SettlementAttempt.objects.filter(client=client, key=key).first()


def visit_of(institution: Any, visit_id: str) -> Visit:
    """One visit of the institution."""
    visit = Visit.objects.filter(institution=institution, visit_id=visit_id).first()
    if visit is None:
        raise VisitNotFound
    return visit


def of_person(person: Any) -> QuerySet[Settlement]:
    """A person's bills, newest first; reversed ones never happened for the person."""
    return (
        Settlement.objects.filter(person=person)
        .exclude(state="REVERSED")
        .select_related("institution", "visit")
        .order_by("-setl_time", "-pk")
    )


def page_of(
    person: Any, *, year: int | None = None, before: str = "", limit: int = PAGE
) -> list[Settlement]:
    """One page of bills; ``before`` is the number of the last bill of the page before."""
    rows = of_person(person)
    if year is not None:
        rows = rows.filter(setl_time__year=year)
    mark = rows.filter(setl_id=before).first() if before else None
    if mark is not None:
        rows = rows.filter(
            Q(setl_time__lt=mark.setl_time) | Q(setl_time=mark.setl_time, pk__lt=mark.pk)
        )
    page = list(rows.prefetch_related("refunds")[:limit])
    for bill in page:
        bill.returned = returned(bill)
    return page


def month_totals(person: Any, months: set[tuple[int, int]]) -> dict[tuple[int, int], MonthTotal]:
    """What a person paid in whole months (Shanghai time), less what was refunded.

    Two statements whatever the number of bills; keys are (year, month).
    """
    chosen = Q(pk__in=[])
    for year, month in months:
        chosen |= Q(setl_time__year=year, setl_time__month=month)
    bills = of_person(person).filter(chosen).order_by()
    month = TruncMonth("setl_time")
    paid = bills.values(month=month).annotate(
        account=Sum("self_acct_pay_fen"), cash=Sum("psn_cash_pay_fen")
    )
    back = bills.values(month=month).annotate(
        account=Sum("refunds__self_acct_pay_fen"), cash=Sum("refunds__psn_cash_pay_fen")
    )
    returned_in = {row["month"]: row for row in back}
    return {
        (row["month"].year, row["month"].month): MonthTotal(
            row["account"] - (returned_in[row["month"]]["account"] or 0),
            row["cash"] - (returned_in[row["month"]]["cash"] or 0),
        )
        for row in paid
    }


def returned(bill: Settlement) -> dict[str, int]:
    """What went back so far, by national field, in 分 (refunds prefetched)."""
    return {
        name: sum(getattr(refund, f"{name}_fen") for refund in bill.refunds.all())
        for name in AMOUNT_FIELDS
    }


def latest(person: Any) -> Settlement | None:
    """The newest bill, with what of it was refunded."""
    bill = of_person(person).prefetch_related("refunds").first()
    if bill is not None:
        bill.returned = returned(bill)
    return bill


def years_of(person: Any) -> list[int]:
    """Years in which the person has bills, newest first."""
    return [
        moment.year
        for moment in Settlement.objects.filter(person=person)
        .exclude(state="REVERSED")
        .datetimes("setl_time", "year", order="DESC")
    ]


def own(person: Any, setl_id: str) -> Settlement:
    """One bill of the person; anybody else's looks like none."""
    bill = (
        of_person(person)
        .select_related("institution", "visit", "pack", "person", "charge__card")
        .prefetch_related("lines", "parts__payer", "refunds__parts__part")
        .filter(setl_id=setl_id)
        .first()
    )
    if bill is None:
        raise NotFound
    return bill


def own_reversed(person: Any, setl_id: str) -> Settlement | None:
    """A bill of the person that was cancelled as a whole; messages still lead to it."""
    return (
        Settlement.objects.filter(person=person, state="REVERSED", setl_id=setl_id)
        .select_related("institution")
        .first()
    )


def refunds_of(settlement: Settlement) -> list[Refund]:
    """Refunds of a bill in order, with their parts."""
    return list(
        settlement.refunds.prefetch_related(
            "parts__part__payer", "parts__part__settlement__charge__card", "parts__card_refund"
        ).order_by("created_at", "pk")
    )
