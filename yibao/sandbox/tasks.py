"""What the sandbox does in the background."""

from celery import shared_task

from . import tenants


@shared_task(ignore_result=True)
def fill_sandboxes(**_: object) -> None:
    """Fill sandboxes that vendors opened, one after the other."""
    while tenants.fill_next(by=None):
        pass
