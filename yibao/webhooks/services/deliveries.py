"""Leasing what is due, recording what became of a try, asking for another one."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from django.db import connection, transaction

from yibao.audit import services as audit
from yibao.kernel import clock, faults, masking

from ..data import AT_ONCE, JITTER, LONGEST_WISH, WAITS
from ..errors import DeliveryNotFound, DeliveryWaiting
from ..gateways import Answer
from ..models import Attempt, Delivery, Endpoint
from ..states import DELIVERY_MOVES, DeliveryState, EndpointState
from . import bell, endpoints, signing

LEASE = timedelta(seconds=45)
_GONE = 410
_WISHES = {429, 503}
_TRIED = ["state", "tries", "failures", "fault", "due_at", "lease_until", "ended_at"]

# The oldest due of each address, as many as may be on their way to it at once; what another
# worker leased counts against that number. What is owed to a client that was switched off waits.
_DUE = """
WITH busy AS (
    SELECT endpoint_id, count(*) AS running FROM webhooks_delivery
    WHERE state = 'PENDING' AND lease_until > %(now)s GROUP BY endpoint_id
), due AS (
    SELECT d.id, d.due_at, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.due_at, d.id)
        + coalesce(busy.running, 0) AS place
    FROM webhooks_delivery d
    JOIN webhooks_endpoint e ON e.id = d.endpoint_id AND e.state = 'ACTIVE'
    JOIN accounts_partnerclient c ON c.id = e.client_id AND c.is_enabled
    LEFT JOIN busy ON busy.endpoint_id = d.endpoint_id
    WHERE d.state = 'PENDING' AND d.due_at <= %(now)s
        AND (d.lease_until IS NULL OR d.lease_until <= %(now)s)
)
UPDATE webhooks_delivery SET lease_until = %(until)s, fence = fence + 1
WHERE id IN (
    SELECT d.id FROM webhooks_delivery d JOIN due ON due.id = d.id
    WHERE due.place <= %(at_once)s AND d.state = 'PENDING'
        AND (d.lease_until IS NULL OR d.lease_until <= %(now)s)
    ORDER BY due.due_at LIMIT %(limit)s
    FOR UPDATE OF d SKIP LOCKED
) RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """A leased message, ready to be sent: no row is needed to send it."""

    delivery_id: Any
    fence: int
    url: str
    headers: dict[str, str]
    body: bytes


def lease(*, by: Any, limit: int) -> list[Letter]:
    """Take due messages; a message is with one worker at a time (``fence``)."""
    moment = clock.now()
    params = {"now": moment, "until": moment + LEASE, "at_once": AT_ONCE, "limit": limit}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_DUE, params)
        ids = [row[0] for row in cursor.fetchall()]
    rows = Delivery.objects.select_related("event", "endpoint").filter(pk__in=ids)
    return [_letter(row, moment) for row in rows.order_by("due_at")]


def _letter(row: Delivery, moment: datetime) -> Letter:
    body = signing.wire(row.event.body)
    keys, signed_at = _signing_of(row, moment)
    return Letter(
        delivery_id=row.pk,
        fence=row.fence,
        url=row.endpoint.url,
        headers={
            "Content-Type": "application/json",
            "User-Agent": "yibao-webhooks/1",
            **signing.headers(
                keys,
                message_id=row.event.ref,
                timestamp=int(signed_at.timestamp()),
                body=body,
            ),
        },
        body=body,
    )


def _signing_of(row: Delivery, moment: datetime) -> tuple[list[str], datetime]:
    """The secrets and the moment that sign; wrong on the first try where a sandbox asked so."""
    keys = secrets_of(by=None, endpoint=row.endpoint, moment=moment)
    if not row.fault:
        return keys, moment
    asked = faults.parse(row.fault)
    if asked.kind == faults.UNSIGNED:
        return [signing.new_secret()], moment
    return keys, faults.later(moment, asked)


def secrets_of(*, by: Any, endpoint: Endpoint, moment: datetime) -> list[str]:
    """The secrets that sign now: the new one first."""
    former_until = endpoint.former_until
    if former_until is None or former_until <= moment:
        return [endpoint.secret]
    return [endpoint.secret, endpoint.former_secret]


