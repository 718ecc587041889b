"""Guesses at the counter: codes, people and agents that do not exist, by client and hour (T04)."""

from typing import Any

from yibao.audit import services as audit
from yibao.kernel import rates
from yibao.kernel.errors import TooManyRequests

LIMIT = 200
WINDOW_SECONDS = 3600


def check(*, by: Any) -> None:
    """Raise ``request.rate_limited`` for a client that has guessed too often this hour."""
    if rates.peek(_key(by), seconds=WINDOW_SECONDS) >= LIMIT:
        raise TooManyRequests(retry_after=rates.seconds_left(WINDOW_SECONDS))


def count(*, by: Any) -> None:
    """One more; the one that fills the hour is written down."""
    if rates.hit(_key(by), seconds=WINDOW_SECONDS) == LIMIT:
        audit.record(
            "vouchers.scan.client_blocked",
            by=by,
            subject=by,
            tenant_id=by.tenant_id,
            data={"unknown": LIMIT},
        )


def _key(by: Any) -> str:
    return f"scan-unknown:{by.pk}"
