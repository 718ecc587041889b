"""The life of a binding: made by a request, paused, ended from either side (P42–P51, P79–P87).

A binding shows a code and never spends (settled 1); nothing here touches a grant.
"""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from psycopg import errors as pg

from accounts.selectors import people
from vouchers import errors as voucher_errors
from vouchers.services import relatives
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import NotFound

from .. import rules, selectors
from ..errors import AlreadyBound, BindingToSelf, ConsentMissing, MemberCardFull, MemberNotInsured
from ..models import Binding, BindingRequest, ConsentAsk
from ..states import LIVE_BINDINGS, BindingState
from . import binding_moves as steps
from . import moves, places

Ending = Binding.Ending
MISUSE = "MISUSE"


def make(*, by: Any, request: BindingRequest, way: str) -> Binding:
    """Make the binding of a locked request whose review (and consent from 16) is done.

    The request keeps its place and gets ``binding`` (saved here; the caller moves the state). The
    member's voucher is activated where there was none (settled 3) and opens in the holder's pages
    within the limits of the card (P15). Tells the holder (``family_approved``) and the member
    (``family_bound``), so callers send neither. All or nothing. Raises E-FAM-01, 07, 08 (a member
    who is 16 by today without a given consent, P58), 09 and, where the place was released before
    (appeal), 06.
    """
    member = request.member
    if member is None:
        raise MemberNotInsured
    if member.pk == request.holder_id:
        raise BindingToSelf
    consent = selectors.consents.counting(request)
    is_grown = selectors.bindings.is_grown(member)
    if is_grown and consent is None:
        raise ConsentMissing
    with transaction.atomic():
        _keep_place(by, request)
        _open_voucher(by, holder=request.holder, member=member)
        binding = _create(request, way, consent, is_grown=is_grown)
        request.binding = binding
        request.save(update_fields=["binding"])
        audit.record(
            "family.binding.made",
            by=by,
            subject=binding,
            tenant_id=binding.tenant_id,
            data={"ref": binding.ref, "request": request.number, "way": str(way)},
        )
        steps.tell_holder(by=by, binding=binding, code="family_approved")
        steps.tell_member(by=by, binding=binding, code="family_bound")
    return binding


def _keep_place(by: Any, request: BindingRequest) -> None:
    """An appeal that is granted needs a place again."""
    if request.place is not None and request.place.released_at is None:
        return
    policy = selectors.policies.of_person(request.holder)
    request.place = places.take(
        by=by,
        holder=request.holder,
        member_index=request.member_index,
        limit=policy.max_members,
    )
    request.save(update_fields=["place"])


def _create(
    request: BindingRequest, way: str, consent: ConsentAsk | None, *, is_grown: bool
) -> Binding:
    policy = selectors.policies.of_person(request.holder)
    turns_on = rules.turning_day(
        request.member.birth_date, policy.adult_age, policy.age_turn_offset_days
    )
    try:
        with transaction.atomic():
            return Binding.objects.create(
                tenant=request.tenant,
                holder=request.holder,
                member=request.member,
                relation=request.relation,
                way=way,
                place=request.place,
                sees_bills=bool(consent and consent.sees_bills),
                consented_at=consent.answered_at if consent else None,
                began_at=clock.now(request.tenant),
                turns_16_on=None if is_grown else turns_on,
            )
    except IntegrityError as failure:
        if isinstance(failure.__cause__, pg.UniqueViolation):  # the pair, or the place (P51)
            raise AlreadyBound from failure
        raise


def _open_voucher(by: Any, *, holder: Any, member: Any) -> None:
    """The card's own limits stand behind the voucher's lock (P15), which comes before a binding."""
    try:
        voucher = relatives.activate(by=by, person=member)
        login = people.user_of(holder)
        if login is not None:
            relatives.open_pages(by=by, voucher=voucher, holder=login)
    except (
        voucher_errors.NotInsured,
        voucher_errors.VoucherRestricted,
        voucher_errors.VoucherNotActive,
    ) as refused:
        raise MemberNotInsured from refused
    except (voucher_errors.BinderLimit, voucher_errors.ChannelLimit) as refused:
        raise MemberCardFull from refused


def unbind(*, by: Any, ref: str, silently: bool = False) -> Binding:
    """End a binding at once (P79–P81): codes on any screen are refused from this commit on (T40).

    The holder, the member, a guardian of a member under 16, or staff may; for others there is no
    such binding. ``silently``: the other side gets no notice and, where it is the holder, sees a
    display that is out of order for 30 days (feature 29). Ending twice changes nothing.
    """
    with transaction.atomic():
        row = steps.locked(by=by, ref=ref)
        ending = _ending_by(by, row)
        if row.state not in LIVE_BINDINGS:
            return row
        silently = silently and ending in (Ending.HOLDER, Ending.MEMBER, Ending.GUARDIAN)
        _end(by, row, BindingState.UNBOUND, ending, silently=silently)
        if not silently or ending == Ending.HOLDER:
            steps.tell_holder(by=by, binding=row, code="family_unbound", ending=ending)
        if not silently or ending == Ending.MEMBER:
            steps.tell_member(by=by, binding=row, code="family_unbound", ending=ending)
    return row


def _ending_by(by: Any, row: Binding) -> str:
    """In what role somebody may end this binding; strangers learn nothing (T31)."""
    if by is None or by.is_staff:
        return Ending.COUNTER
    if by.person_id == row.holder_id:
        return Ending.HOLDER
    if by.person_id == row.member_id:
        return Ending.MEMBER
    if selectors.bindings.is_guardian(by.person, row.member):
        return Ending.GUARDIAN
    raise NotFound


