"""Blind second looks: who may not read what, so that the second word is one's own (feature 42).

While a look is open, everybody who could take it finds nothing of the case: not the case, its
request, its binding, its decisions or its log, by no address. Pages ask ``hides`` for one case and
filter lists by ``hidden_ids``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from yibao.audit.models import AuditEvent
from yibao.kernel import clock

from .. import areas, conflicts
from ..errors import LeadNeeded
from ..models import Barred, Case, Decision, SecondLook

RIGHT = "cases.second_look"
LEAD = "cases.lead_cases"
OPEN = (SecondLook.State.WAITING, SecondLook.State.TAKEN)


def may_look(user: Any) -> bool:
    """Whether this member of staff takes second looks at all; a superuser does not."""
    return bool(user.is_active and not user.is_superuser and user.has_perm(RIGHT))


def hides(reader: Any, case: Case | None) -> bool:
    """Whether the case and all that tells of it are closed to this reader now."""
    if case is None or not may_look(reader):
        return False
    return _closed_to(reader).filter(case_id=case.pk).exists()


def hidden_ids(reader: Any) -> "QuerySet[SecondLook, UUID]":
    """Primary keys of the cases closed to this reader, to be used as a subquery."""
    found = _closed_to(reader) if may_look(reader) else SecondLook.objects.none()
    return found.values_list("case_id", flat=True)


def _closed_to(reader: Any) -> "QuerySet[SecondLook]":
    """Open looks that the reader could take.

    Not at own decisions, not looked at before, and not read between decision and draw: who knows
    the answer is not asked.
    """
    decided = Decision.objects.filter(case=OuterRef("case"), decider_id=reader.pk)
    looked = SecondLook.objects.filter(
        case=OuterRef("case"), reviewer_id=reader.pk, state=SecondLook.State.DONE
    )
    read = AuditEvent.objects.filter(
        Q(subject=OuterRef("case__subject")) | Q(subject=OuterRef("case_name")),
        actor=f"user:{reader.pk}",
        at__gt=OuterRef("decision__at"),
        at__lt=OuterRef("drawn_at"),
    )
    named = Concat(Value("cases.case:"), Cast("case_id", CharField()))
    return (
        SecondLook.objects.filter(state__in=OPEN)
        .annotate(case_name=named)
        .filter(~Exists(decided), ~Exists(looked), ~Exists(read))
    )


# ---- what an officer may take ----


def takeable(officer: Any) -> "QuerySet[SecondLook]":
    """Looks that nobody has in hand, oldest first: of the own districts, never own or kin's."""
    if not may_look(officer):
        return SecondLook.objects.none()
    barred = Barred.objects.filter(
        Q(person_index__in=conflicts.indexes_of(officer)) | Q(staff_id=officer.pk)
    )
    free = Q(state=SecondLook.State.WAITING) | Q(
        state=SecondLook.State.TAKEN, expires_at__lt=clock.now()
    )
    return (
        _closed_to(officer)
        .filter(free, areas.within(officer, "case__region_code"), case__tenant=officer.tenant_id)
        .exclude(case__in=barred.values("case"))
        .exclude(case__applicant=officer.pk)
        .order_by("drawn_at", "id")
    )


def held_by(officer: Any) -> "QuerySet[SecondLook]":
    """Looks in this officer's hand."""
    return SecondLook.objects.filter(
        reviewer_id=officer.pk, state=SecondLook.State.TAKEN, expires_at__gte=clock.now()
    ).order_by("taken_at", "id")


def may_read(officer: Any, cases: Iterable[UUID]) -> bool:
    """Whether the officer has a look at one of these cases in hand, and so may see its papers."""
    return held_by(officer).filter(case_id__in=list(cases)).exists()


def is_free(row: SecondLook, moment: datetime) -> bool:
    """Whether nobody has the look in hand."""
    is_over = row.expires_at is not None and row.expires_at < moment
    return row.state == SecondLook.State.WAITING or (
        row.state == SecondLook.State.TAKEN and is_over
    )


def could_take(officer: Any, row: SecondLook) -> bool:
    """Whether the look is one that this officer has not answered in any way."""
    return _closed_to(officer).filter(pk=row.pk).exists()


# ---- what leads see ----


def must_lead(user: Any) -> None:
    """Raise ``LeadNeeded`` for everybody but leads."""
    if not user.has_perm(LEAD):
        raise LeadNeeded


def disagreements(lead: Any) -> "QuerySet[SecondLook]":
    """Looks that came to another word, of the lead's districts; the unsettled first."""
    return (
        of_area(lead)
        .filter(state=SecondLook.State.DONE, agrees=False)
        .order_by(F("settled_at").asc(nulls_first=True), "-done_at")
    )


def of_area(lead: Any) -> "QuerySet[SecondLook]":
    """All looks at cases of the lead's districts."""
    rows = SecondLook.objects.select_related("case", "decision__decider", "reviewer", "settled_by")
    if lead.is_superuser:
        return rows
    return rows.filter(areas.within(lead, "case__region_code"), case__tenant=lead.tenant_id)
