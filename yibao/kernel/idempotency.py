"""Exactly one effect per key (I7): the key, the money and the answer commit together.

The second call with a key waits on the unique index until the first one ends. If the first
committed, its stored answer is given again byte for byte; if it was rolled back, the key is free.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from psycopg import errors as pg

from . import clock, crypto, failpoints, faults, locks
from .errors import DomainError, FieldErrors, IdempotencyConflict, IdempotencyInProgress
from .models import IdempotencyKey

WAIT_SECONDS = 5
NORMAL_WAIT_SECONDS = 2
TRIES = 3
# No SHA-256: no request has this fingerprint.
BLOCKED = "blocked"

_AGAIN = (pg.DeadlockDetected, pg.SerializationFailure)

_CLAIM = """
INSERT INTO kernel_idempotencykey
    (scope, key, fingerprint, status, answer, content_type, is_money, created_at)
VALUES (%s, %s, %s, 0, ''::bytea, '', %s, %s)
ON CONFLICT (scope, key) DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was or will be sent: status, exact body, media type."""

    status: int
    body: bytes
    content_type: str = "application/json"
    replayed: bool = False


def run(
    *,
    scope: str,
    key: str,
    fingerprint: str,
    is_money: bool,
    work: Callable[[], Answer],
    refuse: Callable[[DomainError], Answer],
) -> Answer:
    """Do ``work`` once per key in one durable transaction.

    ``refuse`` renders a business refusal (409, 422 by rule), which is stored too; refusals of
    shape and faults are not. Raises ``IdempotencyConflict``, ``IdempotencyInProgress``.
    """
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            return _run_once(scope, key, fingerprint, is_money, work, refuse)
        except OperationalError as failure:
            # The database rolled all of it back: doing it again is doing it once (T72, F15).
            if not tries_left or not isinstance(failure.__cause__, _AGAIN):
                raise
    raise AssertionError("a try neither answered nor failed")


def is_answered(*, scope: str, key: str) -> bool:
    """Whether a call with this key has its stored answer."""
    return IdempotencyKey.objects.filter(scope=scope, key=key).exists()


def stored(*, scope: str, key: str) -> Answer | None:
    """The answer that was given under a key; None where none was."""
    row = IdempotencyKey.objects.filter(scope=scope, key=key).first()
    if row is None or not row.status:
        return None
    body = crypto.unseal(bytes(row.answer).decode(), context=_context(scope, key))
    return Answer(row.status, body.encode(), row.content_type, replayed=True)


def block(*, scope: str, key: str) -> bool:
    """Refuse a key for good, in the caller's transaction; False where it has its answer already.

    A call that runs now is waited for; one that comes later is another request to the key (T62).
    """
    row_id = _claim(scope=scope, key=key, fingerprint=BLOCKED, is_money=True)
    if row_id is not None:
        _store(row_id, Answer(409, b"{}"), scope=scope, key=key)
    return row_id is not None


def _run_once(
    scope: str,
    key: str,
    fingerprint: str,
    is_money: bool,
    work: Callable[[], Answer],
    refuse: Callable[[DomainError], Answer],
) -> Answer:
    failpoints.hit("before_begin")
    with transaction.atomic(durable=True):
        row_id = _claim(scope=scope, key=key, fingerprint=fingerprint, is_money=is_money)
        if row_id is None:
            return _replay(scope=scope, key=key, fingerprint=fingerprint)
        failpoints.hit("after_idem_insert")
        answer = _work_or_refuse(work, refuse)
        _store(row_id, answer, scope=scope, key=key)
        failpoints.hit("before_commit")
        faults.before_commit()
    failpoints.hit("after_commit_before_reply")
    return answer


def _claim(*, scope: str, key: str, fingerprint: str, is_money: bool) -> int | None:
    locks.wait_at_most(WAIT_SECONDS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [scope, key, fingerprint, is_money, clock.now()])
            row = cursor.fetchone()
    except OperationalError as failure:
        if isinstance(failure.__cause__, pg.LockNotAvailable):
            raise IdempotencyInProgress from failure
        raise
    locks.wait_at_most(NORMAL_WAIT_SECONDS)
    return row[0] if row else None


def _replay(*, scope: str, key: str, fingerprint: str) -> Answer:
    row = IdempotencyKey.objects.get(scope=scope, key=key)
    if row.fingerprint != fingerprint:
        raise IdempotencyConflict
    body = crypto.unseal(bytes(row.answer).decode(), context=_context(scope, key))
    return Answer(row.status, body.encode(), row.content_type, replayed=True)


def _work_or_refuse(work: Callable[[], Answer], refuse: Callable[[DomainError], Answer]) -> Answer:
    try:
        with transaction.atomic():
            return work()
    except FieldErrors:
        raise
    except DomainError as refusal:
        if refusal.status not in (409, 422) or refusal.retry:
            raise
        return refuse(refusal)


def _store(row_id: int, answer: Answer, *, scope: str, key: str) -> None:
    """Keep the exact answer, sealed: it may name a person to a client that is allowed to know."""
    sealed = crypto.seal(answer.body.decode(), context=_context(scope, key))
    IdempotencyKey.objects.filter(pk=row_id).update(
        status=answer.status, answer=sealed.encode(), content_type=answer.content_type
    )


def _context(scope: str, key: str) -> str:
    return f"kernel_idempotencykey.answer:{scope}:{key}"
