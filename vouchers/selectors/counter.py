"""Reading the acts of counters."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.selectors import people
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from .. import rules
from ..data import CounterMatter
from ..events import counter_matters_wanted
from ..models import CounterAct
from ..states import CounterState

#: Key of a clerk's session: who was found at this desk, and how.
FOUND = "counter_found"


def found_at_desk(session: Any, person_id: UUID) -> tuple[Any, str] | None:
    """Whom this clerk's session has found, and how; an address alone opens nobody (T94).

    People are named by their key: their number would stand in addresses and logs (T89).
    """
    how = session.get(FOUND, {}).get(str(person_id))
    person = people.get(person_id) if how else None
    return (person, how) if person is not None else None


def waiting(tenant: Any) -> QuerySet[CounterAct]:
    """Acts that a second clerk may confirm now, oldest first."""
    since = clock.now(tenant) - timedelta(hours=rules.COUNTER_WAIT_HOURS)
    return _rows(tenant).filter(state=CounterState.WAITING, began_at__gt=since).order_by("began_at")


def of_clerk_today(clerk: Any) -> QuerySet[CounterAct]:
    """What this clerk began or confirmed within the last day, newest first."""
    since = clock.now(clerk.tenant) - timedelta(days=1)
    own = _rows(clerk.tenant).filter(clerk=clerk) | _rows(clerk.tenant).filter(second_clerk=clerk)
    return own.filter(began_at__gt=since).order_by("-began_at")[:30]


def act(tenant: Any, ref: str) -> CounterAct:
    """One act of this tenant. Raises ``request.not_found``."""
    found = _rows(tenant).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def matters(person: Any) -> list[CounterMatter]:
    """What upper apps offer to begin for a person."""
    answers = counter_matters_wanted.send(sender=CounterAct, person=person)
    return [matter for _, found in answers for matter in found or ()]


def _rows(tenant: Any) -> QuerySet[CounterAct]:
    return CounterAct.objects.filter(tenant=tenant).select_related(
        "person", "clerk", "second_clerk"
    )


def clerks_of(persons: Collection[Any], subjects: Collection[str]) -> set[Any]:
    """Row ids of everybody who had a hand in one of these matters at a counter, first or second;
    ``persons`` are those for whom the acts were done."""
    acts = CounterAct.objects.filter(person__in=persons, subject__in=subjects)
    pairs = acts.values_list("clerk", "second_clerk")
    return {pk for pair in pairs for pk in pair if pk is not None}
