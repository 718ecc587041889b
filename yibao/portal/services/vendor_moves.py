"""Steps of a vendor along its table, each behind the row lock and in the audit log."""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit

from ..errors import VendorStateRefused
from ..models import Vendor
from ..states import VENDOR_MOVES


def moved(*, by: Any, vendor: Vendor, to: str, **changes: Any) -> Vendor:
    """The vendor in its new state with ``changes``. Raises ``portal.vendor_state``."""
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