def _end(
    by: Any, row: Binding, to: str, ending: str, *, silently: bool = False, note: str = ""
) -> None:
    moment = clock.now(row.tenant)
    row.ended_at, row.ending, row.ended_silently = moment, ending, silently
    if silently:
        row.hidden_from = moment + timedelta(days=steps.HIDDEN_AFTER_DAYS)
    save = ("ended_at", "ending", "ended_silently", "hidden_from")
    steps.move(by=by, binding=row, to=to, save=save, note=note or ending)


def suspend(*, by: Any, ref: str, reason: str, note: str = "") -> Binding:
    """Pause the showing at once: ``CONSENT_16`` (P83) or ``MISUSE`` (P90); both sides are told.

    ``note`` is what staff wrote, masked. Pausing twice changes nothing, but a consent does not lift
    what was paused for misuse as well. Raises ``family.binding.not_possible`` after the end.
    """
    with transaction.atomic():
        row = steps.locked(by=by, ref=ref)
        if row.state == BindingState.SUSPENDED:
            return _paused_for(by, row, reason, note)
        row.suspension_reason = reason
        steps.move(
            by=by,
            binding=row,
            to=BindingState.SUSPENDED,
            save=("suspension_reason",),
            note=note or reason,
        )
        steps.tell_holder(by=by, binding=row, code="family_suspended", reason=reason)
        steps.tell_member(by=by, binding=row, code="family_suspended", reason=reason)
    return row


def _paused_for(by: Any, row: Binding, reason: str, note: str) -> Binding:
    """Misuse outweighs a missing consent, never the other way round."""
    if reason == row.suspension_reason or row.suspension_reason == MISUSE:
        return row
    row.suspension_reason = reason
    row.save(update_fields=["suspension_reason"])
    verb, before = "family.binding.suspended", row.state
    steps.record(by=by, verb=verb, binding=row, before=before, note=note or reason)
    return row


def end_misuse(*, by: Any, ref: str, note: str = "") -> Binding:
    """Staff end a binding under which a code was misused (P90); both sides are told.

    Ending twice changes nothing.
    """
    with transaction.atomic():
        row = steps.locked(by=by, ref=ref)
        if row.state not in LIVE_BINDINGS:
            return row
        _end(by, row, BindingState.CLOSED, Ending.MISUSE, note=note)
        steps.tell_holder(by=by, binding=row, code="family_closed", ending=Ending.MISUSE)
        steps.tell_member(by=by, binding=row, code="family_closed", ending=Ending.MISUSE)
    return row


def resume(*, by: Any, ref: str, note: str = "") -> Binding:
    """Show again, within the limits of the card; both sides are told.

    Raises E-FAM-07 where the card has filled up meanwhile.
    """
    with transaction.atomic():
        _open_again(by, ref)
        row = steps.locked(by=by, ref=ref)
        if row.state == BindingState.ACTIVE:
            return row
        row.suspension_reason = ""
        steps.move(
            by=by, binding=row, to=BindingState.ACTIVE, save=("suspension_reason",), note=note
        )
        steps.tell_holder(by=by, binding=row, code="family_resumed")
        steps.tell_member(by=by, binding=row, code="family_resumed")
    return row


def _open_again(by: Any, ref: str) -> None:
    """The place in the holder's pages; the voucher is locked before the binding."""
    known = Binding.objects.filter(ref=ref, state=BindingState.SUSPENDED).first()
    if known is not None:
        _open_voucher(by, holder=known.holder, member=known.member)


def close_for(*, by: Any, person: Any, ending: str, as_holder: bool = True) -> int:
    """Close every binding of a person, in both directions; ``as_holder`` off: only as the member.

    Death, a closed account, a closed voucher (P39, P85): places are given free and the side that
    stays is told. How many.
    """
    refs = selectors.bindings.live_refs(person, as_holder=as_holder)
    with transaction.atomic():
        if as_holder:
            moves.lock_holder(by=by, holder=person)  # before the bindings, as everywhere
        return sum(_close_one(by, ref, person, ending) for ref in refs)


def _close_one(by: Any, ref: str, gone: Any, ending: str) -> bool:
    row = steps.locked(by=by, ref=ref)
    if row.state not in LIVE_BINDINGS:
        return False
    _end(by, row, BindingState.CLOSED, ending)
    if row.holder_id != gone.pk:
        steps.tell_holder(by=by, binding=row, code="family_closed", ending=ending)
    if row.member_id != gone.pk:
        steps.tell_member(by=by, binding=row, code="family_closed", ending=ending)
    return True


def set_scope(
    *, by: Any, ref: str, sees_bills: bool | None = None, tell_showings: str | None = None
) -> Binding:
    """The member says whether this holder reads the bills, and how showings are told (settled 1).

    Only the member; for others there is no such binding. Raises ``family.binding.not_possible``
    after the end. A change of the bills is told to the holder.
    """
    with transaction.atomic():
        row = steps.locked(by=by, ref=ref)
        if by.person_id is None or by.person_id != row.member_id:
            raise NotFound
        if row.state not in LIVE_BINDINGS:
            steps.refuse(by=by, binding=row)
        before = row.sees_bills
        row.sees_bills = before if sees_bills is None else sees_bills
        row.tell_showings = tell_showings or row.tell_showings
        row.save(update_fields=["sees_bills", "tell_showings"])
        audit.record(
            "family.binding.scope_set",
            by=by,
            subject=row,
            tenant_id=row.tenant_id,
            data={"ref": row.ref, "bills": row.sees_bills, "tell": row.tell_showings},
        )
        if row.sees_bills != before:
            steps.tell_holder(
                by=by, binding=row, code="family_scope_set", sms=False, sees_bills=row.sees_bills
            )
    return row
