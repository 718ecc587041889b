"""Celery entry points of vouchers; each is one service call and safe to repeat."""

from celery import shared_task

from .services import counter, suspension


@shared_task(queue="default", ignore_result=True)
def end_sanctions(**_: object) -> None:
    """Say of sanctions that are over that they are (P40)."""
    suspension.end_sanctions(by=None)


@shared_task(queue="default", ignore_result=True)
def expire_counter_acts(**_: object) -> None:
    """Close acts at counters that no second clerk confirmed within two hours."""
    counter.expire_old(by=None)
