"""Addresses of a client: adding, changing secrets, pausing, removing."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from yibao.audit import services as audit
from yibao.kernel import clock

from ..data import MOST_ENDPOINTS, ROTATION, TYPES
from ..errors import AddressRefused, EndpointNotFound, EndpointsSpent, EndpointStateRefused
from ..models import Delivery, Endpoint
from ..states import ENDPOINT_MOVES, DeliveryState, EndpointState
from . import bell, outward, signing


@dataclass(frozen=True, slots=True)
class NewSecret:
    """An address and its secret; the only time that the secret is seen."""

    endpoint: Endpoint
    secret: str


def add(*, by: Any, client: Any, url: str, types: list[str], note: str = "") -> NewSecret:
    """Register an address. Raises ``AddressRefused`` (T80), ``EndpointsSpent``."""
    outward.check(by=by, url=url)
    secret = signing.new_secret()
    chosen = [one for one in TYPES if one in types]
    with transaction.atomic():
        # Two calls at once are counted one after the other, by the row of their client.
        type(client)._default_manager.select_for_update().get(pk=client.pk)
        held = Endpoint.objects.filter(client=client).exclude(state=EndpointState.REMOVED)
        if held.count() >= MOST_ENDPOINTS:
            raise EndpointsSpent(most=MOST_ENDPOINTS)
        try:
            with transaction.atomic():
                row = Endpoint.objects.create(
                    client=client,
                    url=url,
                    types=chosen,
                    note=note,
                    secret=secret,
                    created_at=clock.now(),
                )
        except IntegrityError as failure:
            raise AddressRefused(why="这个地址已经登记过") from failure
        _record(by, row, "webhooks.endpoint.added")
    return NewSecret(row, secret)


def rotate(*, by: Any, client: Any, ref: str) -> NewSecret:
    """A new secret; the former one signs beside it for a day (T79)."""
    secret = signing.new_secret()
    with transaction.atomic():
        row = locked(by=by, client=client, ref=ref)
        if row.state == EndpointState.REMOVED:
            raise EndpointStateRefused(state=row.get_state_display())
        row.former_secret, row.former_until = row.secret, clock.now() + ROTATION
        row.secret = secret
        row.save(update_fields=["secret", "former_secret", "former_until"])
        _record(by, row, "webhooks.endpoint.secret_rotated")
    return NewSecret(row, secret)


def pause(*, by: Any, client: Any, ref: str) -> Endpoint:
    """Hold messages back; they are kept and follow when the address is resumed."""
    return _step(by, client, ref, EndpointState.PAUSED)


def resume(*, by: Any, client: Any, ref: str) -> Endpoint:
    """Deliver again, what was held back first."""
    with transaction.atomic():
        row = _step(by, client, ref, EndpointState.ACTIVE)
        row.failing_since = None
        row.save(update_fields=["failing_since"])
        transaction.on_commit(bell.ring, robust=True)
    return row


def remove(*, by: Any, client: Any, ref: str) -> Endpoint:
    """No more messages; what was owed is stopped."""
    with transaction.atomic():
        row = _step(by, client, ref, EndpointState.REMOVED)
        stop_all(by=by, endpoint=row)
    return row


def gone(*, by: Any, endpoint_id: Any) -> None:
    """The receiver said 410: it wants nothing more until somebody resumes it."""
    with transaction.atomic():
        row = Endpoint.objects.select_for_update().get(pk=endpoint_id)
        if not ENDPOINT_MOVES.allows(row.state, EndpointState.GONE):
            return
        _move(by, row, EndpointState.GONE)
        stop_all(by=by, endpoint=row)


def stop_all(*, by: Any, endpoint: Endpoint) -> None:
    """End what is owed to an address; one that is on its way meanwhile ends as it ends."""
    Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.PENDING).update(
        state=DeliveryState.STOPPED, ended_at=clock.now(), lease_until=None
    )


def locked(*, by: Any, client: Any, ref: str) -> Endpoint:
    """The client's own address under its row lock. Raises ``EndpointNotFound``."""
    row = Endpoint.objects.select_for_update().filter(client=client, ref=ref).first()
    if row is None or row.state == EndpointState.REMOVED:
        raise EndpointNotFound
    return row


def _step(by: Any, client: Any, ref: str, to: str) -> Endpoint:
    with transaction.atomic():
        row = locked(by=by, client=client, ref=ref)
        if row.state == to:
            return row
        if not ENDPOINT_MOVES.allows(row.state, to):
            raise EndpointStateRefused(state=row.get_state_display())
        _move(by, row, to)
    return row


def _move(by: Any, row: Endpoint, to: str) -> None:
    verb = ENDPOINT_MOVES.verb(row.state, to)
    row.state = to
    row.save(update_fields=["state"])
    _record(by, row, verb)


def _record(by: Any, row: Endpoint, verb: str) -> None:
    audit.record(verb, by=by, subject=row, tenant_id=row.client.tenant_id)
