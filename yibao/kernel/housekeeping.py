"""What may be forgotten, and when."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from . import clock
from .models import IdempotencyKey, OutboxMessage, RateCounter


def clear_expired() -> dict[str, int]:
    """Delete expired sessions, week-old non-money keys, old counters and finished messages."""
    moment = clock.now()
    week = moment - timedelta(days=7)
    return {
        "sessions": Session.objects.filter(expire_date__lt=moment).delete()[0],
        "keys": IdempotencyKey.objects.filter(is_money=False, created_at__lt=week).delete()[0],
        "counters": RateCounter.objects.filter(window_start__lt=week).delete()[0],
        "outbox": OutboxMessage.objects.filter(
            state=OutboxMessage.State.DONE, done_at__lt=moment - timedelta(days=30)
        ).delete()[0],
    }