def record(*, by: Any, letter: Letter, answer: Answer) -> str:
    """Write the try down and decide what follows. Returns the state of the message.

    A worker whose lease went to another changes nothing but the list of tries.
    """
    moment = clock.now()
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=letter.delivery_id)
        _note(row, answer, moment)
        if row.fence != letter.fence or row.state != DeliveryState.PENDING:
            row.save(update_fields=["tries"])
            return row.state
        row.lease_until = None
        is_first_of_two, row.fault = row.fault == faults.TWICE, ""
        if answer.status is not None and 200 <= answer.status < 300:
            if is_first_of_two:
                row.due_at = moment  # the same message once more
            else:
                _end(row, DeliveryState.DELIVERED, moment)
            Endpoint.objects.filter(pk=row.endpoint_id).update(
                delivered_at=moment, failing_since=None
            )
        else:
            _failed(row, answer, moment)
        row.save(update_fields=_TRIED)
    if answer.status == _GONE:
        endpoints.gone(by=by, endpoint_id=row.endpoint_id)
    return row.state


def _note(row: Delivery, answer: Answer, moment: datetime) -> None:
    row.tries += 1
    Attempt.objects.create(
        delivery=row,
        number=row.tries,
        at=moment,
        ms=answer.ms,
        status=answer.status,
        failure=answer.failure,
        # What a receiver answers is not ours; what looks like a number of a person is masked.
        answer=masking.mask_text(answer.text.replace("\x00", ""))[:500],
    )


def _end(row: Delivery, to: str, moment: datetime) -> None:
    DELIVERY_MOVES.check(row.state, to)
    row.state, row.ended_at = to, moment


def _failed(row: Delivery, answer: Answer, moment: datetime) -> None:
    row.failures += 1
    Endpoint.objects.filter(pk=row.endpoint_id, failing_since__isnull=True).update(
        failing_since=moment
    )
    if answer.status == _GONE:
        _end(row, DeliveryState.STOPPED, moment)
    elif row.failures > len(WAITS):
        _end(row, DeliveryState.EXHAUSTED, moment)
    else:
        row.due_at = moment + _wait(row.failures, answer, moment)


def _wait(failures: int, answer: Answer, moment: datetime) -> timedelta:
    planned = WAITS[failures - 1]
    planned *= 1 + random.uniform(0, JITTER)
    if answer.status not in _WISHES:
        return planned
    return max(planned, min(_wish(answer.retry_after, moment), LONGEST_WISH))


def _wish(text: str, moment: datetime) -> timedelta:
    """Retry-After: seconds or a date; anything else is no wish."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return timedelta(seconds=int(text))
    try:
        return parsedate_to_datetime(text) - moment
    except (ValueError, TypeError):
        return timedelta()


def redeliver(*, by: Any, client: Any, ref: str) -> Delivery:
    """Send an ended message once more, now. Raises ``DeliveryNotFound``, ``DeliveryWaiting``."""
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("endpoint__client")
            .filter(endpoint__client=client, ref=ref)
            .exclude(endpoint__state=EndpointState.REMOVED)
            .first()
        )
        if row is None:
            raise DeliveryNotFound
        if row.state == DeliveryState.PENDING:
            raise DeliveryWaiting
        _again(row)
        audit.record(
            "webhooks.delivery.asked_again", by=by, subject=row, tenant_id=client.tenant_id
        )
        transaction.on_commit(bell.ring, robust=True)
    return row


def redeliver_all(*, by: Any, client: Any, ref: str, since: datetime) -> int:
    """Send once more all that did not arrive at an address since then. Returns how many."""
    with transaction.atomic():
        endpoint = endpoints.locked(by=by, client=client, ref=ref)
        rows = list(
            Delivery.objects.select_for_update()
            .filter(
                endpoint=endpoint,
                created_at__gte=since,
                state__in=[DeliveryState.EXHAUSTED, DeliveryState.STOPPED],
            )
            .order_by("id")
        )
        for row in rows:
            _again(row)
        data = {"deliveries": len(rows)}
        audit.record(
            "webhooks.endpoint.asked_again",
            by=by,
            subject=endpoint,
            tenant_id=client.tenant_id,
            data=data,
        )
        transaction.on_commit(bell.ring, robust=True)
    return len(rows)


def _again(row: Delivery) -> None:
    DELIVERY_MOVES.check(row.state, DeliveryState.PENDING)
    row.state, row.failures = DeliveryState.PENDING, 0
    row.due_at, row.ended_at = clock.now(), None
    row.save(update_fields=["state", "failures", "due_at", "ended_at"])
