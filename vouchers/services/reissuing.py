"""Re-issue (换发): the same voucher with a new secret (P38)."""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock

from .. import errors, events, selectors
from ..models import Voucher
from ..states import VoucherState
from . import displays, moves

ALIVE = (VoucherState.ACTIVE, VoucherState.SUSPENDED)


def reissue(*, by: Any, voucher: Voucher, reason: str = "") -> Voucher:
    """Raise the generation: every code, slip, app session and family display of before is dead.

    Password, state, channels and family rights stay. The holder asks after a fresh proof, staff
    give a ``reason``. Raises ``voucher.not_active``, and ``voucher.suspended`` where a sanction
    runs and the holder asks. Tells the holder.
    """
    moves.check_may(by=by, voucher=voucher)
    with transaction.atomic():
        row = moves.locked(by=by, voucher=voucher)
        if row.state not in ALIVE or row.person.deceased_on is not None:
            raise errors.VoucherNotActive
        if not moves.is_office(by) and selectors.is_sanctioned(row):
            raise selectors.refusal_of_suspension(row)
        row = renew(by=by, voucher=row, reason=reason)
        moves.tell(by=by, row=row, code="voucher_reissued", at=row.reissued_at)
    return row


def renew(*, by: Any, voucher: Voucher, reason: str = "") -> Voucher:
    """The same in any state, without asking and without a notice (T16)."""
    with transaction.atomic():
        row = moves.locked(by=by, voucher=voucher)
        displays.end_all(by=by, row=row, close_slots=False)
        row.reissued_at = clock.now(row.person.tenant)
        row.save(update_fields=["generation", "reissued_at"])
        audit.record(
            "vouchers.voucher.reissued",
            by=by,
            subject=row,
            tenant_id=row.person.tenant_id,
            data={"generation": row.generation, "reason": reason},
        )
        events.voucher_reissued.send(sender=Voucher, voucher=row, by=by)
    return row
