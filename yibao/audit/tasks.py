"""Celery entry point of the sealer."""

from celery import shared_task

from . import services


@shared_task(queue="default", ignore_result=True)
def seal(**_: object) -> None:
    """Link what was written since the last run."""
    while services.seal() >= services.BATCH:
        continue
