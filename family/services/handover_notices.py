"""Telling both sides in time: 30 and 7 days before 16, 30 days before a guardian's end (P83, P84).

A notice is sent once, by its key; after days without a run the one that is due now is sent.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from accounts.selectors import people, regions
from yibao.kernel import clock, moments
from yibao.kernel.batches import Walk
from yibao.notices import services as notices

from .. import selectors
from ..data import Relation, relation_word
from ..models import Binding
from ..rules import handover as growing
from ..states import LIVE_BINDINGS, BindingState
from . import binding_moves

_FIRST = growing.NOTICE_DAYS[0]
# A day's slack on both sides: the rule on the day of turning is asked for each binding.
_SLACK = timedelta(days=1)
_TWO_YEARS = timedelta(days=690)
_PAST_18 = timedelta(days=760)


def tell_ahead(*, by: Any, walk: Walk | None = None) -> int:
    """Send every notice that is due today by the tenant's clock; how many bindings it is about.

    ``walk`` says where to begin and how far to go, and knows afterwards whether any are left.
    """
    due = moments.due(_is_near, tenant="tenant")
    rows = (walk or Walk()).rows(Binding.objects.filter(due).only("pk"))
    return sum(_tell_one(by, row.pk) for row in rows)


def _is_near(now: datetime) -> Q:
    today = clock.local(now).date()
    ahead = today + timedelta(days=_FIRST) + _SLACK
    turning = Q(
        state=BindingState.ACTIVE,
        consented_at__isnull=True,
        turns_16_on__gte=today,
        turns_16_on__lte=ahead,
    )
    wards = Q(
        relation=Relation.WARD,
        state__in=LIVE_BINDINGS,
        turns_16_on__lte=ahead - _TWO_YEARS,
        began_at__lt=F("turns_16_on") + _PAST_18,
    )
    return turning | wards


def _tell_one(by: Any, pk: Any) -> bool:
    with transaction.atomic():
        binding = binding_moves.locked(by=by, binding_id=pk)
        policy = selectors.policies.of_person(binding.holder)
        day, birth = clock.today(binding.tenant), binding.member.birth_date
        standing = selectors.handover.standing(binding)
        if standing.phase == growing.Phase.CHILD and binding.state == BindingState.ACTIVE:
            stage = growing.notice_due(standing.turns_16_on, day)
            days = policy.consent16_grace_days
            return _tell(by, binding, "family_turning_16", stage, standing.turns_16_on, days)
        ends = growing.grown_up_on(birth, policy)
        if binding.relation != Relation.WARD or binding.state not in LIVE_BINDINGS:
            return False
        if clock.local(binding.began_at).date() >= ends:
            return False
        stage = growing.notice_due(ends, day, (_FIRST,))
        return _tell(by, binding, "family_guardianship_ends", stage, ends)


def _tell(
    by: Any, binding: Binding, code: str, stage: int | None, day: date, grace_days: int = 0
) -> bool:
    """Both sides, each once a stage; False where nothing is due or nobody can be told."""
    if stage is None:
        return False
    words = {
        "day": day,
        "grace_days": grace_days,
        "service": settings.SERVICE_NAME,
        "hotline": regions.hotline_of(selectors.policies.region_of(binding.member)),
    }
    sides = (
        (
            binding.holder,
            {
                "is_holder": True,
                "name": binding.member.masked_name,
                "relation": relation_word(binding.relation, binding.member.gend),
            },
        ),
        (
            binding.member,
            {
                "is_holder": False,
                "name": binding.holder.masked_name,
                "relation": selectors.bindings.presenter_word(binding),
            },
        ),
    )
    return any([_post(by, binding, code, stage, one, words | more) for one, more in sides])


def _post(
    by: Any, binding: Binding, code: str, stage: int, person: Any, words: dict[str, Any]
) -> bool:
    user = people.user_of(person)
    if user is None or person.deceased_on is not None:
        return False
    is_holder = words["is_holder"]
    notices.post_once(
        code,
        key=f"{code}:{binding.ref}:{stage}:{user.pk}",
        by=by,
        user=user,
        context=words,
        link=binding_moves.AT_FAMILY if is_holder else binding_moves.AT_BOUND_BY,
        sms=True,
    )
    return True
