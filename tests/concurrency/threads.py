"""Threads with connections of their own that start together."""

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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


def another(till: world.Till) -> world.Till:
    """The same till at another window: same client and token, its own HTTP connection."""
    copied = copy.copy(till)
    copied.http = Client()
    return copied
