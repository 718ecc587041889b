"""Suspending a voucher and taking it back into use (P36, P37, P40)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.services import face as faces
from yibao.audit import services as audit
from yibao.kernel import clock, moments
from yibao.kernel.errors import NotFound

from .. import errors, events, rules, selectors
from ..models import Voucher
from ..states import VoucherState
from . import moves, offline_passes, pins

OWN_WISH = "本人停用"
TERM_OVER = "停用期满"
MAY_LIFT = "vouchers.lift_sanction"
FIELDS = ["state", "suspension_reason", "suspended_until"]


def suspend(
    *, by: Any, voucher: Voucher, reason: str = OWN_WISH, until: datetime | None = None
) -> Voucher:
    """Suspend at once: codes on any phone are refused from this commit on (T11, settled 6).

    The holder needs no proof beyond being signed in, because loss is reported in a hurry. Only
    staff give ``until``, which makes it a sanction of 3 to 12 months, and only a lead shortens it.
    Raises ``voucher.not_active`` where there is nothing to suspend, ``voucher.sanction_term`` and
    ``voucher.sanction_lead_only``; suspending twice changes nothing.
    """
    moves.check_may(by=by, voucher=voucher)
    if until is not None and not moves.is_office(by):
        raise NotFound
    with transaction.atomic():
        row = moves.locked(by=by, voucher=voucher)
        offline_passes.revoke_all(by=by, voucher=row)
        _end_if_over(row)
        _check_term(row, until)
        if row.state != VoucherState.SUSPENDED:
            moves.move(by=by, row=row, state=VoucherState.SUSPENDED, reason=reason)
            _tell_of_suspension(by, row, reason, until)
        elif not moves.is_office(by):
            return row
        else:
            _check_may_change(by, row, until)
            audit.record("vouchers.suspension.changed", by=by, subject=row, data={"reason": reason})
            if until is not None:
                _tell_of_suspension(by, row, reason, until)
        row.suspension_reason, row.suspended_until = reason, until
        row.save(update_fields=FIELDS)
    return row


def restore(
    *, by: Any, voucher: Voucher, pin: str = "", face: str = "", session: str = ""
) -> Voucher:
    """Back into use: the holder by password or face, staff by decision, a lead a sanction (T41).

    ``face`` is the result of a check of purpose ``RESTORE`` of this session, which is spent. Raises
    ``voucher.suspended`` where a sanction runs and the holder asks, ``voucher.sanction_lead_only``,
    ``voucher.pin.*``, ``voucher.locked`` and ``accounts.face.not_valid``. Restoring an active
    voucher changes nothing.
    """
    moves.check_may(by=by, voucher=voucher)
    if not moves.is_office(by):
        if selectors.is_sanctioned(voucher):
            raise selectors.refusal_of_suspension(voucher)
        if not face:
            pins.verify_pin(by=by, pin=pin)
    with transaction.atomic():
        row = moves.locked(by=by, voucher=voucher)
        if row.state == VoucherState.ACTIVE:
            return row
        if not moves.is_office(by) and selectors.is_sanctioned(row):
            raise selectors.refusal_of_suspension(row)
        _check_may_lift(by, row)
        if face and not moves.is_office(by):
            faces.consume(by=by, ref=face, person=by.person, purpose="RESTORE", session=session)
        _restore(by, row, "voucher_restored")
    return row


def end_sanctions(*, by: Any) -> int:
    """Sanctions whose last day has passed are over; their people are told (P40). How many.

    The status word knows already; this makes it known and lets the holder suspend again.
    """
    over = Voucher.objects.filter(
        moments.reached("suspended_until", tenant="person__tenant"),
        state=VoucherState.SUSPENDED,
    ).values_list("pk", flat=True)
    return sum(_end_one(by, pk) for pk in over[:500])


def _end_one(by: Any, pk: Any) -> bool:
    with transaction.atomic():
        rows = Voucher.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        row = rows.select_related("person__tenant").filter(pk=pk).first()
        if row is None or not _is_over(row):
            return False
        if row.closing_reason:
            _close(by, row)
        else:
            _restore(by, row, "voucher_sanction_ended", reason=TERM_OVER)
    return True


def _close(by: Any, row: Voucher) -> None:
    """Its person had gone before the term was over."""
    moves.move(by=by, row=row, state=VoucherState.CLOSED, reason=row.closing_reason)
    row.closed_at, row.suspended_until = clock.now(row.person.tenant), None
    row.save(update_fields=["state", "closed_at", "suspended_until"])
    events.voucher_closed.send(sender=Voucher, voucher=row, by=by)


def _restore(by: Any, row: Voucher, notice: str, **data: str) -> None:
    moves.move(by=by, row=row, state=VoucherState.ACTIVE, **data)
    row.suspension_reason, row.suspended_until = "", None
    row.save(update_fields=FIELDS)
    moves.tell(by=by, row=row, code=notice)


def _is_over(row: Voucher) -> bool:
    until, now = row.suspended_until, clock.now(row.person.tenant)
    return row.state == VoucherState.SUSPENDED and until is not None and until <= now


def _end_if_over(row: Voucher) -> None:
    """A sanction that has run out suspends nobody, so the voucher can be suspended anew."""
    if _is_over(row):
        moves.move(by=None, row=row, state=VoucherState.ACTIVE, reason=TERM_OVER)


def _check_term(row: Voucher, until: datetime | None) -> None:
    if until is None:
        return
    today = clock.today(row.person.tenant)
    is_new = not selectors.is_sanctioned(row)
    if not rules.fits_term(today=today, last=clock.local(until).date(), is_new=is_new):
        latest = rules.after_months(today, rules.MAX_MONTHS)
        raise errors.SanctionTermWrong(latest=f"{latest:%Y-%m-%d}")


def _check_may_change(by: Any, row: Voucher, until: datetime | None) -> None:
    if until is None or until < (row.suspended_until or until):
        _check_may_lift(by, row)


def _check_may_lift(by: Any, row: Voucher) -> None:
    """Whoever set a sanction is not to end it by oneself: that is the lead's matter."""
    if selectors.is_sanctioned(row) and by is not None and not by.has_perm(MAY_LIFT):
        raise errors.SanctionNotYours


def _tell_of_suspension(by: Any, row: Voucher, reason: str, until: datetime | None) -> None:
    code = "voucher_suspended" if until is None else "voucher_sanctioned"
    moves.tell(by=by, row=row, code=code, reason=reason, until=until)
