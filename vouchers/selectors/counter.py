"""Reading the acts of counters."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from .. import rules
from ..models import CounterAct
from ..states import CounterState


def waiting(tenant: Any) -> QuerySet[CounterAct]:
    """Acts that a second clerk may confirm now, oldest first."""
    since = clock.now() - timedelta(hours=rules.COUNTER_WAIT_HOURS)
    return _rows(tenant).filter(state=CounterState.WAITING, began_at__gt=since).order_by("began_at")


def of_clerk_today(clerk: Any) -> QuerySet[CounterAct]:
    """What this clerk began or confirmed within the last day, newest first."""
    since = clock.now() - timedelta(days=1)
    own = _rows(clerk.tenant).filter(clerk=clerk) | _rows(clerk.tenant).filter(second_clerk=clerk)
    return own.filter(began_at__gt=since).order_by("-began_at")[:30]


def act(tenant: Any, ref: str) -> CounterAct:
    """One act of this tenant. Raises ``request.not_found``."""
    found = _rows(tenant).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def _rows(tenant: Any) -> QuerySet[CounterAct]:
    return CounterAct.objects.filter(tenant=tenant).select_related(
        "person", "clerk", "second_clerk"
    )
