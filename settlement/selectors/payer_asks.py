"""Bills that ask a relative to pay, as that relative's phone reads them (P113)."""

from typing import Any

from django.db.models import QuerySet

from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from ..models import Settlement, VisitPayer
from ..states import PayerWordState


def _rows() -> "QuerySet[VisitPayer]":
    return VisitPayer.objects.select_related(
        "visit__institution", "visit__person", "visit__scan", "person"
    )


def waiting_for(person: Any) -> list[VisitPayer]:
    """Amounts that wait for this person's word now, the most urgent first."""
    now = clock.now(person.tenant)
    rows = _rows().filter(person=person, state=PayerWordState.WAITING, expires_at__gt=now)
    return list(rows.order_by("expires_at", "pk"))


def of_payer(person: Any, ref: str) -> VisitPayer:
    """One question to this payer in any state; anybody else's does not exist (T31)."""
    row = _rows().filter(person=person, ref=ref).first()
    if row is None:
        raise NotFound
    return row


def of_visit(visit: Any) -> VisitPayer | None:
    """The question of a visit that the patient waits for, or that came to nothing."""
    rows = VisitPayer.objects.select_related("person").filter(visit=visit)
    rows = rows.exclude(state=PayerWordState.STANDING)
    return rows.order_by("-asked_at", "-added_at").first()


def standing(row: VisitPayer) -> PayerWordState:
    """The state now: what nobody answered in time has expired, whatever the row still says."""
    state = PayerWordState(row.state)
    is_late = row.expires_at is not None and row.expires_at <= clock.now(row.person.tenant)
    return PayerWordState.EXPIRED if state == PayerWordState.WAITING and is_late else state


def paid_fen(row: VisitPayer) -> int | None:
    """What the account paid for the visit in the end, in 分; None before it is settled."""
    bill = Settlement.objects.filter(visit=row.visit_id).exclude(state="REVERSED").first()
    if bill is None:
        return None
    parts = bill.parts.filter(kind="AID_ACCOUNT", payer=row.person_id)
    return sum(part.amount_fen for part in parts)
