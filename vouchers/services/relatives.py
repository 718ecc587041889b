"""What a relative's binding does to a voucher: activating it, opening it, ending the showing.

Who may bind is decided above; here stand only the facts of the voucher.
"""

from typing import Any

from django.db import connection, transaction

from accounts.selectors import enrolments, people
from yibao.audit import services as audit
from yibao.kernel import clock

from .. import errors, events, selectors
from ..data.channels import SELF
from ..models import Channel, ChannelSlot, Voucher
from ..states import VOUCHER_MOVES, VoucherState
from . import channels, closing, moves, pins

# A code that is on a screen now ends now; it must end after it began.
_END_CODES = """
WITH t AS (SELECT statement_timestamp() + make_interval(secs => %(ahead)s) AS now),
     live AS (
       SELECT c.id
         FROM vouchers_dynamiccode AS c, t
        WHERE c.voucher_id = %(voucher)s
          AND c.shown_by_id = %(shown_by)s
          AND c.used_at IS NULL
          AND c.expires_at > t.now
          FOR UPDATE OF c SKIP LOCKED
     )
UPDATE vouchers_dynamiccode AS c
   SET expires_at = GREATEST(c.issued_at + interval '1 microsecond', LEAST(c.expires_at, t.now))
  FROM live, t
 WHERE c.id = live.id
"""


def activate(*, by: Any, person: Any) -> Voucher:
    """The voucher of somebody who is being bound: a new one where there was none (settled 3).

    It has no password until its person sets one. A suspended voucher stays suspended (P87). Raises
    ``person.not_insured``, ``voucher.restricted`` (P2) and ``voucher.not_active`` for the dead.
    """
    with transaction.atomic():
        Voucher.objects.get_or_create(person=person)
        row = moves.locked(by=by, voucher=Voucher(pk=_voucher_id(person)))
        if person.deceased_on is not None:
            raise errors.VoucherNotActive
        enrolment = enrolments.current(person)
        refusal = selectors.refusal_of_insurance(person, enrolment)
        if refusal is not None:
            raise refusal
        if selectors.may_apply_again(row):
            row = closing.open_again(by=by, voucher=row)
        if row.state == VoucherState.CLOSED:
            raise errors.VoucherNotActive
        if row.state == VoucherState.APPLIED:
            _make_active(by, row, enrolment)
    return row


def _voucher_id(person: Any) -> Any:
    return Voucher.objects.values_list("pk", flat=True).get(person=person)


def _make_active(by: Any, row: Voucher, enrolment: Any) -> None:
    if selectors.insurance_warnings(enrolment):
        raise errors.VoucherRestricted
    verb = VOUCHER_MOVES.verb(row.state, VoucherState.ACTIVE)
    row.state = VoucherState.ACTIVE
    row.activated_at = clock.now(row.person.tenant)
    row.activation_way = Voucher.Way.BINDING
    row.save(update_fields=["state", "activated_at", "activation_way"])
    audit.record(
        verb, by=by, subject=row, tenant_id=row.person.tenant_id, data={"way": Voucher.Way.BINDING}
    )
    own = people.user_of(row.person)
    if own is not None:
        channels.join_own_pages(by=own, voucher=row)
    transaction.on_commit(
        lambda: events.voucher_activated.send(sender=Voucher, voucher=row, by=by), robust=True
    )


def open_pages(*, by: Any, voucher: Voucher, holder: Any) -> ChannelSlot | None:
    """Our own pages of a relative are one more place of the card, within its limits (P15, P51).

    Without a notice: the binding has its own. None where the channels have not been imported.
    Raises ``voucher.channel.month_limit`` (E-FAM-07) and ``voucher.channel.limit``.
    """
    here = Channel.objects.filter(pk=SELF).first()
    if here is None:
        return None
    return channels.join_relative(by=by, voucher=voucher, channel=here, holder=holder)


def hold(*, by: Any, person: Any) -> None:
    """Lock the voucher of this person until the transaction ends, where there is one.

    For callers that lock a binding next and may need the voucher after it.
    """
    rows = Voucher.objects.select_for_update(no_key=True, of=("self",)).filter(person=person)
    list(rows.values_list("pk"))


def is_open(*, by: Any, voucher: Voucher, holder: Any) -> bool:
    """Whether the relative shows this voucher in our pages; notes that it is shown now."""
    slots = ChannelSlot.objects.filter(
        voucher=voucher, channel=SELF, holder=holder, ended_at__isnull=True
    )
    return bool(slots.update(last_used_at=clock.now(voucher.person.tenant)))


def end_showing(*, by: Any, person: Any, holder: Any) -> int:
    """``holder`` shows this person's code no more: codes on a screen die, places are given up.

    The caller has taken the right away in the same transaction; a scan asks for it behind the
    voucher's lock, so that it is either before this or refused (T40, P81). Nothing here waits: a
    code that is being used up right now is used, a place that is being ended ends. How many places
    were given up.
    """
    voucher = Voucher.objects.select_related("person__tenant").filter(person=person).first()
    if voucher is None:
        return 0
    with transaction.atomic():
        _end_codes(voucher, holder)
        slots = ChannelSlot.objects.filter(
            voucher=voucher, holder=holder, is_own=False, ended_at__isnull=True
        )
        free = list(slots.select_for_update(skip_locked=True).values_list("pk", flat=True))
        live = ChannelSlot.objects.filter(pk__in=free)
        return live.update(ended_at=clock.now(voucher.person.tenant))


def _end_codes(voucher: Voucher, holder: Any) -> None:
    """Codes that this login has on a screen end now."""
    values = {
        "voucher": voucher.pk,
        "shown_by": holder.pk,
        "ahead": voucher.person.tenant.clock_offset_seconds,
    }
    with connection.cursor() as cursor:
        cursor.execute(_END_CODES, values)


def reset_pin(*, by: Any, person: Any, pin: str, pin_again: str) -> Voucher:
    """A new password for a relative's voucher; whose face that takes is decided above (P29).

    Codes on any screen die with the generation (P38), and the person's own proofs end. Raises
    ``voucher.pin.*`` and ``voucher.not_active``.
    """
    with transaction.atomic():
        row = Voucher.objects.select_for_update(no_key=True, of=("self",)).filter(person=person)
        voucher = row.select_related("person__tenant").first()
        if voucher is None or voucher.state not in (VoucherState.ACTIVE, VoucherState.SUSPENDED):
            raise errors.VoucherNotActive
        owner = people.user_of(person)
        pins.check_pin_for(
            by=by,
            person=person,
            phone=(owner.phone if owner else "") or "",
            pin=pin,
            pin_again=pin_again,
        )
        pins.replace(by=by, voucher=voucher, pin=pin, owner=owner)
        audit.record("vouchers.pin.reset", by=by, subject=voucher, tenant_id=person.tenant_id)
    return voucher
