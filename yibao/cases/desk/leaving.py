"""When an officer stops or is away: what is in hand or kept goes back to the queue (T27).

Promises to citizens do not move. What was typed and not sent stays as the officer's draft.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from yibao.kernel import clock, moments

from .. import duty, moves
from ..looks import blindness as looks
from ..looks import steps as look_steps
from ..models import Case, Lease, WorkProfile
from ..states import CaseState

LEFT = "cases.case.officer_left"
_NOTE = "处理人不再审核"


def let_go(*, by: Any, staff: Any) -> int:
    """Put back every case that a member of staff holds or that is kept for them; says how many.

    Second looks in hand go back as well. Safe to repeat.
    """
    mine = Q(state=CaseState.IN_REVIEW, reviewer_id=staff.pk) | Q(
        state=CaseState.OPEN, kept_for_id=staff.pk
    )
    with transaction.atomic():
        refs = list(Case.objects.filter(mine).order_by("pk").values_list("ref", flat=True))
        done = sum(_let_go(by, staff, ref) for ref in refs)
        for look in looks.held_by(staff):
            look_steps.put_back(by=staff, pk=look.pk)
    return done


def let_go_of_away(*, by: Any) -> int:
    """Put back what is held by or kept for officers whose absence has begun; says how many."""
    keeping = Case.objects.filter(state=CaseState.OPEN, kept_for__isnull=False)
    busy = set(Lease.objects.values_list("holder_id", flat=True))
    busy |= set(keeping.values_list("kept_for_id", flat=True))
    profiles = WorkProfile.objects.select_related("staff__tenant").filter(
        _has_begun(), staff_id__in=busy
    )
    away = [one.staff_id for one in profiles if duty.is_away(one, clock.today(one.staff.tenant))]
    staff = get_user_model().objects.filter(pk__in=away)
    return sum(let_go(by=by, staff=one) for one in staff)


def _has_begun() -> Q:
    return moments.due(
        lambda now: Q(away_from__lte=clock.local(now).date()), tenant="staff__tenant"
    )


def _let_go(by: Any, staff: Any, ref: str) -> bool:
    case = moves.locked(by=by, ref=ref)
    if case.state == CaseState.IN_REVIEW and case.reviewer_id == staff.pk:
        moves.move(by=by, case=case, to=CaseState.OPEN, note=_NOTE, verb=LEFT)
        return True
    if case.state == CaseState.OPEN and case.kept_for_id == staff.pk:
        moves.set_keep(case, None)
        case.save(update_fields=moves.KEPT_FIELDS)
        moves.write_event(by=by, case=case, verb=LEFT, note=_NOTE)
        return True
    return False
