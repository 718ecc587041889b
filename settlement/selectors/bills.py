"""Reading bills: a person sees the own ones, an institution its own (T31)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from yibao.kernel.errors import NotFound

from ..errors import SettlementNotFound, VisitNotFound
from ..models import Refund, Settlement, SettlementAttempt, Visit
from ..models.amounts import AMOUNT_FIELDS

PAGE = 20
_CHUNK = 200


def of_institution(institution: Any) -> QuerySet[Settlement]:
    """Bills of one institution with what every answer needs."""
    return Settlement.objects.filter(institution=institution).select_related(
        "visit__scan", "person", "pack", "attempt", "institution"
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


def key_holder(institution: Any, key: str) -> Any:
    """The client of the institution that sent a settle call with this key; None for none."""
    rows = SettlementAttempt.objects.filter(client__institution=institution, key=key)
    found = rows.select_related("client__tenant").order_by("began_at", "pk").first()
    return None if found is None else found.client


def attempt_at(visit: Visit) -> SettlementAttempt | None:
    """The newest settle call of a visit that moved money or asked a bank to; else None."""
    rows = SettlementAttempt.objects.filter(Q(visit=visit) | Q(charge__visit=visit))
    return rows.order_by("-began_at").first()


def visit_of(institution: Any, visit_id: str) -> Visit:
    """One visit of the institution."""
    visit = Visit.objects.filter(institution=institution, visit_id=visit_id).first()
    if visit is None:
        raise VisitNotFound
    return visit


def by_numbers(institution: Any, numbers: Iterable[str]) -> dict[str, Settlement]:
    """Bills of the institution by their own numbers and by the numbers of their refunds."""
    wanted = set(numbers)
    rows = of_institution(institution).prefetch_related("refunds")
    rows = rows.filter(Q(setl_id__in=wanted) | Q(refunds__refund_setl_id__in=wanted)).distinct()
    found = {}
    for bill in rows:
        found |= {one: bill for one in (bill.setl_id, *map(str, bill.refunds.all()))}
    return found


def visit_by_mdtrt(institution: Any, mdtrt_id: str) -> Visit:
    """One visit of the institution by its national number; another's looks like none (T31)."""
    visit = Visit.objects.filter(institution=institution, mdtrt_id=mdtrt_id).first()
    if visit is None:
        raise VisitNotFound
    return visit


def unsettled_of(institution: Any, psn_no: str, since: Any) -> list[Visit]:
    """A person's visits at the institution that have no bill yet, newest first."""
    rows = Visit.objects.filter(
        institution=institution,
        person__psn_no=psn_no,
        state__in=("REGISTERED", "FEES", "QUOTED"),
        created_at__gte=since,
    )
    return list(rows.select_related("person__tenant", "scan").order_by("-created_at")[:PAGE])


def visits_of(institution: Any, psn_no: str, start: Any, end: Any) -> list[Visit]:
    """A person's visits at the institution that began within a period, newest first."""
    rows = Visit.objects.filter(
        institution=institution, begntime__gte=start, begntime__lt=end
    ).exclude(state="CANCELLED")
    if psn_no:
        rows = rows.filter(person__psn_no=psn_no)
    return list(rows.select_related("person__tenant", "scan", "stay").order_by("-begntime")[:500])


def fee_lines_of(visit: Visit) -> list[Any]:
    """The fee lines of a visit in their order."""
    return list(visit.fee_lines.order_by("position"))


def of_people(people: Iterable[Any]) -> QuerySet[Settlement]:
    """Bills of these people, newest first; reversed ones never happened for the person."""
    return (
        Settlement.objects.filter(person__in=list(people))
        .exclude(state="REVERSED")
        .select_related("institution", "visit")
        .order_by("-setl_time", "-pk")
    )


def of_person(person: Any) -> QuerySet[Settlement]:
    """One person's bills, newest first."""
    return of_people([person])


def page_of(
    *people: Any, year: int | None = None, before: str = "", limit: int = PAGE
) -> list[Settlement]:
    """One page of bills; ``before`` is the number of the last bill of the page before."""
    rows = of_people(people)
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


def every(*people: Any, year: int | None = None, most: int | None = None) -> Iterator[Settlement]:
    """All bills of the choice, a few hundred at a time, newest first; for a file."""
    rows = of_people(people).prefetch_related("refunds")
    if year is not None:
        rows = rows.filter(setl_time__year=year)
    for bill in rows[:most].iterator(chunk_size=_CHUNK):
        bill.returned = returned(bill)
        yield bill


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


def years_of(*people: Any) -> list[int]:
    """Years in which these people have bills, newest first."""
    moments = of_people(people).order_by().datetimes("setl_time", "year", order="DESC")
    return [moment.year for moment in moments]


def own(person: Any, setl_id: str) -> Settlement:
    """One bill of the person; anybody else's looks like none."""
    bill = (
        of_person(person)
        .select_related("institution", "visit__scan", "pack", "person", "charge__card")
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
