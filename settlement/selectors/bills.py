"""Reading bills: a person sees the own ones, an institution its own (T31)."""

from typing import Any

from django.db.models import Q, QuerySet

from yibao.kernel.errors import NotFound

from ..errors import SettlementNotFound, VisitNotFound
from ..models import Refund, Settlement, SettlementAttempt, Visit
from ..models.amounts import AMOUNT_FIELDS

PAGE = 20


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
    person: Any, *, year: int | None = None, before: Any | None = None, limit: int = PAGE
) -> list[Settlement]:
    """One page of bills; ``before`` is the time of the last row of the page before."""
    rows = of_person(person)
    if year is not None:
        rows = rows.filter(setl_time__year=year)
    if before is not None:
        rows = rows.filter(setl_time__lt=before)
    page = list(rows.prefetch_related("refunds")[:limit])
    for bill in page:
        bill.returned = returned(bill)
    return page


def returned(bill: Settlement) -> dict[str, int]:
    """What went back so far, by national field, in 分 (refunds prefetched)."""
    return {
        name: sum(getattr(refund, f"{name}_fen") for refund in bill.refunds.all())
        for name in AMOUNT_FIELDS
    }


def latest(person: Any) -> Settlement | None:
    """The newest bill."""
    return of_person(person).first()


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
        .select_related("institution", "visit", "pack", "person")
        .prefetch_related("lines", "parts__payer", "refunds__parts__part")
        .filter(setl_id=setl_id)
        .first()
    )
    if bill is None:
        raise NotFound
    return bill


def refunds_of(settlement: Settlement) -> list[Refund]:
    """Refunds of a bill in order, with their parts."""
    return list(
        settlement.refunds.prefetch_related("parts__part__payer").order_by("created_at", "pk")
    )


def left_fen(settlement: Settlement) -> dict[str, int]:
    """What each kind of source still carries after refunds, in 分."""
    left: dict[str, int] = {}
    for part in settlement.parts.all():
        left[part.kind] = left.get(part.kind, 0) + part.amount_fen - part.refunded_fen
    return left


def search(text: str) -> QuerySet[Settlement]:
    """For the console: by settlement, visit, person or invoice number, exactly."""
    return Settlement.objects.filter(
        Q(setl_id=text)
        | Q(visit__mdtrt_id=text)
        | Q(visit__visit_id=text)
        | Q(person__psn_no=text)
        | Q(invono=text)
    )
