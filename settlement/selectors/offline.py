"""Reading bills that were taken without a network (feature 21)."""

from typing import Any

from django.db.models import QuerySet

from yibao.cases.events import Involved
from yibao.kernel.errors import registry

from ..errors.offline import OfflineBillNotFound
from ..models import OfflineBill, OfflineDay, Settlement
from ..states import OfflineState


def of_institution(institution: Any) -> QuerySet[OfflineBill]:
    """What the tills of one institution uploaded."""
    return OfflineBill.objects.filter(institution=institution).select_related("settlement")


def one_of(institution: Any, ref: str) -> OfflineBill:
    """One of the institution's own; another's looks like none (T31)."""
    row = of_institution(institution).filter(ref=ref).first()
    if row is None:
        raise OfflineBillNotFound
    return row


def of_bill(bill: Settlement) -> OfflineBill | None:
    """What a settled bill came from, where it was taken without a network."""
    return OfflineBill.objects.filter(settlement=bill).first()


def of_case(case: Any) -> OfflineBill | None:
    """The bill that a case is about."""
    rows = OfflineBill.objects.select_related("institution", "person", "offline_pass")
    return rows.filter(ref=case.subject).first()


def day_of(row: OfflineBill) -> OfflineDay | None:
    """What the person was trusted with on that day."""
    return OfflineDay.objects.filter(person=row.person_id, day=row.day).first()


def open_of(person: Any) -> list[OfflineBill]:
    """What is not over yet for a person."""
    rows = OfflineBill.objects.filter(
        person=person, state__in=[OfflineState.RECEIVED, OfflineState.CASE]
    )
    return list(rows.select_related("institution").order_by("taken_at"))


def involved(case: Any) -> Involved | None:
    """Whose bill it is decides nothing about it (T32)."""
    row = of_case(case)
    if row is None or row.person is None:
        return None
    return Involved.of({row.person.certno_index})


def reason_words(row: OfflineBill, *, for_patient: bool = False) -> str:
    """Why it was not settled as it came, in words; empty where it was."""
    kind = registry().get(row.reason) if row.reason else None
    if kind is None:
        return ""
    return (kind.patient_text if for_patient else "") or kind.title
