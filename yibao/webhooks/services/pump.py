"""Delivering what is due: many addresses at once, so that a slow one delays only itself (F24)."""

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from .. import gateways
from . import deliveries

THREADS = 16
SECONDS = 30
_LOOK_EVERY = 0.25


def run(*, by: Any, seconds: float = SECONDS) -> int:
    """Deliver until nothing is due, for at most so long. Returns how many tries were made.

    Threads only talk to receivers; everything that the database hears is said here.
    """
    until = time.monotonic() + seconds
    running: dict[Future[gateways.Answer], deliveries.Letter] = {}
    tries = 0
    with ThreadPoolExecutor(THREADS) as pool:
        while True:
            free = THREADS - len(running)
            letters = []
            if free and time.monotonic() < until:
                letters = deliveries.lease(by=by, limit=free)
            for letter in letters:
                running[_send(pool, letter)] = letter
            if not running:
                return tries
            done, _ = wait(running, timeout=_LOOK_EVERY, return_when=FIRST_COMPLETED)
            for one in done:
                deliveries.record(by=by, letter=running.pop(one), answer=one.result())
                tries += 1


def _send(pool: ThreadPoolExecutor, letter: deliveries.Letter) -> Future[gateways.Answer]:
    return pool.submit(gateways.post, letter.url, headers=letter.headers, body=letter.body)
