"""What a year cost a person: by month and by who paid, less what was refunded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import ExtractMonth, TruncMonth

from ..models import SettlementPart
from . import bills


@dataclass(frozen=True, slots=True)
class MonthSpending:
    """One month in 分: by kind of payer (FUND, OWN_ACCOUNT, WALLET, …, CASH), and bills."""

    month: int
    bills: int
    paid: Mapping[str, int]

    @property
    def total_fen(self) -> int:
        """What care cost in the month."""
        return sum(self.paid.values())


def of_year(person: Any, year: int) -> list[MonthSpending]:
    """Months with bills, January first (Shanghai time); two statements whatever the bills."""
    counts = (
        bills.of_person(person)
        .filter(setl_time__year=year)
        .order_by()
        .values(month=ExtractMonth("setl_time"))
        .annotate(bills=Count("pk"))
    )
    sums = (
        SettlementPart.objects.filter(settlement__person=person, settlement__setl_time__year=year)
        .exclude(settlement__state="REVERSED")
        .order_by()
        .values("kind", month=ExtractMonth("settlement__setl_time"))
        .annotate(paid=Sum(F("amount_fen") - F("refunded_fen")))
    )
    paid: dict[int, dict[str, int]] = {}
    for row in sums:
        paid.setdefault(row["month"], {})[row["kind"]] = row["paid"]
    return [
        MonthSpending(row["month"], row["bills"], paid.get(row["month"], {}))
        for row in sorted(counts, key=lambda one: one["month"])
    ]


def of_months(
    *people: Any, months: set[tuple[int, int]]
) -> dict[tuple[int, int], Mapping[str, int]]:
    """Who paid how much in whole months (Shanghai time), by (year, month), less refunds, in 分.

    One statement whatever the number of bills and people.
    """
    chosen = Q(pk__in=[])
    for year, month in months:
        chosen |= Q(settlement__setl_time__year=year, settlement__setl_time__month=month)
    sums = (
        SettlementPart.objects.filter(chosen, settlement__person__in=people)
        .exclude(settlement__state="REVERSED")
        .order_by()
        .values("kind", month=TruncMonth("settlement__setl_time"))
        .annotate(paid=Sum(F("amount_fen") - F("refunded_fen")))
    )
    found: dict[tuple[int, int], dict[str, int]] = {key: {} for key in months}
    for row in sums:
        found[row["month"].year, row["month"].month][row["kind"]] = row["paid"]
    return found
