"""Suspending a voucher and taking it back into use (P36, P37, P40)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from .. import errors, selectors
from ..models import Voucher
from ..states import VOUCHER_MOVES, VoucherState
from . import pins

OWN_WISH = "本人停用"
MAY_LIFT = "vouchers.lift_sanction"


def suspend(
    *, by: Any, voucher: Voucher, reason: str = OWN_WISH, until: datetime | None = None
) -> Voucher:
    """Suspend at once: codes on any phone are refused from this commit on (T11, settled 6).

    The holder needs no proof beyond being signed in, because loss is reported in a hurry. Only
    staff give ``until``, which makes it a sanction, and only a lead shortens it. Raises
    ``voucher.not_active`` where there is nothing to suspend and ``voucher.sanction_lead_only``;
    suspending twice changes nothing.
    """
    _check_may(by, voucher)
    if until is not None and not _is_office(by):
        raise NotFound
    with transaction.atomic():
        row = _locked(voucher)
        if row.state != VoucherState.SUSPENDED:
            _move(by, row, VoucherState.SUSPENDED, until=until, reason=reason)
        elif _is_office(by):
            if until is None or until < (row.suspended_until or until):
                _check_may_lift(by, row)
            audit.record("vouchers.suspension.changed", by=by, subject=row, data={"reason": reason})
        else:
            return row
        row.suspension_reason, row.suspended_until = reason, until
        row.save(update_fields=["state", "suspension_reason", "suspended_until"])
    return row


def restore(*, by: Any, voucher: Voucher, pin: str = "") -> Voucher:
    """Back into use: the holder by password, staff by decision, a sanction by a lead (T41).

    Raises ``voucher.suspended`` where a sanction runs and the holder asks,
    ``voucher.sanction_lead_only``, ``voucher.pin.*`` and ``voucher.locked``. Restoring an active
    voucher changes nothing.
    """
    _check_may(by, voucher)
    if not _is_office(by):
        if selectors.is_sanctioned(voucher):
            raise selectors.refusal_of_suspension(voucher)
        pins.verify_pin(by=by, pin=pin)
    with transaction.atomic():
        row = _locked(voucher)
        if row.state == VoucherState.ACTIVE:
            return row
        if not _is_office(by) and selectors.is_sanctioned(row):
            raise selectors.refusal_of_suspension(row)
        _check_may_lift(by, row)
        _move(by, row, VoucherState.ACTIVE)
        row.suspension_reason, row.suspended_until = "", None
        row.save(update_fields=["state", "suspension_reason", "suspended_until"])
    return row


def _check_may(by: Any, voucher: Voucher) -> None:
    """The holder or staff; for others there is no such voucher (T31)."""
    if not _is_office(by) and by.person_id != voucher.person_id:
        raise NotFound


def _is_office(by: Any) -> bool:
    """Staff, or the system itself."""
    return by is None or by.is_staff


def _check_may_lift(by: Any, row: Voucher) -> None:
    """Whoever set a sanction is not to end it by oneself: that is the lead's matter."""
    if selectors.is_sanctioned(row) and by is not None and not by.has_perm(MAY_LIFT):
        raise errors.SanctionNotYours


def _locked(voucher: Voucher) -> Voucher:
    return (
        Voucher.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person")
        .get(pk=voucher.pk)
    )


def _move(by: Any, row: Voucher, state: str, *, until: datetime | None = None, **data: str) -> None:
    """Change the state with audit row and notice; the caller saves."""
    if not VOUCHER_MOVES.allows(row.state, state):
        raise errors.VoucherNotActive
    verb, notice = VOUCHER_MOVES.verb(row.state, state), VOUCHER_MOVES.notice(row.state, state)
    row.state = state
    audit.record(verb, by=by, subject=row, tenant_id=row.person.tenant_id, data=data)
    holder = getattr(row.person, "user", None)
    if holder is not None and notice:
        is_sanction = until is not None
        notices.post(
            "voucher_sanctioned" if is_sanction else notice,
            by=by,
            user=holder,
            context={
                "name": row.person.masked_name,
                "reason": data.get("reason", ""),
                "until": until,
            },
            link=notices.Link("/code/", "看医保码"),
            sms=True,
        )
