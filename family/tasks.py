"""Celery entry points of the family account; each is one service call and safe to repeat.

What goes through many rows stops at a bound and calls itself to go on; where that call is lost, the
next run by the clock begins again.
"""

from celery import shared_task

from yibao.kernel.batches import Walk

from .services import (
    consents,
    documents,
    drafts,
    grants,
    handover,
    handover_notices,
    requests,
    showing,
)


@shared_task(queue="default", ignore_result=True)
def expire_consents(**_: object) -> None:
    """Close questions whose time is over (P75)."""
    consents.expire_old(by=None)


@shared_task(queue="default", ignore_result=True)
def expire_grants(**_: object) -> None:
    """Close mutual-aid grants whose last day is over (P117)."""
    grants.expire_old(by=None)


@shared_task(queue="default", ignore_result=True)
def hand_over(after: str = "", **_: object) -> None:
    """Bring bindings to where their members' ages put them in Shanghai now (P83, P84)."""
    walk = Walk(after)
    handover.run(by=None, walk=walk)
    if walk.after:
        hand_over.delay(after=walk.after)


@shared_task(queue="notices", ignore_result=True)
def tell_of_handover(after: str = "", **_: object) -> None:
    """Tell both sides 30 and 7 days before (P83); also fills in days that nobody wrote."""
    if not after:
        handover.fill_days(by=None)
    walk = Walk(after)
    handover_notices.tell_ahead(by=None, walk=walk)
    if walk.after:
        tell_of_handover.delay(after=walk.after)


@shared_task(queue="default", ignore_result=True)
def expire_requests(**_: object) -> None:
    """End drafts nobody goes on with, and requests whose papers did not come back (P178)."""
    drafts.expire_drafts(by=None)
    requests.expire_old(by=None)


@shared_task(queue="notices", ignore_result=True)
def remind_of_papers(**_: object) -> None:
    """Say before the end that papers are still wanted (feature 36)."""
    requests.remind(by=None)


@shared_task(queue="default", ignore_result=True)
def sweep_documents(after: str = "", **_: object) -> None:
    """Finish or undo what crashed uploads left, erase what is past its time (T54, P71)."""
    walk = Walk(after)
    documents.sweep(by=None, walk=walk)
    if walk.after:
        sweep_documents.delay(after=walk.after)


@shared_task(queue="notices", ignore_result=True)
def tell_of_showings(after: str = "", **_: object) -> None:
    """Yesterday's showings, for members who want them once a day (P78)."""
    walk = Walk(after)
    showing.send_digests(by=None, walk=walk)
    if walk.after:
        tell_of_showings.delay(after=walk.after)
