"""Celery entry points of vouchers; each is one service call and safe to repeat."""

from celery import shared_task

from .services import suspension


@shared_task(queue="default", ignore_result=True)
def end_sanctions(**_: object) -> None:
    """Say of sanctions that are over that they are (P40)."""
    suspension.end_sanctions(by=None)
