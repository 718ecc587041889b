"""Waking the deliverer: a hint, never the truth; the beat finds what was not heard."""

import structlog
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

TASK = "yibao.webhooks.tasks.deliver_due"


def ring() -> None:
    """Ask a worker to look now."""
    if not getattr(settings, "OUTBOX_RING", True):
        return
    try:
        current_app.send_task(TASK, queue="webhooks", expires=10, retry=False)
    except (OperationalError, RedisError, OSError):
        log.warning("webhooks.bell_unheard")
