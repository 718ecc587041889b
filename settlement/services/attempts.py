"""Settle calls by key: known before the money moves, closed by a task when a process died."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from yibao.audit import services as audit
from yibao.kernel import clock, moments

from ..errors import SettlementKeyReversed
from ..models import CardCharge, SettlementAttempt
from ..selectors.cards import OPEN_CHARGES
from ..states import AttemptState

PATIENCE = timedelta(seconds=30)


def begin(*, by: Any, key: str) -> None:
    """Make the key known in its own transaction, before any money moves."""
    moment = clock.now(by.tenant)
    fresh = SettlementAttempt(client=by, key=key, began_at=moment, deadline_at=moment + PATIENCE)
    SettlementAttempt.objects.bulk_create([fresh], ignore_conflicts=True)


def refuse_reversed(*, by: Any, key: str, institution: Any = None) -> None:
    """A reversed key stays refused, also for the call whose first answer was a bill (T62).

    ``institution`` where its clients share their keys (the national interface).
    """
    whose = {"client": by} if institution is None else {"client__institution": institution}
    if SettlementAttempt.objects.filter(**whose, key=key, state=AttemptState.REVERSED).exists():
        raise SettlementKeyReversed


def held(*, by: Any, key: str) -> SettlementAttempt:
    """The attempt under its row lock, whatever became of it."""
    return SettlementAttempt.objects.select_for_update().get(client=by, key=key)


def locked(*, by: Any, key: str) -> SettlementAttempt:
    """The attempt under its row lock, ready to be settled."""
    attempt = held(by=by, key=key)
    if attempt.state == AttemptState.REVERSED:
        raise SettlementKeyReversed
    if attempt.state == AttemptState.FAILED:
        _move(attempt, AttemptState.PENDING)
    return attempt


def settled(*, by: Any, attempt: SettlementAttempt, visit: Any) -> None:
    """The money moved."""
    attempt.visit = visit
    _move(attempt, AttemptState.SETTLED)


def fail(*, by: Any, key: str, refusal: str) -> None:
    """The call was refused by rule; asking by key says so."""
    attempt = SettlementAttempt.objects.select_for_update().filter(client=by, key=key).first()
    if attempt is None or attempt.state not in (AttemptState.PENDING, AttemptState.FAILED):
        return
    attempt.refusal = refusal
    _move(attempt, AttemptState.FAILED)


def _move(attempt: SettlementAttempt, to: str) -> None:
    attempt.state = to
    if to != AttemptState.FAILED:
        attempt.refusal = ""
    attempt.ended_at = None if to == AttemptState.PENDING else clock.now()
    attempt.save(update_fields=["state", "ended_at", "refusal", "visit"])


def close_stale(*, by: Any, limit: int = 200) -> int:
    """Close attempts whose process died: the money did not move, else the row would say so.

    A call that still runs holds its row lock and is left alone; so is one whose payment by card
    is open, until ``card_payments`` has closed that.
    """
    waiting = CardCharge.objects.filter(
        attempt=OuterRef("pk"), state__in=OPEN_CHARGES, given_up_at__isnull=True
    )
    with transaction.atomic():
        rows = list(
            SettlementAttempt.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(moments.reached("deadline_at", tenant="client__tenant"))
            .filter(state=AttemptState.PENDING)
            .exclude(Exists(waiting))
            .order_by("deadline_at")[:limit]
        )
        for attempt in rows:
            attempt.refusal = "service.interrupted"
            _move(attempt, AttemptState.FAILED)
            audit.record("settlement.attempt.failed", by=by, subject=attempt)
    return len(rows)
