"""How members of staff work: their queues, when they are away (feature 31)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q, QuerySet

from yibao.audit import services as audit
from yibao.kernel import clock

from .. import duty
from ..desk_errors import AwayDatesWrong
from ..models import WorkProfile
from ..queues import tabs as queues

RIGHT = "decide_case"


def types_for(user: Any) -> list[str] | None:
    """Case types of the queues that the officer works on; None for all of them."""
    wanted = duty.profile_of(user).queues
    if not wanted:
        return None
    return [code for queue in wanted for code in queues.types_of(queue)]


def officers(tenant: Any) -> QuerySet:
    """Staff of a tenant who decide cases and may sign in."""
    right = Permission.objects.filter(codename=RIGHT, content_type__app_label="cases")
    given = Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    rows = get_user_model().objects.filter(given, is_staff=True, is_active=True)
    return rows.filter(tenant=tenant).distinct().order_by("display_name", "username")


def set_queues(*, by: Any, staff: Any, codes: Iterable[str]) -> WorkProfile:
    """Which queues a member of staff works on; unknown codes fall away, none means all."""
    wanted = [code for code in queues.QUEUES if code in set(codes)]
    with transaction.atomic():
        row, _ = WorkProfile.objects.select_for_update().get_or_create(staff_id=staff.pk)
        row.queues = [] if len(wanted) == len(queues.QUEUES) else wanted
        row.save(update_fields=["queues"])
        audit.record("cases.staff.queues_set", by=by, subject=staff, data={"queues": row.queues})
    return row


def set_away(*, by: Any, staff: Any, since: date | None, until: date | None) -> WorkProfile:
    """When a member of staff is away; without an end until further notice, without a beginning
    there. Raises ``AwayDatesWrong``."""
    if until is not None and (since is None or until < max(since, clock.today(staff.tenant))):
        raise AwayDatesWrong
    with transaction.atomic():
        row, _ = WorkProfile.objects.select_for_update().get_or_create(staff_id=staff.pk)
        row.away_from, row.away_until = since, until
        row.save(update_fields=["away_from", "away_until"])
        audit.record(
            "cases.staff.away_set",
            by=by,
            subject=staff,
            data={"from": _text(since), "until": _text(until)},
        )
    return row


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
