"""Celery entry points of settlement; each is one service call and safe to repeat."""

import structlog
from celery import shared_task

from .selectors import proof
from .services import attempts, card_healing

log = structlog.get_logger(__name__)


@shared_task(queue="default", ignore_result=True)
def close_stale_attempts(**_: object) -> None:
    """Give every settle call an end that a process left open."""
    attempts.close_stale(by=None)


@shared_task(queue="default", ignore_result=True)
def ask_the_bank(**_: object) -> None:
    """Bring payments by card and refunds to cards to their end."""
    card_healing.heal(by=None)


@shared_task(queue="default", ignore_result=True)
def prove_books(**_: object) -> None:
    """Add up every account from its entries; a difference is an alarm, never repaired here."""
    breaks = proof.verify()
    if breaks:
        log.error("settlement.books_broken", rules=sorted({row["rule"] for row in breaks}))
