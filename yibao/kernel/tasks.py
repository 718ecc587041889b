"""Celery entry points of the kernel; Celery is only the bell."""

from celery import shared_task

from . import housekeeping, outbox


@shared_task(queue="outbox", ignore_result=True)
def relay_outbox(**_: object) -> None:
    """Work off due outbox rows until a batch comes back short."""
    while outbox.work_off(50) >= 50:
        continue


@shared_task(queue="default", ignore_result=True)
def clear_expired(**_: object) -> None:
    """Remove rows whose time has passed and that nothing may need again."""
    housekeeping.clear_expired()
