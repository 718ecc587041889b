"""Which case comes next for an officer: what is kept for them, then the rest (ux: 取下一件)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from yibao.kernel import clock

from .. import areas, conflicts, duty, four_eyes
from ..models import Barred, Case, Decision, Kept, Level, Skip
from ..queues import tabs as queues
from ..states import CaseState

#: So long a case is not offered to somebody who passed it by.
SKIPPED_FOR = timedelta(hours=24)
_ORDER = ("-priority", "due_at", "id")


def first(
    officer: Any, *, queue: str = "", types: Iterable[str] | None = None, without: Sequence[Any]
) -> Case | None:
    """Lock and answer the next case; rows that somebody else has locked are stepped over.

    Call it inside a transaction.
    """
    rows = open_to(officer, queue=queue, types=types).exclude(pk__in=without)
    free = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    free = free.select_related("tenant").order_by(*_ORDER)
    mine = free.filter(reserved(officer), kept_for_id=officer.pk).exclude(kept_why=Kept.HELD)
    return mine.first() or free.exclude(reserved(officer)).first()


def reserved(officer: Any) -> Q:
    """Cases kept for somebody now: until a moment, or until given to another."""
    moment = clock.now(officer.tenant)
    return Q(kept_for__isnull=False) & (Q(kept_until__isnull=True) | Q(kept_until__gt=moment))


def open_to(
    officer: Any, *, queue: str = "", types: Iterable[str] | None = None
) -> "QuerySet[Case]":
    """Waiting cases that this officer may take at all, kept ones of others among them.

    The own districts and queues, never own or kin's matters, nor where the officer said the first
    word; referred ones for leads only; nothing passed by within a day (T32, P181, settled 18).
    """
    rows = Case.objects.filter(state=CaseState.OPEN).exclude(applicant_id=officer.pk)
    if not officer.is_superuser:
        rows = rows.filter(tenant_id=officer.tenant_id)
    if not duty.is_lead(officer):
        rows = rows.filter(level=Level.OFFICER)
    strict = Q(case_type__in=four_eyes.strict_types())
    if not conflicts.has_declared(officer):
        rows = rows.exclude(strict)
    rows = rows.filter((~strict & Q(region_code="")) | areas.within(officer))
    rows = rows.filter(_of_queues(officer, queue))
    if types is not None:
        rows = rows.filter(case_type__in=list(types))
    offered = ~Exists(_skipped(officer)) | Q(kept_for_id=officer.pk)
    return rows.filter(offered, ~Exists(_barred(officer)), ~_said(officer))


def _of_queues(officer: Any, queue: str) -> Q:
    """The queues that the officer works on, narrowed to the one asked for."""
    own = set(duty.profile_of(officer).queues)
    if queue:
        own = {queue} if not own or queue in own else set()
        if not own:
            return Q(pk__in=[])
    found = Q()
    for code in sorted(own):
        found |= queues.in_queue(code)
    return found


def _barred(officer: Any) -> "QuerySet[Barred]":
    mine = Q(staff_id=officer.pk) | Q(person_index__in=conflicts.indexes_of(officer))
    return Barred.objects.filter(mine, case=OuterRef("pk"))


def _skipped(officer: Any) -> "QuerySet[Skip]":
    since = clock.now(officer.tenant) - SKIPPED_FOR
    return Skip.objects.filter(case=OuterRef("pk"), staff_id=officer.pk, at__gt=since)


def _said(officer: Any) -> Exists:
    """The first word of this officer, since the case was last returned."""
    returned = Decision.objects.filter(
        case=OuterRef("case"), kind=Decision.Kind.RETURN, at__gte=OuterRef("at")
    )
    return Exists(
        Decision.objects.filter(
            ~Exists(returned),
            case=OuterRef("pk"),
            decider_id=officer.pk,
            stage=Decision.Stage.FIRST,
        )
    )
