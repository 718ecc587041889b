"""Waking the relay: a hint to a worker, never the truth (T85, T86)."""

import structlog
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

RELAY_TASK = "yibao.kernel.tasks.relay_outbox"


def ring() -> None:
    """Ask a worker to look at the outbox now; without a broker the scheduler's beat finds it."""
    if not getattr(settings, "OUTBOX_RING", True):
        return
    try:
        current_app.send_task(RELAY_TASK, queue="outbox", expires=10, retry=False)
    except (OperationalError, RedisError, OSError):
        log.warning("outbox.bell_unheard")
