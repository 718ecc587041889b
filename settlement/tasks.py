"""Celery entry points of settlement; each is one service call and safe to repeat."""

import time

from celery import shared_task

from .services import (
    allotment_work,
    attempts,
    card_healing,
    comparing,
    doubt_papers,
    filings,
    offline_checks,
    payer_words,
    proofs,
    wallets,
    what_ifs,
)

_WHAT_IF_SECONDS, _BOOKS_SECONDS = 15, 15
_OFFLINE_SECONDS = 15


@shared_task(queue="default", ignore_result=True)
def close_stale_attempts(**_: object) -> None:
    """Give every settle call an end that a process left open."""
    attempts.close_stale(by=None)


@shared_task(queue="default", ignore_result=True)
def ask_the_bank(**_: object) -> None:
    """Bring payments by card and refunds to cards to their end."""
    card_healing.heal(by=None)


@shared_task(queue="default", ignore_result=True)
def expire_payer_words(**_: object) -> None:
    """Close questions to payers that nobody answered in 180 seconds (P113)."""
    payer_words.expire_old(by=None)


@shared_task(queue="default", ignore_result=True, time_limit=1800, soft_time_limit=1740)
def compare_details(**_: object) -> None:
    """Compare one file of details that has been received (feature 55)."""
    comparing.compare_next(by=None)


@shared_task(queue="default", ignore_result=True)
def sweep_photos(**_: object) -> None:
    """Finish or undo what crashed uploads left, erase what is past its time (T54, P71)."""
    doubt_papers.sweep(by=None)


@shared_task(queue="default", ignore_result=True)
def remind_of_filings(**_: object) -> None:
    """Tell people whose filing for care elsewhere ends soon (P158)."""
    filings.remind(by=None)


@shared_task(queue="default", ignore_result=True, time_limit=1800, soft_time_limit=1740)
def prove_books(**_: object) -> None:
    """Every night: prove all books; what does not hold is an incident, never repaired here."""
    proofs.ask_nightly(by=None)
    proofs.work_next(by=None)


@shared_task(queue="default", ignore_result=True, time_limit=1800, soft_time_limit=1740)
def work_books(**_: object) -> None:
    """Prove the books where finance asked; check and post files of account money in pieces."""
    begun = time.monotonic()
    proofs.work_next(by=None)
    allotment_work.check_next(by=None)
    while time.monotonic() - begun < _BOOKS_SECONDS and allotment_work.post_next(by=None):
        continue


@shared_task(queue="default", ignore_result=True)
def work_what_ifs(**_: object) -> None:
    """Work months out under other versions, piece by piece, as long as a task may take."""
    begun = time.monotonic()
    while time.monotonic() - begun < _WHAT_IF_SECONDS and what_ifs.work_next(by=None):
        continue


@shared_task(queue="default", ignore_result=True)
def return_wallet_transfers(**_: object) -> None:
    """Give back what relatives did not take by 06:00 of the next day (P99)."""
    wallets.return_overdue(by=None)


@shared_task(queue="default", ignore_result=True)
def check_offline_bills(**_: object) -> None:
    """Check what tills took without a network, one by one, as long as a task may take."""
    begun = time.monotonic()
    while time.monotonic() - begun < _OFFLINE_SECONDS and offline_checks.check_next(by=None):
        continue
