"""What the clients of a vendor called."""

import shlex
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.timezone import make_aware

from yibao.kernel import clock

from .. import selectors
from ..models import RequestRecord, Vendor

PAGE = 50
GROUPS = 20
_INLINE = 2_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; empty members do not narrow."""

    client_id: Any = None
    method: str = ""
    status: str = ""
    path: str = ""
    code: str = ""
    number: str = ""
    day_from: date | None = None
    day_to: date | None = None
    before: datetime | None = None


#: Ways of narrowing by outcome; a rule of the national interface refuses with HTTP 200.
STATUSES = {
    "ok": "成功",
    "refused": "被拒绝",
    "4xx": "4xx",
    "5xx": "5xx",
    "replayed": "重放的",
}


def of_vendor(vendor: Vendor) -> QuerySet[RequestRecord]:
    """All calls of its clients, newest first."""
    rows = RequestRecord.objects.filter(client__in=selectors.clients_of(vendor))
    return rows.order_by("-at", "-id")


def found(vendor: Vendor, wish: Wish) -> QuerySet[RequestRecord]:
    """The calls that fit, newest first, without bodies."""
    rows = of_vendor(vendor).select_related("client").defer("request", "answer")
    exact = {"client_id": wish.client_id, "method": wish.method, "code": wish.code}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wish.path:
        rows = rows.filter(Q(path__icontains=wish.path) | Q(route__icontains=wish.path))
    if wish.number:
        rows = rows.filter(Q(request_id=wish.number) | Q(own_number=wish.number))
    if wish.day_from:
        rows = rows.filter(at__gte=_midnight(wish.day_from))
    if wish.day_to:
        rows = rows.filter(at__lt=_midnight(wish.day_to + timedelta(days=1)))
    if wish.before:
        rows = rows.filter(at__lt=wish.before)
    return rows.filter(_outcome(wish.status))


def _outcome(status: str) -> Q:
    known = {
        "ok": Q(status__lt=400, code=""),
        "refused": ~Q(code=""),
        "4xx": Q(status__gte=400, status__lt=500),
        "5xx": Q(status__gte=500),
        "replayed": Q(is_replayed=True),
    }
    return known.get(status, Q())


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()), clock.SHANGHAI)


def refusals(vendor: Vendor, *, hours: int = 24) -> list[dict[str, Any]]:
    """Refusals of the last hours by code and interface, the most frequent first."""
    since = clock.now() - timedelta(hours=hours)
    rows = of_vendor(vendor).filter(at__gte=since).exclude(code="").order_by()
    grouped = rows.values("code", "route").annotate(times=Count("pk"), last=Max("at"))
    return list(grouped.order_by("-times", "code")[:GROUPS])


def one(vendor: Vendor, request_id: str) -> RequestRecord | None:
    """The newest call with this request id; None also for another vendor's."""
    rows = of_vendor(vendor).select_related("client", "message")
    return rows.filter(request_id=request_id[:64]).first()


def as_curl(record: RequestRecord, base: str) -> str:
    """The call as a command; what was masked and the token are left to be filled in."""
    lines = [f"curl --request {record.method} {shlex.quote(base + record.path)}"]
    if record.path.startswith("/oauth/"):
        lines.append('--user "$CLIENT_ID:$CLIENT_SECRET"')
        lines.append(f"--data {shlex.quote(record.request or 'grant_type=client_credentials')}")
        return " \\\n  ".join(lines)
    if record.message_id is None:
        lines.append('--header "Authorization: Bearer $TOKEN"')
    if record.own_number and record.message_id is None:
        lines.append(f"--header {shlex.quote('Idempotency-Key: ' + record.own_number)}")
    body = record.message.request if record.message else record.request
    if body:
        lines.append("--header 'Content-Type: application/json'")
        lines.append(f"--data {shlex.quote(body[:_INLINE])}")
    return " \\\n  ".join(lines)
