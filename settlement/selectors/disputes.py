"""Reading doubts about bills: of one bill, of one login, and who may ask."""

from typing import Any

from django.db.models import QuerySet

from family.selectors import bindings
from yibao.cases.events import Involved

from ..models import Dispute, Settlement, SettlementPart
from ..states import DisputeState

#: So often a bill is asked about online; after that somebody should talk.
MOST_A_BILL = 3
WORDS_MOST = 500


def may_ask(user: Any, bill: Settlement) -> bool:
    """The patient; of a child under 16 the parent or guardian (seeing a bill is not enough)."""
    if user.person_id is None:
        return False
    return user.person_id == bill.person_id or bindings.is_guardian(user.person, bill.person)


def of_bill(bill: Settlement) -> list[Dispute]:
    """What was asked about a bill, newest first."""
    rows = Dispute.objects.filter(settlement=bill).select_related("case")
    return list(rows.order_by("-created_at", "-pk"))


def own(user: Any, ref: str) -> Dispute | None:
    """One question of this login; anybody else's looks like none (T31)."""
    rows = Dispute.objects.select_related("case", "settlement__institution", "settlement__person")
    return rows.filter(ref=ref, user=user).first()


def open_of(user: Any) -> QuerySet[Dispute]:
    """What this login waits for."""
    rows = Dispute.objects.filter(user=user, state=DisputeState.OPEN)
    return rows.select_related("settlement__person", "case").order_by("created_at")


def of_case(case: Any) -> Dispute | None:
    """The doubt that a case is about."""
    rows = Dispute.objects.select_related(
        "user__person", "settlement__institution", "settlement__person"
    )
    return rows.filter(ref=case.subject).first()


def involved(case: Any) -> Involved | None:
    """The patient, who asked and whose accounts paid decide nothing about it (T32)."""
    row = of_case(case)
    if row is None:
        return None
    paid = SettlementPart.objects.filter(settlement=row.settlement_id, payer__isnull=False)
    persons = {row.settlement.person.certno_index}
    persons |= set(paid.values_list("payer__certno_index", flat=True))
    if row.user.person is not None:
        persons.add(row.user.person.certno_index)
    return Involved.of(persons)
