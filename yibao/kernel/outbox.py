"""Writing to and working off the outbox.

``emit`` belongs inside the transaction of the fact. ``handles`` registers what a topic does; a
handler takes the payload (ids only), must be safe to repeat and does its own transaction.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.dispatch import Signal

from . import bell, clock, failpoints, faults
from .errors import DomainError
from .models import OutboxMessage

log = structlog.get_logger(__name__)

Handler = Callable[[dict[str, Any]], None]
_HANDLERS: dict[str, list[Handler]] = {}

LEASE = timedelta(seconds=60)
# Retries after 5 s, 30 s, 2 min, 10 min, 1 h and then every 6 h until the row is declared dead.
BACKOFF = [5, 30, 120, 600, 3600, 21600, 21600, 21600, 21600]


class HandlerFailed(Exception):
    """A handler could not do its work now; the message is tried again later."""


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register a handler of a topic (in an app's ``receivers``)."""

    def register(handler: Handler) -> Handler:
        known = _HANDLERS.setdefault(topic, [])
        if handler not in known:
            known.append(handler)
        return handler

    return register


def topics() -> list[str]:
    """All topics that somebody listens to."""
    return sorted(_HANDLERS)


def emit(topic: str, *, key: str, payload: dict[str, Any], due_at: datetime | None = None) -> None:
    """Owe an effect; repeated with the same key it is owed once."""
    moment = clock.now()
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(
                topic=topic,
                key=key,
                payload=faults.marked(payload),
                due_at=due_at or moment,
                created_at=moment,
            )
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(bell.ring, robust=True)


def lease(limit: int = 50) -> list[OutboxMessage]:
    """Take due rows for this worker; a dead worker's rows come back when the lease ends."""
    moment = clock.now()
    with transaction.atomic():
        rows = list(
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(state=OutboxMessage.State.PENDING, due_at__lte=moment)
            .order_by("due_at")[:limit]
        )
        for row in rows:
            row.lease_until = moment + LEASE
            row.due_at = moment + LEASE
            row.fence += 1
            row.attempts += 1
        OutboxMessage.objects.bulk_update(rows, ["lease_until", "due_at", "fence", "attempts"])
    failpoints.hit("outbox_claimed")
    return rows


def work_off(limit: int = 50) -> int:
    """Run one batch; returns how many rows were done."""
    return sum(_deliver(row) for row in lease(limit))


def _deliver(row: OutboxMessage) -> bool:
    try:
        for handler in _HANDLERS.get(row.topic, []):
            handler(row.payload)
    except HandlerFailed as failure:
        _postpone(row, str(failure))
        return False
    except Exception as fault:  # one broken message must not stop the queue behind it
        log.exception("outbox.handler_broke", topic=row.topic, message_id=str(row.id))
        _postpone(row, type(fault).__name__)
        return False
    return _finish(row)


def _finish(row: OutboxMessage) -> bool:
    return bool(
        OutboxMessage.objects.filter(pk=row.pk, fence=row.fence).update(
            state=OutboxMessage.State.DONE, done_at=clock.now(), lease_until=None, last_error=""
        )
    )


def _postpone(row: OutboxMessage, reason: str) -> None:
    dead = row.attempts > len(BACKOFF)
    wait = BACKOFF[min(row.attempts - 1, len(BACKOFF) - 1)]
    OutboxMessage.objects.filter(pk=row.pk, fence=row.fence).update(
        state=OutboxMessage.State.DEAD if dead else OutboxMessage.State.PENDING,
        due_at=clock.now() + timedelta(seconds=wait),
        lease_until=None,
        last_error=reason[:300],
    )


class NotDead(DomainError):
    """Only a row that nobody tries any more is given back by hand."""

    code = "outbox.not_dead"
    title = "这条消息不用重试"
    detail = "只有停止重试的消息可以重新排队。"


#: ``by``, ``row``, ``reason`` — a dead row was given back; heard by the audit log.
requeued = Signal()


def requeue(*, by: Any, message_id: Any, reason: str) -> OutboxMessage:
    """Give a dead row back to the relay with its tries counted anew. Raises ``NotDead``."""
    with transaction.atomic():
        row = OutboxMessage.objects.select_for_update().get(pk=message_id)
        if row.state != OutboxMessage.State.DEAD:
            raise NotDead
        row.state, row.attempts, row.due_at = OutboxMessage.State.PENDING, 0, clock.now()
        row.lease_until = None
        row.save(update_fields=["state", "attempts", "due_at", "lease_until"])
        requeued.send(sender=OutboxMessage, by=by, row=row, reason=reason)
        transaction.on_commit(bell.ring, robust=True)
    return row
