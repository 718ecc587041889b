"""Celery entry points of the portal; each is safe to repeat."""

from celery import shared_task

from .services import records, wiping


@shared_task(queue="default", ignore_result=True)
def forget_old(**_: object) -> None:
    """Forget calls whose time is over."""
    records.forget_old(by=None)


@shared_task(queue="default", ignore_result=True)
def wipe_unused(**_: object) -> None:
    """Bring sandboxes back that nobody has used for long."""
    wiping.wipe_unused(by=None)
