"""Queues of the review console: which cases an officer finds, in which tab (feature 30).

Every reader gets ``visible`` rows only: own tenant and districts, never own or kin's matters (T32),
nothing under a blind second look that the reader could take (feature 42).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from yibao.kernel import calendar, clock

from .. import areas, clocks, conflicts, dossiers, four_eyes
from ..looks import blindness as looks
from ..models import Barred, Case, Decision, Kept, Level
from ..states import CaseState

OTHER = "other"
_CALENDAR_KEY, _CALENDAR_SECONDS = "cases.calendar", 30
#: Code → name, in the order of the menu; ``Kind.queue`` is one of these codes.
QUEUES = {
    "family": "亲情账户",
    "appeal": "异议",
    "risk": "风险线索",
    "account": "账号和身份",
    "voucher": "医保码",
    "money": "退款",
    "remote": "异地备案",
    OTHER: "其他",
}
LEADS = "cases.lead_cases"
WORKED = (CaseState.OPEN, CaseState.IN_REVIEW)
LIVE = (*WORKED, CaseState.RETURNED)


_HOPS = """
WITH RECURSIVE hop (tenant_id, case_type) AS (
    SELECT one.id, (SELECT min(c.case_type) FROM cases_case c
                     WHERE c.tenant_id = one.id AND c.state IN ('OPEN', 'IN_REVIEW'))
      FROM kernel_tenant one
    UNION ALL
    SELECT hop.tenant_id, (SELECT min(c.case_type) FROM cases_case c
                            WHERE c.tenant_id = hop.tenant_id AND c.case_type > hop.case_type
                              AND c.state IN ('OPEN', 'IN_REVIEW'))
      FROM hop WHERE hop.case_type IS NOT NULL
)
SELECT DISTINCT case_type FROM hop WHERE case_type IS NOT NULL
"""


def queue_of(case_type: str) -> str:
    """The queue of a type; 其他 for a type that nobody put anywhere."""
    code = dossiers.kind_of(case_type).queue
    return code if code in QUEUES else OTHER


def types_of(queue: str) -> tuple[str, ...]:
    """Registered case types of a queue."""
    return tuple(one.case_type for one in dossiers.kinds() if queue_of(one.case_type) == queue)


def in_queue(queue: str) -> Q:
    """A filter for the cases of a queue; types that nobody registered are in 其他."""
    if queue != OTHER:
        return Q(case_type__in=types_of(queue))
    strangers = {one for one in types_there() if queue_of(one) == OTHER}
    return Q(case_type__in=sorted(strangers.union(types_of(OTHER))))


def types_there() -> list[str]:
    """Types of unfinished cases, registered or not, found by hopping over the index of types.

    What nobody registered is asked for by name like the rest: nothing else goes through an index.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOPS)
        return sorted(row[0] for row in cursor.fetchall())


def visible(reader: Any) -> QuerySet[Case]:
    """Cases that this member of staff may find, in any state (T32, settled 18)."""
    rows = Case.objects.exclude(applicant_id=reader.pk)
    if not reader.is_superuser:
        rows = rows.filter(tenant_id=reader.tenant_id)
        strict = Q(case_type__in=sorted(four_eyes.strict_types()))
        rows = rows.filter((~strict & Q(region_code="")) | areas.within(reader))
    if looks.may_look(reader):
        rows = rows.exclude(pk__in=looks.hidden_ids(reader))
    mine = Q(person_index__in=conflicts.indexes_of(reader)) | Q(staff_id=reader.pk)
    return rows.filter(~Exists(Barred.objects.filter(mine, case=OuterRef("pk"))))


