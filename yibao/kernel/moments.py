"""Which rows are due, each by the clock of its own tenant.

All tenants but a few live by the wall clock, so a question asks by the wall clock and adds the few
that were moved: the index on the date serves both, and where no sandbox is switched on nothing is
added at all. :func:`driving` narrows every question to one tenant whose clock was just moved.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q

from . import clock
from .models import Tenant

Due = Callable[[datetime], Q]
_driven: ContextVar[Tenant | None] = ContextVar("yibao_driven_tenant", default=None)


def due(make: Due, *, tenant: str) -> Q:
    """Rows for which ``make(now)`` holds by the clock of their own tenant.

    ``tenant`` is the path from the row to its tenant. ``make`` compares plain columns with the
    moment it is given.
    """
    only = _driven.get()
    if only is not None:
        return Q(**{tenant: only.pk}) & make(clock.now(only))
    moved = shifted()
    rest = make(clock.now())
    if not moved:
        return rest
    away = Q(**{f"{tenant}__in": [one.pk for one in moved]})
    own = (Q(**{tenant: one.pk}) & make(clock.now(one)) for one in moved)
    return reduce(or_, own, rest & ~away)


def reached(field: str, *, tenant: str) -> Q:
    """Rows whose ``field`` lies in the past of their tenant."""
    return due(lambda now: Q(**{f"{field}__lte": now}), tenant=tenant)


def shifted() -> list[Tenant]:
    """Tenants whose clock was moved; none where there is no sandbox."""
    if not settings.SANDBOX_ENABLED:
        return []
    return list(Tenant.objects.exclude(clock_offset_seconds=0).order_by("pk"))


@contextmanager
def driving(tenant: Tenant) -> Iterator[None]:
    """Timers that run inside see rows of this tenant only."""
    token = _driven.set(tenant)
    try:
        yield
    finally:
        _driven.reset(token)
