"""What was spent under a grant in a day and a year (I15, T67): counted where the money moves.

Counters are locked after the accounts, in the order of the grants. Whoever spends a grant holds the
payer's account already, so that two settlements never count at once; the database holds the cap.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from yibao.kernel import clock

from ..models import AidUse, RefundPart, Settlement, SettlementPart

DAY, YEAR = AidUse.Kind.DAY, AidUse.Kind.YEAR
_AID = SettlementPart.Kind.AID_ACCOUNT


@dataclass(frozen=True, slots=True)
class Spent:
    """分 that a grant has paid on a day and in its year, less what went back."""

    day_fen: int = 0
    year_fen: int = 0


def spent(*, by: Any, grant_ids: Iterable[UUID], day: date, lock: bool) -> dict[UUID, Spent]:
    """What each grant has paid by now; ``lock`` keeps the rows until the transaction ends."""
    wanted = sorted(grant_ids)
    rows = AidUse.objects.filter(grant__in=wanted, starts_on__in={day, _first(day)})
    if lock:
        rows = rows.select_for_update(of=("self",))
    held = {(row.grant_id, row.kind, row.starts_on): row.used_fen for row in rows.order_by("grant")}
    return {
        one: Spent(held.get((one, DAY, day), 0), held.get((one, YEAR, _first(day)), 0))
        for one in wanted
    }


def _first(day: date) -> date:
    return date(day.year, 1, 1)


def raise_by(*, by: Any, settlement: Settlement, parts: Iterable[SettlementPart]) -> None:
    """Count what relatives pay of a bill that is being written; their accounts are locked."""
    paid = [(part.grant, part.amount_fen) for part in parts if part.kind == _AID]
    count(by=by, day=day_of(by=by, settlement=settlement), paid=paid)


def count(*, by: Any, day: date, paid: Iterable[tuple[Any, int]]) -> None:
    """Count what was paid on a day under each grant, in 分; the accounts are locked."""
    rows = [(grant, amount) for grant, amount in paid if amount > 0]
    for grant, amount in sorted(rows, key=lambda one: one[0].pk):
        _count(grant.pk, DAY, day, amount, grant.daily_cap_fen)
        _count(grant.pk, YEAR, _first(day), amount, grant.annual_cap_fen)


def _count(
    grant_id: UUID, kind: str, starts_on: date, amount_fen: int, cap_fen: int | None
) -> None:
    AidUse.objects.bulk_create(
        [AidUse(grant_id=grant_id, kind=kind, starts_on=starts_on)], ignore_conflicts=True
    )
    AidUse.objects.filter(grant=grant_id, kind=kind, starts_on=starts_on).update(
        used_fen=F("used_fen") + amount_fen, cap_fen=cap_fen
    )


def give_back(*, by: Any, settlement: Settlement, rows: Iterable[RefundPart]) -> None:
    """Lower the counters of the day and year of the bill by what goes back (P119)."""
    back: dict[UUID, int] = {}
    for row in rows:
        if row.part.kind == _AID:
            back[row.part.grant_id] = back.get(row.part.grant_id, 0) + row.amount_fen
    take_off(by=by, day=day_of(by=by, settlement=settlement), back=back)


def take_off(*, by: Any, day: date, back: dict[UUID, int]) -> None:
    """Lower the counters of a day and its year by what goes back under each grant, in 分."""
    for grant_id, amount in sorted(back.items()):
        for kind, starts_on in ((DAY, day), (YEAR, _first(day))):
            AidUse.objects.filter(grant=grant_id, kind=kind, starts_on=starts_on).update(
                used_fen=F("used_fen") - amount
            )


def day_of(*, by: Any, settlement: Settlement) -> date:
    """The day in Shanghai on which the bill was settled."""
    return clock.local(settlement.setl_time).date()


def left(*, by: Any, cap_fen: int | None, used_fen: int) -> int | None:
    """What a cap still allows in 分; None where there is no cap."""
    return None if cap_fen is None else max(0, cap_fen - used_fen)
