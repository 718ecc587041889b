"""Vendors: registered with a sandbox at once, stopped and started again (pages: 申请接入)."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from accounts.services import partners, vendor_users
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, rates
from yibao.kernel.ids import new_ref
from yibao.sandbox import tenants

from .. import selectors
from ..data import Application
from ..errors import TooManyRegistrations
from ..models import Member, Vendor
from ..states import VendorState
from .vendor_moves import moved

REGISTRATIONS_A_DAY = 5
_DAY = 24 * 60 * 60


def register(
    *, by: Any, application: Application, email: str, password: str, source: str
) -> Member:
    """A vendor with a sandbox of its own and its first owner.

    The sandbox fills up in the background. ``source`` is the network address that asks. Raises
    ``portal.too_many_registrations``, ``sandbox.closed``, ``accounts.staff.name_taken``,
    ``accounts.staff.password_weak``.
    """
    key = f"portal-register:{crypto.blind_index(source, 'source')}"
    if rates.peek(key, seconds=_DAY) >= REGISTRATIONS_A_DAY:
        raise TooManyRegistrations
    with transaction.atomic():
        vendor = _new(by, application)
        user = vendor_users.create(by=by, tenant=vendor.tenant, username=email, password=password)
        member = Member.objects.create(
            vendor=vendor, user=user, role=Member.Role.OWNER, joined_at=clock.now()
        )
        audit.record(
            "portal.vendor.registered", by=user, subject=vendor, tenant_id=vendor.tenant_id
        )
    rates.hit(key, seconds=_DAY)
    return member


def _new(by: Any, application: Application) -> Vendor:
    code = new_ref("v").lower()[:40]
    return Vendor.objects.create(
        tenant=tenants.open_tenant(by=by, code=code, name=application.name),
        name=application.name,
        kind=application.kind,
        contact_name=application.contact_name,
        contact_phone=application.contact_phone,
        purpose=application.purpose,
        place=application.place,
        created_at=clock.now(),
    )


def suspend(*, by: Any, vendor: Vendor, answer: str) -> Vendor:
    """Nobody of the vendor changes anything any more, its clients stop.

    Raises ``portal.vendor_state``.
    """
    with transaction.atomic():
        row = moved(by=by, vendor=vendor, to=VendorState.SUSPENDED, answer=answer)
        running = [one for one in selectors.clients_of(row) if one.is_enabled]
        row.stopped_clients = sorted(one.client_id for one in running)
        row.save(update_fields=["stopped_clients"])
        _switch(by, row, running, is_enabled=False)
    return row


def resume(*, by: Any, vendor: Vendor, answer: str) -> Vendor:
    """Back to trying; of its clients those run again that ran until the suspension.

    Raises ``portal.vendor_state``.
    """
    with transaction.atomic():
        row = moved(by=by, vendor=vendor, to=VendorState.TRYING, answer=answer)
        stopped = selectors.clients_of(row).filter(client_id__in=row.stopped_clients)
        _switch(by, row, stopped, is_enabled=True)
        row.stopped_clients = []
        row.save(update_fields=["stopped_clients"])
    return row


def _switch(by: Any, vendor: Vendor, clients: Iterable[Any], *, is_enabled: bool) -> None:
    for client in clients:
        partners.set_enabled(by=by, client=client, is_enabled=is_enabled, reason=vendor.answer)
