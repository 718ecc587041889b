"""Locks by rule: sorted, late, once (idiom of the money paths)."""

import hashlib

from django.db import connection


def advisory(name: str) -> None:
    """Hold a named lock until the transaction ends; waits at most ``lock_timeout``."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def wait_at_most(seconds: int) -> None:
    """Change the lock wait of the running transaction only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(seconds)}s"])
