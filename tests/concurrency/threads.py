"""Threads with connections of their own that start together."""

import copy
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from django.test import Client

from tests.factories import world


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run every work in a thread of its own, all from the same moment; answers in order."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def in_a_thread(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Future:
    """Run it beside, with a connection of its own."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


def until_somebody_waits() -> None:
    """Wait until another backend stands behind a lock of this very transaction.

    Other workers' databases share the cluster, so a third one's waiting proves nothing; and
    pg_stat_activity keeps the picture of a transaction's first look, pg_locks does not.
    """
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def another(till: world.Till) -> world.Till:
    """The same till at another window: same client and token, its own HTTP connection."""
    copied = copy.copy(till)
    copied.http = Client()
    return copied
