"""Reading personal accounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Min, Sum
from django.db.models.functions import ExtractMonth

from ..models import LedgerAccount, LedgerEntry, PersonYear

PAGE = 20


@dataclass(frozen=True, slots=True)
class Movement:
    """One in or out of a personal account, in 分 (positive is in)."""

    at: datetime
    kind: str
    amount_fen: int
    place: str
    setl_id: str


def personal(person: Any) -> LedgerAccount | None:
    """The person's account; residents have none."""
    return LedgerAccount.objects.filter(kind=LedgerAccount.Kind.PERSONAL, person=person).first()


def trouble(person: Any) -> str:
    """MISSING, NOT_ACTIVATED or FROZEN; empty where the account may pay for others (P95)."""
    account = personal(person)
    if account is None or account.closed_at is not None:
        return "MISSING"
    if not account.is_activated:
        return "NOT_ACTIVATED"
    return "FROZEN" if account.is_frozen else ""


def balance_of(person: Any) -> int | None:
    """Balance in 分; None where there is no account."""
    account = personal(person)
    return None if account is None else account.balance_fen


def movements(
    account: LedgerAccount, *, year: int | None = None, before: int | None = None, limit: int = PAGE
) -> list[Any]:
    """Entries of the account, newest first; ``before`` is the id of the last row seen."""
    rows = LedgerEntry.objects.filter(account=account).select_related(
        "posting", "posting__settlement", "posting__settlement__institution"
    )
    if year is not None:
        rows = rows.filter(posting__created_at__year=year)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [
        (entry.pk, _movement(entry))
        for entry in rows.annotate(amount=F("credit_fen") - F("debit_fen")).order_by("-pk")[:limit]
    ]


def _movement(entry: Any) -> Movement:
    settlement = entry.posting.settlement
    return Movement(
        at=entry.posting.created_at,
        kind=entry.posting.kind,
        amount_fen=entry.amount,
        place=settlement.institution.name if settlement else "",
        setl_id=settlement.setl_id if settlement else "",
    )


def year_totals(account: LedgerAccount, year: int) -> tuple[int, int]:
    """What came in and what went out in a year, both positive 分."""
    sums = LedgerEntry.objects.filter(account=account, posting__created_at__year=year).aggregate(
        income=Sum("credit_fen"), spent=Sum("debit_fen")
    )
    return sums["income"] or 0, sums["spent"] or 0


@dataclass(frozen=True, slots=True)
class MonthFlow:
    """What came in and went out in one month, both positive 分."""

    month: int
    income_fen: int
    spent_fen: int


def months_of(account: LedgerAccount, year: int) -> list[MonthFlow]:
    """Months of a year with movements, January first (Shanghai time); one statement."""
    rows = (
        LedgerEntry.objects.filter(account=account, posting__created_at__year=year)
        .order_by()
        .values(month=ExtractMonth("posting__created_at"))
        .annotate(income=Sum("credit_fen"), spent=Sum("debit_fen"))
    )
    found = [MonthFlow(row["month"], row["income"], row["spent"]) for row in rows]
    return sorted(found, key=lambda one: one.month)


def every(account: LedgerAccount, year: int) -> Iterator[Movement]:
    """All movements of a year, newest first, a few hundred at a time; for a file."""
    rows = (
        LedgerEntry.objects.filter(account=account, posting__created_at__year=year)
        .select_related("posting", "posting__settlement", "posting__settlement__institution")
        .annotate(amount=F("credit_fen") - F("debit_fen"))
        .order_by("-pk")
    )
    for entry in rows.iterator(chunk_size=200):
        yield _movement(entry)


def years_of(account: LedgerAccount) -> list[int]:
    """Years with movements, newest first."""
    moments = LedgerEntry.objects.filter(account=account).aggregate(
        first=Min("posting__created_at"), last=Max("posting__created_at")
    )
    if moments["first"] is None:
        return []
    return list(range(moments["last"].year, moments["first"].year - 1, -1))


def year_counters(person: Any, year: int, insutype: str) -> dict[str, int]:
    """Yearly counters in 分 and the number of stays."""
    row = (
        PersonYear.objects.prefetch_related("counters")
        .filter(person=person, year=year, insutype=insutype)
        .first()
    )
    if row is None:
        return {"stays": 0}
    return {"stays": row.stays, **{item.name: item.used_fen for item in row.counters.all()}}
