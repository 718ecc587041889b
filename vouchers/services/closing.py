"""Closing a voucher: by its person with the face, at the counter, by death (P37, P39)."""

from typing import Any

from django.db import transaction

from accounts.services import face as faces
from yibao.kernel import clock

from .. import events, rules, selectors
from ..models import CounterAct, Voucher
from ..states import VoucherState
from . import displays, moves

FIELDS = ["state", "closed_at", "closing_reason", "generation"]


def close_own(*, by: Any, voucher: Voucher, face: str, session: str = "") -> Voucher:
    """The holder closes with the result of a face check of purpose ``CLOSE`` (P37, T20).

    The result is of this session and is spent. Raises ``request.not_found`` (T31),
    ``accounts.face.not_valid``, ``voucher.suspended`` where a
    sanction runs: nobody escapes one by closing.
    """
    moves.check_may(by=by, voucher=voucher)
    with transaction.atomic():
        row = moves.locked(by=by, voucher=voucher)
        if selectors.is_sanctioned(row):
            raise selectors.refusal_of_suspension(row)
        faces.consume(by=by, ref=face, person=by.person, purpose="CLOSE", session=session)
        return close(by=by, voucher=row, reason=rules.OWN_CLOSING)


def close(*, by: Any, voucher: Voucher, reason: str) -> Voucher:
    """Close at once: codes, slips, channels and family displays end with this commit.

    For callers that know the wish to be the person's, or the death. A sanction stays what it is,
    because it also stops the card (P40): then everything ends but the state, and the
    voucher is closed when the sanction is over. Death closes always,
    and the dead get no notice (P39). Closing twice changes nothing.
    """
    with transaction.atomic():
        row = moves.locked(by=by, voucher=voucher)
        if row.state == VoucherState.CLOSED:
            return row
        displays.end_all(by=by, row=row, close_slots=True)
        if row.person.deceased_on is None and selectors.is_sanctioned(row):
            row.closing_reason = reason
            row.save(update_fields=["generation", "closing_reason"])
            return row
        moves.move(by=by, row=row, state=VoucherState.CLOSED, reason=reason)
        row.closed_at, row.closing_reason = clock.now(row.person.tenant), reason
        row.save(update_fields=FIELDS)
        if reason != rules.ACCOUNT_CLOSED:  # that has a farewell of its own
            moves.tell(by=by, row=row, code="voucher_closed", at=row.closed_at)
        events.voucher_closed.send(sender=Voucher, voucher=row, by=by)
    return row


def open_again(*, by: Any, voucher: Voucher) -> Voucher:
    """Whoever closed by own wish applies again; a new password and face follow (P11, P28).

    The caller has checked that the person may be activated. Changes nothing otherwise.
    """
    with transaction.atomic():
        row = moves.locked(by=by, voucher=voucher)
        if not selectors.may_apply_again(row):
            return row
        if row.state == VoucherState.SUSPENDED:
            moves.move(by=by, row=row, state=VoucherState.CLOSED, reason=row.closing_reason)
        moves.move(by=by, row=row, state=VoucherState.APPLIED)
        row.suspension_reason, row.suspended_until = "", None
        row.closed_at, row.closing_reason = None, ""
        row.activated_at, row.activation_way = None, ""
        row.pin_hash, row.pin_failures, row.pin_locked_until = "", 0, None
        row.save()
    return row


def forget_phones(*, by: Any, person: Any) -> None:
    """Numbers that were written down at a counter go with the account (T91)."""
    CounterAct.objects.filter(person=person).update(new_phone=None)
