"""Numbers beside the names of queues, tabs and districts: capped, kept for half a minute.

All of them are one statement: each number counts at most ``MOST`` rows of its own index range, so
that a long queue costs no more than a short one.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet

from ..models import Case
from ..states import CaseState
from . import listing
from . import tabs as queues
from .tabs import QUEUES, TABS, Reader

KEPT_SECONDS = 30
MOST = 999
_TEAM_MOST = 200


def capped(named: Mapping[Any, QuerySet], most: int = MOST) -> dict[Any, int]:
    """How many rows each query has, at most one more than ``most``; one statement for all."""
    parts: list[str] = []
    params: list[Any] = []
    for rows in named.values():
        sql, values = _counting(rows.order_by().values("pk")[: most + 1])
        parts.append(sql)
        params += values
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), params)
        found = cursor.fetchone()
    return dict(zip(named, found, strict=True))


def _counting(rows: QuerySet) -> tuple[str, tuple[Any, ...]]:
    """A sub-select; Django sees itself that some queries can find nothing."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT count(*) FROM ({sql}) AS counted)", values  # noqa: S608 (made by Django)


def word(count: int) -> str:
    """``12``, or ``999+`` where counting stopped."""
    return f"{MOST}+" if count > MOST else str(count)


def of(user: Any, *, fresh: bool = False) -> dict[str, dict[str, Any]]:
    """``tabs``, ``queues``, ``regions`` and, for the lead, ``team`` → code → number; ``names`` →
    officer → what the colleague is called."""
    key = f"cases.counts:{user.pk}"
    known = None if fresh else cache.get(key)
    if known is None:
        known = _count(Reader.now(user))
        cache.set(key, known, KEPT_SECONDS)
    return known


def forget(user: Any) -> None:
    """After an own act the numbers are counted anew."""
    cache.delete(f"cases.counts:{user.pk}")


def _count(reader: Reader) -> dict[str, dict[str, Any]]:
    rows = queues.visible(reader.user)
    worked = rows.filter(state__in=queues.WORKED)
    named = {("tabs", code): rows.filter(tab.where(reader)) for code, tab in TABS.items()}
    named["tabs", "due"] = soon(worked, reader)
    named |= {("queues", code): worked.filter(queues.in_queue(code)) for code in QUEUES}
    named |= {
        ("regions", code): worked.filter(listing.in_region(code))
        for code in listing.regions_of(reader.user)
    }
    found: dict[str, dict[str, Any]] = {"tabs": {}, "queues": {}, "regions": {}, "team": {}}
    for (group, code), count in capped(named).items():
        found[group][code] = count
    team = _team(rows) if reader.leads else {}
    staff = get_user_model().objects.filter(pk__in=list(team)) if team else ()
    found["team"] = team
    found["names"] = {str(one.pk): listing.name_of(one) for one in staff}
    return found


def soon(worked: QuerySet[Case], reader: Reader) -> QuerySet[Case]:
    """临期 stretch by stretch, at most the capped number of rows of each."""
    parts = [
        worked.filter(part).order_by().values("pk")[: MOST + 1]
        for part in queues.soon_parts(reader)
    ]
    return parts[0].union(*parts[1:], all=True)


def _team(rows: QuerySet[Case]) -> dict[str, int]:
    """Officer → cases on the desk; there are never more than officers can hold."""
    held = rows.filter(state=CaseState.IN_REVIEW, reviewer__isnull=False).order_by()
    pairs = held.values_list("reviewer_id").annotate(held=Count("pk")).order_by("-held", "reviewer")
    return {str(pk): held for pk, held in pairs[:_TEAM_MOST]}
