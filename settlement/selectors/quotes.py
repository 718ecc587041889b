"""Reading quotes."""

from typing import Any

from yibao.kernel import clock

from ..models import Quote, Visit
from ..states import VisitState


def live(visit: Visit, acct_used_flag: str) -> Quote | None:
    """The newest quote of a visit that can still be settled, with these accounts; None without."""
    if visit.state != VisitState.QUOTED:
        return None
    now = clock.now(visit.institution.tenant)
    rows: Any = Quote.objects.filter(visit=visit, settlement=None, expires_at__gt=now)
    return rows.filter(acct_used_flag=acct_used_flag).order_by("-created_at").first()
