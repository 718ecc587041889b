"""What relatives spent of each other's accounts: by grant and by month (P114, P119, I15)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Min, Q

from yibao.kernel import clock

from ..models import AidUse, PremiumPart, RefundPart, SettlementPart
from ..states import PremiumState

PAGE = 20
GIVEN, RECEIVED = "given", "received"


@dataclass(frozen=True, slots=True)
class Used:
    """What was spent under one grant so far, in 分: this year and today."""

    year_fen: int = 0
    day_fen: int = 0


@dataclass(frozen=True, slots=True)
class Spending:
    """One bill that a payer's account helped to pay; amounts in 分.

    ``bill_no`` is for the patient's own pages: the payer learns sum, day and place, not the bill.
    """

    key: str
    at: datetime
    place: str
    amount_fen: int
    returned_fen: int
    bill_no: str
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of a month: ``way`` is GIVEN or RECEIVED, a refund is below zero."""

    way: str
    at: datetime
    other: Any
    relation: str
    place: str
    amount_fen: int


def used_of(grants: Iterable[Any], day: date) -> dict[UUID, Used]:
    """The counters of each grant on a day; one statement whatever the number of grants."""
    keys = [grant.pk for grant in grants]
    chosen = Q(kind=AidUse.Kind.YEAR, starts_on=date(day.year, 1, 1))
    chosen |= Q(kind=AidUse.Kind.DAY, starts_on=day)
    found: dict[UUID, dict[str, int]] = {key: {} for key in keys}
    for row in AidUse.objects.filter(chosen, grant_id__in=keys):
        found[row.grant_id][row.kind] = row.used_fen
    return {
        key: Used(kinds.get(AidUse.Kind.YEAR, 0), kinds.get(AidUse.Kind.DAY, 0))
        for key, kinds in found.items()
    }


def spent_under(grant: Any, *, before: str = "", limit: int = PAGE) -> list[Spending]:
    """Bills that were paid under a grant, newest first; ``before`` is the key of the last row."""
    rows = _parts().filter(grant=grant)
    mark = rows.filter(settlement__setl_id=before).first() if before else None
    if mark is not None:
        moment, key = mark.settlement.setl_time, mark.pk
        rows = rows.filter(
            Q(settlement__setl_time__lt=moment) | Q(settlement__setl_time=moment, pk__lt=key)
        )
    return [_spending(row) for row in rows.order_by("-settlement__setl_time", "-pk")[:limit]]


def _parts() -> Any:
    return SettlementPart.objects.filter(kind=SettlementPart.Kind.AID_ACCOUNT).select_related(
        "settlement__institution", "settlement__person", "payer"
    )


def _spending(row: SettlementPart) -> Spending:
    bill = row.settlement
    return Spending(
        key=bill.setl_id,
        at=bill.setl_time,
        place=bill.institution.name,
        amount_fen=row.amount_fen,
        returned_fen=row.refunded_fen,
        bill_no=bill.setl_id,
        is_reversed=bill.state == "REVERSED",
    )


def lines_of_month(person: Any, year: int, month: int) -> list[Line]:
    """Every payment and refund of a month in which the person is payer or patient.

    Shanghai time; oldest first; three statements whatever the number of bills. A refund counts in
    the month in which it was made, so the sums of the months add up to what is spent.
    """
    paid = _parts().filter(
        Q(payer=person) | Q(settlement__person=person),
        settlement__setl_time__year=year,
        settlement__setl_time__month=month,
    )
    back = RefundPart.objects.filter(
        Q(part__payer=person) | Q(part__settlement__person=person),
        part__kind=SettlementPart.Kind.AID_ACCOUNT,
        refund__created_at__year=year,
        refund__created_at__month=month,
    ).select_related(
        "refund", "part__payer", "part__settlement__institution", "part__settlement__person"
    )
    lines = [_line(person, row, row.settlement.setl_time, row.amount_fen) for row in paid]
    lines += [_line(person, row.part, row.refund.created_at, -row.amount_fen) for row in back]
    lines += _premium_lines(person, year, month)
    return sorted(lines, key=lambda line: line.at)


def _line(person: Any, part: SettlementPart, at: datetime, amount_fen: int) -> Line:
    bill = part.settlement
    is_payer = part.payer_id == person.pk
    return Line(
        way=GIVEN if is_payer else RECEIVED,
        at=at,
        other=bill.person if is_payer else part.payer,
        relation=part.relation,
        place=bill.institution.name,
        amount_fen=amount_fen,
    )


def premiums_under(grant: Any) -> list[PremiumPart]:
    """Premiums that were paid under a grant, newest first; few, because they are yearly."""
    return list(_premiums().filter(grant=grant).order_by("-premium__created_at")[:PAGE])


def _premiums() -> Any:
    return PremiumPart.objects.filter(kind=PremiumPart.Kind.AID_ACCOUNT).select_related(
        "premium__member", "payer", "grant"
    )


def _premium_lines(person: Any, year: int, month: int) -> list[Line]:
    """What premiums took, and what came back where they were not paid (P120)."""
    lines = []
    for part in _premiums().filter(Q(payer=person) | Q(premium__member=person)):
        premium = part.premium
        moments = [(premium.created_at, part.amount_fen)]
        if premium.state in (PremiumState.FAILED, PremiumState.REFUNDED):
            moments.append((premium.known_at, -part.amount_fen))
        for at, amount_fen in moments:
            day = clock.local(at)
            if (day.year, day.month) == (year, month):
                lines.append(_premium_line(person, part, at, amount_fen))
    return lines


def _premium_line(person: Any, part: PremiumPart, at: datetime, amount_fen: int) -> Line:
    is_payer = part.payer_id == person.pk
    return Line(
        way=GIVEN if is_payer else RECEIVED,
        at=at,
        other=part.premium.member if is_payer else part.payer,
        relation=part.grant.relation,
        place=f"{part.premium.year} 年居民医保费",
        amount_fen=amount_fen,
    )


def first_month(person: Any) -> date | None:
    """First day of the month of the first payment (Shanghai time); None where there is none."""
    bills = _parts().filter(Q(payer=person) | Q(settlement__person=person))
    yearly = _premiums().filter(Q(payer=person) | Q(premium__member=person))
    moments = [
        bills.aggregate(at=Min("settlement__setl_time"))["at"],
        yearly.aggregate(at=Min("premium__created_at"))["at"],
    ]
    known = [moment for moment in moments if moment is not None]
    return clock.local(min(known)).date().replace(day=1) if known else None
