"""What waits for somebody whose account was closed (待领款)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..models import LedgerAccount, Posting, Refund


@dataclass(frozen=True, slots=True)
class Waiting:
    """The closed account and what waits, in 分; ``is_in_work``: finance has begun to pay it out."""

    closed_at: datetime | None
    amount_fen: int
    is_in_work: bool


def waiting_of(person: Any) -> Waiting | None:
    """None where the account is open and nothing waits."""
    kinds = LedgerAccount.Kind
    rows = LedgerAccount.objects.filter(person=person, kind__in=[kinds.PERSONAL, kinds.SUSPENSE])
    held = {row.kind: row for row in rows}
    own, waits = held.get(kinds.PERSONAL), held.get(kinds.SUSPENSE)
    closed_at = own.closed_at if own else None
    amount = waits.balance_fen if waits else 0
    if closed_at is None and not amount:
        return None
    is_in_work = waits is not None and waits.payouts.filter(state="PROPOSED").exists()
    return Waiting(closed_at, amount, is_in_work)


def swept(refunds: Iterable[Refund]) -> set[tuple[Any, Any]]:
    """Refund and account of every part that went on to what waits; refunds with their parts."""
    parts = [(one.pk, part.account_id) for one in refunds for part in one.parts.all()]
    names = {f"sweep:refund:{refund}:{account}": (refund, account) for refund, account in parts}
    found = Posting.objects.filter(business__in=names).values_list("business", flat=True)
    return {names[business] for business in found}
