"""How the platform is doing, from its own tables."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from yibao.kernel import clock
from yibao.kernel.models import OutboxMessage
from yibao.webhooks import selectors as hooks

from ..models import RequestRecord

#: From here on a wait is called slow, in seconds.
SLOW_SECONDS = 60
#: From here on the share of failed calls is called high, in percent.
HIGH_PERCENT = 1.0


@dataclass(frozen=True, slots=True)
class Health:
    """Waits in seconds, calls of the last hour and how many of them failed with 5xx."""

    at: datetime
    outbox_seconds: int
    webhook_seconds: int
    calls: int
    failed: int

    @property
    def percent(self) -> float:
        """Share of failed calls."""
        return round(100 * self.failed / self.calls, 2) if self.calls else 0.0

    @property
    def is_good(self) -> bool:
        """Whether nothing is slow and little fails."""
        waits = max(self.outbox_seconds, self.webhook_seconds)
        return waits < SLOW_SECONDS and self.percent < HIGH_PERCENT


def now() -> Health:
    """The figures of this moment."""
    moment = clock.now()
    recent = RequestRecord.objects.filter(at__gte=moment - timedelta(hours=1))
    counts = recent.aggregate(calls=Count("pk"), failed=Count("pk", filter=Q(status__gte=500)))
    return Health(
        at=moment,
        outbox_seconds=_age(_oldest_waiting(moment), moment),
        webhook_seconds=_age(hooks.oldest_due(moment), moment),
        **counts,
    )


def _oldest_waiting(moment: datetime) -> datetime | None:
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING, due_at__lte=moment)
    return waiting.aggregate(oldest=Min("due_at"))["oldest"]


def _age(since: datetime | None, moment: datetime) -> int:
    return max(int((moment - since).total_seconds()), 0) if since else 0
