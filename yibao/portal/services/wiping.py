"""Sandboxes that nobody uses are brought back to where they began (partner-api 7)."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from yibao.audit import services as audit
from yibao.audit.models import AuditEvent
from yibao.kernel import clock
from yibao.kernel.models import Tenant
from yibao.notices.services import erasing
from yibao.sandbox import services as sandbox
from yibao.sandbox import tenants

from ..models import Member, RequestRecord, Vendor

#: Without a call of a system and without a member who signed in.
UNUSED = timedelta(days=30)
#: When the schedule looks, in Shanghai (``portal-wipe``).
HOUR = time(3, 30)
WIPED = "portal.sandbox.wiped"


def last_used(vendor: Vendor) -> datetime:
    """The latest of: a call of one of its systems, a member signing in, its beginning."""
    calls = RequestRecord.objects.filter(client__tenant_id=vendor.tenant_id)
    members = Member.objects.filter(vendor=vendor, user__last_login__isnull=False)
    found = (
        vendor.created_at,
        calls.order_by("-at").values_list("at", flat=True).first(),
        members.order_by("-user__last_login").values_list("user__last_login", flat=True).first(),
    )
    return max(one for one in found if one is not None)


def wipe_time(vendor: Vendor) -> datetime:
    """When this sandbox is brought back if nobody uses it until then."""
    moment = clock.local(last_used(vendor) + UNUSED)
    here = moment.replace(hour=HOUR.hour, minute=HOUR.minute, second=0, microsecond=0)
    return here if here >= moment else here + timedelta(days=1)


def wipe_unused(*, by: Any) -> int:
    """Bring every sandbox back that was not used for so long; says how many. Safe to repeat."""
    if not settings.SANDBOX_ENABLED:
        return 0
    rows = Vendor.objects.filter(tenant__kind=Tenant.Kind.SANDBOX).exclude(
        tenant__code=settings.DEFAULT_TENANT_CODE
    )
    return sum(_wipe(by, one) for one in rows.select_related("tenant").order_by("pk"))


def _wipe(by: Any, vendor: Vendor) -> bool:
    used = last_used(vendor)
    if used + UNUSED > clock.now() or _is_wiped(vendor, used):
        return False
    if tenants.status(tenant=vendor.tenant) != tenants.READY_WORD:
        return False
    sandbox.reset(by=by, tenant=vendor.tenant)
    with transaction.atomic():
        count = erasing.erase_world(by=by, tenant_id=vendor.tenant_id)
        data = {"messages": count}
        audit.record(WIPED, by=by, subject=vendor, tenant_id=vendor.tenant_id, data=data)
    return True


def _is_wiped(vendor: Vendor, since: datetime) -> bool:
    events = AuditEvent.objects.filter(subject=audit.subject_of(vendor), verb=WIPED)
    return events.filter(at__gt=since).exists()
