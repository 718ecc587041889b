"""What partners are told of bills, visits, reconciliations and clearings: public ids only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yibao.kernel import clock

from ..models import Clearing, OfflineBill, Reconciliation, Refund, Settlement, Visit
from ..states import OfflineState


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: whose it is, its ids, when it happened, its place among the facts of the object.

    ``mark`` tells two facts of one kind about the same object apart.
    """

    institution_id: int
    ids: dict[str, str]
    at: datetime
    sequence: int = 1
    mark: str = ""


def settled(settlement_id: str) -> Told:
    """A bill was settled."""
    row = _bill(settlement_id)
    return Told(row.institution_id, _ids(row), row.setl_time)


def refunded(refund_id: str) -> Told:
    """Part or all of a bill went back; later refunds have higher numbers."""
    row = Refund.objects.select_related("settlement__visit").get(pk=refund_id)
    ids = {"refund_setl_id": row.refund_setl_id, **_ids(row.settlement)}
    return Told(row.settlement.institution_id, ids, row.created_at, 1 + _place(row))


def reversed_(settlement_id: str) -> Told:
    """A bill was taken back as a whole (冲正); always the last fact about it."""
    row = _bill(settlement_id)
    last = row.refunds.order_by("-created_at", "-id").first()
    at = last.created_at if last else row.attempt.ended_at
    return Told(row.institution_id, _ids(row), at, 1 + row.refunds.count())


def cancelled(visit_id: str) -> Told:
    """A visit was cancelled; the row does not keep when, so the time is that of telling."""
    row = Visit.objects.get(pk=visit_id)
    ids = {"visit_id": row.visit_id, "mdtrt_id": row.mdtrt_id}
    return Told(row.institution_id, ids, clock.now())


def compared(reconciliation_id: str) -> Told:
    """The details of a reconciliation were compared."""
    row = Reconciliation.objects.get(pk=reconciliation_id)
    ids = {"reconciliation_id": row.ref}
    at = row.finished_at or row.created_at
    return Told(row.institution_id, ids, at, mark=f"{row.upload or ''}")


def paid(clearing_id: str) -> Told:
    """A month was paid."""
    row = Clearing.objects.get(pk=clearing_id)
    return Told(row.institution_id, {"clearing_id": row.ref}, row.paid_at)


def offline_checked(offline_bill_id: str) -> Told:
    """A bill taken without a network was checked; after an officer's word once more."""
    row = OfflineBill.objects.select_related("settlement__visit").get(pk=offline_bill_id)
    ids = {"offline_bill_id": row.ref}
    if row.settlement is not None:
        ids |= _ids(row.settlement)
    sequence = 2 if row.case_ref and row.state != OfflineState.CASE else 1
    return Told(row.institution_id, ids, row.checked_at, sequence, mark=row.state)


def _bill(settlement_id: str | UUID) -> Settlement:
    return Settlement.objects.select_related("visit", "attempt").get(pk=settlement_id)


def _ids(row: Settlement) -> dict[str, str]:
    return {
        "setl_id": row.setl_id,
        "visit_id": row.visit.visit_id,
        "mdtrt_id": row.visit.mdtrt_id,
    }


def _place(row: Refund) -> int:
    rows: Any = row.settlement.refunds.filter(created_at__lte=row.created_at)
    return rows.count()
