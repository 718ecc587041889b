"""Celery entry points of the portal; each is safe to repeat."""

from celery import shared_task

from .services import records


@shared_task(queue="default", ignore_result=True)
def forget_old(**_: object) -> None:
    """Forget calls whose time is over."""
    records.forget_old(by=None)
