"""The statement of one account: what stood there, what came in and went out, what stands there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum

from yibao.kernel.clock import SHANGHAI

from ..models import LedgerAccount, LedgerEntry

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Statement:
    """One account from ``first`` to ``last`` (both in it, Shanghai days); amounts in 分."""

    account: LedgerAccount
    first: date
    last: date
    opening_fen: int
    income_fen: int
    spent_fen: int
    count: int

    @property
    def closing_fen(self) -> int:
        """What stands there at the end of the last day."""
        return self.opening_fen + self.income_fen - self.spent_fen


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with the balance after it, in 分."""

    entry: Any
    balance_fen: int


def statement_of(account: LedgerAccount, first: date, last: date) -> Statement:
    """Credit is income; entries are added up anew, whatever balance the account shows."""
    begins = datetime.combine(first, time(), SHANGHAI)
    before = LedgerEntry.objects.filter(account=account, posting__created_at__lt=begins)
    opening = before.aggregate(fen=Sum(F("credit_fen") - F("debit_fen")))["fen"] or 0
    rows = _rows(account, first, last)
    sums = rows.aggregate(income=Sum("credit_fen"), spent=Sum("debit_fen"))
    income, spent = sums["income"] or 0, sums["spent"] or 0
    return Statement(account, first, last, opening, income, spent, rows.count())


def lines(statement: Statement, *, limit: int | None = None) -> Iterator[Line]:
    """The entries of the period, oldest first, a few hundred at a time."""
    rows = _rows(statement.account, statement.first, statement.last)
    rows = rows.select_related("posting__settlement__institution").order_by(
        "posting__created_at", "pk"
    )
    rows = rows.defer("posting__settlement__breakdown", "posting__settlement__case_document")
    balance = statement.opening_fen
    found = rows[:limit] if limit is not None else rows.iterator(chunk_size=_CHUNK)
    for entry in found:
        balance += entry.credit_fen - entry.debit_fen
        yield Line(entry, balance)


def accounts_of(people: list[Any]) -> QuerySet[LedgerAccount]:
    """Every account that these people hold."""
    return (
        LedgerAccount.objects.filter(person__in=people)
        .select_related("person")
        .order_by("person", "kind")
    )


def _rows(account: LedgerAccount, first: date, last: date) -> QuerySet[LedgerEntry]:
    begins, ends = (
        datetime.combine(day, time(), SHANGHAI) for day in (first, last + timedelta(days=1))
    )
    return LedgerEntry.objects.filter(
        account=account, posting__created_at__gte=begins, posting__created_at__lt=ends
    )
