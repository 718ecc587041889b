"""Vendors: registered with a sandbox at once, live after a look (pages: 申请接入)."""

from typing import Any

from django.db import transaction

from accounts.services import partners, vendor_users
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, rates
from yibao.kernel.ids import new_ref
from yibao.sandbox import tenants

from .. import selectors
from ..data import Application
from ..errors import TooManyRegistrations, VendorStateRefused
from ..models import Member, Vendor
from ..states import VENDOR_MOVES, VendorState

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


def ask_live(*, by: Any, vendor: Vendor) -> Vendor:
    """Ask to go live. Raises ``portal.vendor_state``."""
    return _moved(by, vendor, VendorState.LIVE_ASKED, live_asked_at=clock.now(), answer="")


def grant_live(*, by: Any, vendor: Vendor, answer: str) -> Vendor:
    """The bureau agrees. Raises ``portal.vendor_state``."""
    return _moved(by, vendor, VendorState.LIVE, answer=answer)


def return_live(*, by: Any, vendor: Vendor, answer: str) -> Vendor:
    """Something is missing; ``answer`` says what. Raises ``portal.vendor_state``."""
    return _moved(by, vendor, VendorState.TRYING, answer=answer)


def suspend(*, by: Any, vendor: Vendor, answer: str) -> Vendor:
    """Nobody of the vendor changes anything any more, its clients stop.

    Raises ``portal.vendor_state``.
    """
    with transaction.atomic():
        row = _moved(by, vendor, VendorState.SUSPENDED, answer=answer)
        _switch_clients(by, row, is_enabled=False)
    return row


def resume(*, by: Any, vendor: Vendor, answer: str) -> Vendor:
    """Back to trying. Raises ``portal.vendor_state``."""
    with transaction.atomic():
        row = _moved(by, vendor, VendorState.TRYING, answer=answer)
        _switch_clients(by, row, is_enabled=True)
    return row


def _switch_clients(by: Any, vendor: Vendor, *, is_enabled: bool) -> None:
    for client in selectors.clients_of(vendor):
        partners.set_enabled(by=by, client=client, is_enabled=is_enabled, reason=vendor.answer)


def _moved(by: Any, vendor: Vendor, to: str, **changes: Any) -> Vendor:
    with transaction.atomic():
        row = Vendor.objects.select_for_update().get(pk=vendor.pk)
        if not VENDOR_MOVES.allows(row.state, to):
            raise VendorStateRefused(state=row.get_state_display())
        verb = VENDOR_MOVES.verb(row.state, to)
        row.state = to
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(update_fields=["state", *changes])
        audit.record(verb, by=by, subject=row, tenant_id=row.tenant_id)
    return row
