"""Pages of long lists by the key of the last row seen, never by counting rows from the start.

An order is fields with their direction, ending in the primary key, so that every row has one place.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

Order = tuple[tuple[str, bool], ...]  # field, is it falling

ORDERS: dict[str, Order] = {
    "queue": (("priority", True), ("due_at", False), ("id", False)),
    "due": (("due_at", False), ("id", False)),
    "-due": (("due_at", True), ("id", True)),
    "opened": (("opened_at", False), ("id", False)),
    "-opened": (("opened_at", True), ("id", True)),
}
_READ = {
    "priority": int,
    "due_at": datetime.fromisoformat,
    "opened_at": datetime.fromisoformat,
    "id": UUID,
}
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the keys to go on and back with; empty where there is nothing more."""

    rows: list[Any]
    after: str = ""
    before: str = ""


def page(rows: QuerySet, order: str, size: int, *, after: str = "", before: str = "") -> Page:
    """The ``size`` rows after (or before) a key; from the start where the key means nothing."""
    fields = ORDERS[order]
    key = read_key(before or after, fields)
    back = bool(before) and key is not None
    if key is not None:
        rows = rows.filter(beyond(fields, key, back=back))
    found = list(rows.order_by(*_names(fields, back=back))[: size + 1])
    has_more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([])
    return Page(
        found,
        after=write_key(found[-1], fields) if has_more or back else "",
        before=write_key(found[0], fields) if (has_more if back else key is not None) else "",
    )


def beyond(order: Order, key: Sequence[Any], *, back: bool = False) -> Q:
    """A filter for the rows behind a key; its first part alone bounds an index."""
    found, same = Q(), Q()
    for (field, is_falling), value in zip(order, key, strict=True):
        found |= same & Q(**{f"{field}__{'lt' if is_falling != back else 'gt'}": value})
        same &= Q(**{field: value})
    first, is_falling = order[0]
    return Q(**{f"{first}__{'lte' if is_falling != back else 'gte'}": key[0]}) & found


def write_key(row: Any, order: Order) -> str:
    """The row's place in the order, for an address."""
    values = [getattr(row, field) for field, _ in order]
    text = json.dumps(
        [one.isoformat() if isinstance(one, datetime) else str(one) for one in values]
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_key(text: str, order: Order) -> list[Any] | None:
    """What ``write_key`` wrote; None for anything else."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        values = [_READ[field](one) for (field, _), one in zip(order, found, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        return None
    moments = [one for one in values if isinstance(one, datetime)]
    return values if all(one.utcoffset() is not None for one in moments) else None


def _names(order: Order, *, back: bool) -> list[str]:
    return [f"-{field}" if is_falling != back else field for field, is_falling in order]
