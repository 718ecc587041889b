"""A message as it goes out, with its signature made again."""

from dataclasses import dataclass
from typing import Any

from yibao.kernel import clock
from yibao.webhooks.models import Delivery
from yibao.webhooks.services import deliveries, signing


@dataclass(frozen=True, slots=True)
class Signed:
    """Headers and body; ``text`` is what the signature covers."""

    headers: dict[str, str]
    body: str
    text: str


def signed(row: Delivery, timestamp: int | None = None) -> Signed:
    """The message signed with the secrets that hold now, for a moment in Unix seconds (or now)."""
    moment = clock.now()
    stamp = int(moment.timestamp()) if timestamp is None else timestamp
    body = signing.wire(row.event.body)
    keys: list[Any] = deliveries.secrets_of(by=None, endpoint=row.endpoint, moment=moment)
    headers = signing.headers(keys, message_id=row.event.ref, timestamp=stamp, body=body)
    return Signed(headers, body.decode(), f"{row.event.ref}.{stamp}.{body.decode()}")
