"""Read-only questions about vendors."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from accounts.selectors import client_keys, partners
from yibao.conformance import cases
from yibao.conformance import selectors as conformance
from yibao.kernel import clock
from yibao.sandbox import tenants
from yibao.webhooks import selectors as hooks

from .data import GREEN_FOR, Progress
from .models import Member, RequestRecord, Vendor


def member_of(user: Any) -> Member | None:
    """The membership of a signed-in user that is in force; None for everybody else."""
    if not (user.is_authenticated and user.is_active):
        return None
    rows = Member.objects.select_related("vendor__tenant", "user")
    return rows.filter(user=user, ended_at__isnull=True).first()


def clients_of(vendor: Vendor) -> Any:
    """The clients of the vendor's own tenant, with their institutions."""
    return partners.of_tenant(vendor.tenant_id)


def keys_by_client(vendor: Vendor) -> list[Any]:
    """The vendor's clients, each with its keys in force."""
    return list(client_keys.with_keys(clients_of(vendor)))


def key_of(vendor: Vendor, ref: str) -> Any:
    """One key in force of the vendor's clients, or None."""
    return client_keys.one_of(clients_of(vendor), ref)


def team_of(vendor: Vendor) -> list[Member]:
    """People of the vendor and invitations that still wait."""
    rows = Member.objects.select_related("user").filter(vendor=vendor, ended_at__isnull=True)
    waiting = Q(user__isnull=False) | Q(invited_until__gt=clock.now())
    return list(rows.filter(waiting).order_by("joined_at", "invited_email"))


def green_report(vendor: Vendor) -> Any:
    """The newest report, where every case of today passed in it and it is not too old, or None."""
    newest = conformance.reports_of(vendor.tenant).first()
    if newest is None or newest.passed < len(cases.ALL):
        return None
    return newest if newest.ended_at > clock.now() - GREEN_FOR else None


def progress(vendor: Vendor) -> Progress:
    """What the console shows at a glance."""
    clients = list(keys_by_client(vendor))
    day = RequestRecord.objects.filter(client__in=clients, at__gte=clock.now() - timedelta(days=1))
    refused = day.exclude(code="")
    endpoints = list(hooks.endpoints_among(clients))
    return Progress(
        clients=len(clients),
        is_ready=bool(clients) and _is_filled(vendor.tenant),
        keys=sum(len(one.keys_in_force) for one in clients),
        calls=day.count(),
        refused=refused.count(),
        codes=list(refused.values("code").annotate(times=Count("pk")).order_by("-times")[:5]),
        has_called=RequestRecord.objects.filter(client__in=clients).exists(),
        endpoints=len(endpoints),
        failing=sum(one.failing_since is not None for one in endpoints),
        is_green=green_report(vendor) is not None,
    )


def _is_filled(tenant: Any) -> bool:
    """Clients come first, people last; only sandboxes are filled."""
    return not tenant.is_sandbox or tenants.status(tenant=tenant) != tenants.OPENING_WORD
