"""Celery entry points of the kernel; Celery is only the bell."""

import structlog
from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from . import housekeeping, outbox

log = structlog.get_logger(__name__)


@shared_task(queue="outbox", ignore_result=True)
def relay_outbox(**_: object) -> None:
    """Work off due outbox rows until a batch comes back short."""
    while outbox.work_off(50) >= 50:
        continue


@shared_task(queue="default", ignore_result=True)
def clear_expired(**_: object) -> None:
    """Remove rows whose time has passed and that nothing may need again."""
    housekeeping.clear_expired()


def ring_relay() -> None:
    """Ask a worker to look at the outbox now; a missing broker is not an error."""
    if not getattr(settings, "OUTBOX_RING", True):
        return
    try:
        relay_outbox.apply_async(expires=10, retry=False)
    except (OperationalError, RedisError, OSError):
        log.warning("outbox.bell_unheard")
