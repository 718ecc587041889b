"""Ways of looking at a queue that officers keep: the product's own, and each officer's."""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit

from ..desk_errors import TooManyViews
from ..models import SavedView
from .listing import Wanted

MOST = 12
#: Name → what it asks for; the same for everybody.
USUAL = (
    ("我的", Wanted(tab="mine")),
    ("临期", Wanted(tab="due")),
    ("补正回来", Wanted(tab="returned")),
    ("高风险", Wanted(tab="open", risk="1")),
)


def of(user: Any) -> list[tuple[SavedView, str]]:
    """The officer's own views and the query of each."""
    rows = SavedView.objects.filter(staff_id=user.pk).order_by("name")
    leads = user.has_perm("cases.lead_cases")
    return [(row, Wanted.of(row.query, leads=leads).query()) for row in rows]


def keep(*, by: Any, name: str, wanted: Wanted) -> SavedView:
    """Keep a view under a name; the same name is written over. Raises ``TooManyViews``."""
    with transaction.atomic():
        known = SavedView.objects.filter(staff=by)
        if known.exclude(name=name).count() >= MOST:
            raise TooManyViews(most=MOST)
        row, _ = known.update_or_create(staff=by, name=name, defaults={"query": wanted.kept()})
        audit.record("cases.view.kept", by=by, subject=row)
    return row


def drop(*, by: Any, pk: Any) -> None:
    """Forget one of the own views."""
    with transaction.atomic():
        if SavedView.objects.filter(staff=by, pk=pk).delete()[0]:
            audit.record("cases.view.dropped", by=by)
