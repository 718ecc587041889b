"""Celery entry points of cases; each is one service call and safe to repeat."""

from celery import shared_task

from .desk import leases, leaving, taking
from .looks import steps as look_steps


@shared_task(queue="default", ignore_result=True)
def release_leases(**_: object) -> None:
    """Put back what officers left behind, end holds whose time is over (features 31, 37)."""
    leases.release_expired(by=None)
    taking.end_due(by=None)
    leaving.let_go_of_away(by=None)


@shared_task(queue="default", ignore_result=True)
def open_old_looks(**_: object) -> None:
    """Blind second looks that nobody took close nothing any longer (feature 42)."""
    look_steps.drop_old(by=None)
