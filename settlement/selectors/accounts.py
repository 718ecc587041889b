"""Reading personal accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from ..models import LedgerAccount, LedgerEntry, PersonYear


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


def balance_of(person: Any) -> int | None:
    """Balance in 分; None where there is no account."""
    account = personal(person)
    return None if account is None else account.balance_fen


def movements(
    account: LedgerAccount, *, year: int | None = None, before: int | None = None, limit: int = 20
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
