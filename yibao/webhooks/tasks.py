"""Celery entry points of the webhooks; each is one service call and safe to repeat."""

from celery import shared_task

from .services import housekeeping, pump


@shared_task(queue="webhooks", ignore_result=True)
def deliver_due(**_: object) -> None:
    """Deliver what is due; two at the same time share the work by leases."""
    pump.run(by=None)


@shared_task(queue="default", ignore_result=True)
def clear_old(**_: object) -> None:
    """Forget what is older than thirty days."""
    housekeeping.clear_old(by=None)
