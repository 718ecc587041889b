"""Celery entry points of accounts."""

from celery import shared_task

from .services import exports


@shared_task(queue="default", ignore_result=True)
def end_exports(**_: object) -> None:
    """Copies that are over lose file and key."""
    exports.end_overdue(by=None)