def leads(reader: Any) -> bool:
    """Whether the reader leads: sees what others hold and hands work out."""
    return reader.has_perm(LEADS)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, and when: what the tabs are measured by."""

    user: Any
    moment: datetime
    leads: bool
    days: Mapping[Any, bool]

    @classmethod
    def now(cls, user: Any) -> "Reader":
        """This moment, with the calendar of the bureau as of half a minute ago."""
        days = cache.get_or_set(_CALENDAR_KEY, calendar.overrides, _CALENDAR_SECONDS)
        return cls(user, clock.now(user.tenant), leads(user), days or {})


def first_word(by: Any = None) -> Exists:
    """Somebody said the first word since the case last came back; ``by``: this officer did."""
    since = Coalesce(OuterRef("came_back_at"), OuterRef("opened_at"))
    said = Decision.objects.filter(case=OuterRef("pk"), stage=Decision.Stage.FIRST, at__gte=since)
    return Exists(said if by is None else said.filter(decider_id=by.pk))


def is_free(reader: Reader) -> Q:
    """Open, and not kept for anybody else now."""
    elsewhere = (
        Q(kept_for__isnull=False)
        & ~Q(kept_for_id=reader.user.pk)
        & (Q(kept_until__isnull=True) | Q(kept_until__gt=reader.moment))
    )
    held = Q(kept_why=Kept.HELD, kept_until__gt=reader.moment)
    return Q(state=CaseState.OPEN) & ~elsewhere & ~held


def is_for(reader: Reader) -> Q:
    """Free, of the reader's level, and the reader has not said the first word."""
    level = Q() if reader.leads else Q(level=Level.OFFICER)
    return is_free(reader) & level & ~Q(first_word(reader.user))


def is_late(reader: Reader) -> Q:
    """The promise is missed and somebody here still has to answer."""
    return Q(state__in=WORKED, due_at__lt=reader.moment)


def is_soon(reader: Reader) -> Q:
    """Less than a quarter of the promised time is left."""
    found = Q()
    for one in soon_parts(reader):
        found |= one
    last = max(clocks.limits(reader.moment, reader.days).values())
    within = Q(due_at__gte=reader.moment, due_at__lte=last)
    return Q(state__in=WORKED) & within & found


def soon_parts(reader: Reader) -> list[Q]:
    """临期 by the length of the promise: each part is one stretch of an index."""
    limits = clocks.limits(reader.moment, reader.days)
    last = max(limits)
    now = Q(due_at__gte=reader.moment)
    found = [now & Q(promised_days=days, due_at__lte=limit) for days, limit in limits.items()]
    return [*found, now & Q(promised_days__gt=last, due_at__lte=limits[last])]


def _mine(reader: Reader) -> Q:
    return Q(state=CaseState.IN_REVIEW, reviewer_id=reader.user.pk)


def _held(reader: Reader) -> Q:
    kept = Q(state=CaseState.OPEN, kept_for__isnull=False)  # as the index knows them
    held = kept & Q(kept_why=Kept.HELD, kept_until__gt=reader.moment)
    return held if reader.leads else held & Q(kept_for_id=reader.user.pk)


def _returned(reader: Reader) -> Q:
    return is_for(reader) & Q(came_back_at__isnull=False)


def _second(reader: Reader) -> Q:
    return is_for(reader) & Q(first_word())


@dataclass(frozen=True, slots=True)
class Tab:
    """One way of looking at a queue. ``order`` names its usual order (``paging.ORDERS``)."""

    label: str
    where: Callable[[Reader], Q]
    order: str = "due"
    empty: str = "没有这样的事项。"


#: Tab code → tab, in the order of the page.
TABS: dict[str, Tab] = {
    "open": Tab("没人领", is_for, "queue", "您的辖区里没有等着领的事项。"),
    "mine": Tab("我的", _mine, "due", "您手上没有事项。"),
    "returned": Tab("补正回来", _returned, "queue", "没有补正回来的事项。"),
    "second": Tab("等第二人", _second, "queue", "没有等第二人看的事项。您自己看过的不在这里。"),
    "due": Tab("临期", is_soon, "due", "没有快到期的事项。"),
    "late": Tab("超期", is_late, "due", "没有超期的事项。"),
    "waiting": Tab("等申请人", lambda reader: Q(state=CaseState.RETURNED), "due"),
    "held": Tab("搁置", _held, "due", "没有搁置的事项。"),
    "appeals": Tab(
        "异议", lambda reader: Q(state__in=WORKED) & in_queue("appeal"), "due", "没有异议。"
    ),
    "risk": Tab("有风险提示", lambda reader: Q(state__in=WORKED, is_risky=True), "due"),
    "all": Tab("全部", lambda reader: Q(state__in=WORKED), "due"),
}
FIRST_TAB = "open"
