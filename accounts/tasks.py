"""Celery entry points of accounts."""

from datetime import timedelta

from celery import shared_task

from yibao.kernel import clock

from .services import exports, face_handovers, odd_access

_DAYS_BACK = 3


@shared_task(queue="default", ignore_result=True)
def end_exports(**_: object) -> None:
    """Copies that are over lose file and key."""
    exports.end_overdue(by=None)


@shared_task(queue="default", ignore_result=True)
def forget_face_links(**_: object) -> None:
    """Links to another phone are of no use after a day."""
    face_handovers.forget_old(by=None)


@shared_task(queue="default", ignore_result=True)
def find_odd_access(**_: object) -> None:
    """What was odd yesterday, for the inbox of the leads; days that were missed too (T94)."""
    for days in range(1, _DAYS_BACK + 1):
        odd_access.find_day(by=None, day=clock.today() - timedelta(days=days))
