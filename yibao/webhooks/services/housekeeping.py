"""The log is kept for thirty days."""

from typing import Any

from yibao.kernel import clock

from ..data import KEPT
from ..models import Event
from ..states import DeliveryState


def clear_old(*, by: Any) -> int:
    """Remove facts with their messages and tries, once none is under way any more."""
    old = Event.objects.filter(created_at__lt=clock.now() - KEPT)
    removed, _ = old.exclude(deliveries__state=DeliveryState.PENDING).delete()
    return removed
