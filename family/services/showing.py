"""Showing a relative's code: right and age asked behind the lock, the member told (P78)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.selectors import people
from vouchers import errors as voucher_errors
from vouchers import selectors as vouchers
from vouchers.data import IssuedCode
from vouchers.services import channel_codes, codes, relatives
from vouchers.states import VoucherWord
from yibao.audit import services as audit
from yibao.kernel import clock, moments
from yibao.kernel.batches import Walk
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from .. import selectors
from ..errors import BindingPaused, HolderNotActive, MemberCardFull
from ..models import Binding
from . import binding_moves as steps

# A screen renews its code within a minute; a longer silence begins a new showing.
GAP = timedelta(minutes=3)
#: Words of the own voucher under which nobody shows a relative's code: the phone may be lost.
_STOPPED = (
    VoucherWord.NONE,
    VoucherWord.APPLIED,
    VoucherWord.LOCKED,
    VoucherWord.SUSPENDED,
    VoucherWord.CLOSED,
)


def refusal_of_holder(*, by: Any) -> HolderNotActive | None:
    """Whoever may not show the own code shows no other: not active, lost, locked (P46)."""
    word = vouchers.standing(by.person).word
    return HolderNotActive(word=word.label) if word in _STOPPED else None


def show(*, by: Any, ref: str, sign_in_ref: str = "", is_stepped_up: bool = False) -> IssuedCode:
    """Issue the member's code to the holder's screen on our own pages.

    The caller has asked for the holder's own fresh proof (P22). Raises ``request.not_found`` for
    strangers, ``family.binding.paused``, ``family.holder.not_active``, E-FAM-07 where the card has
    filled up, and the refusals of showing a code.
    """
    refuse_stopped(by=by)
    with transaction.atomic():
        _keep_open(by, ref)
        row = locked_to_show(by=by, ref=ref)
        code = codes.issue(
            by=by,
            person=row.member,
            presented_as=selectors.bindings.presenter_word(row),
            sign_in_ref=sign_in_ref,
            is_stepped_up=is_stepped_up,
        )
        note(by=by, binding=row)
    return code


def _keep_open(by: Any, ref: str) -> None:
    """Our pages are a place of the card; where it was lost it is taken again, within the limits.

    Before the binding is locked, because a place is taken behind the voucher's lock.
    """
    binding = selectors.bindings.may_show(by, ref)
    voucher = vouchers.voucher_of(binding.member) if binding is not None else None
    if voucher is None or relatives.is_open(by=by, voucher=voucher, holder=by):
        return
    try:
        relatives.open_pages(by=by, voucher=voucher, holder=by)
    except (voucher_errors.BinderLimit, voucher_errors.ChannelLimit) as full:
        raise MemberCardFull from full


def show_in_app(*, by: Any, client: Any, ref: str, unlocked_by: str) -> IssuedCode:
    """The same inside a channel app that may do family matters (partner-api 6).

    Raises as ``show``, and ``voucher.channel.closed``, ``voucher.channel.not_joined``.
    """
    known = selectors.bindings.may_show(by, ref)
    if known is None:
        raise NotFound
    refuse_stopped(by=by)
    with transaction.atomic():
        voucher = vouchers.voucher_of(known.member)
        if voucher is not None:
            _open_in_app(by, client, voucher)
        row = locked_to_show(by=by, ref=ref)
        code = channel_codes.show_relative(
            by=by,
            client=client,
            unlocked_by=unlocked_by,
            person=row.member,
            presented_as=selectors.bindings.presenter_word(row),
        )
        note(by=by, binding=row)
    return code


def _open_in_app(by: Any, client: Any, voucher: Any) -> None:
    try:
        channel_codes.open_in_app(by=by, client=client, voucher=voucher)
    except (voucher_errors.BinderLimit, voucher_errors.ChannelLimit) as full:
        raise MemberCardFull from full


def refuse_stopped(*, by: Any) -> None:
    """Raise ``family.holder.not_active`` where the holder's own code is stopped."""
    refusal = refusal_of_holder(by=by)
    if refusal is not None:
        raise refusal


def locked_to_show(*, by: Any, ref: str) -> Binding:
    """The binding under its lock, with the right to show now; an ending waits or is seen (T40)."""
    row = steps.locked(by=by, ref=ref)
    if by.person_id is None or row.holder_id != by.person_id:
        raise NotFound
    if not selectors.bindings.is_showing(row):
        raise BindingPaused(reason="绑定已暂停或结束")
    return row


def note(*, by: Any, binding: Binding) -> None:
    """A locked binding is being shown; a new showing is told to the member, as the member likes."""
    moment = clock.now(binding.tenant)
    last = binding.last_shown_at
    binding.last_shown_at = moment
    binding.save(update_fields=["last_shown_at"])
    if last is not None and moment - last < GAP:
        return
    audit.record(
        "family.binding.shown",
        by=by,
        subject=binding,
        tenant_id=binding.tenant_id,
        data={"ref": binding.ref},
    )
    if binding.tell_showings == Binding.Tell.INSTANT:
        steps.tell_member_only(by=by, binding=binding, code="family_shown")


def send_digests(*, by: Any, walk: Walk | None = None) -> int:
    """Yesterday's showings, for members who want them once a day; safe to repeat. How many."""
    lately = moments.due(lambda now: Q(last_shown_at__gte=now - timedelta(days=2)), tenant="tenant")
    shown = Binding.objects.filter(lately, tell_showings=Binding.Tell.DIGEST)
    return sum(_digest(by, row.pk) for row in (walk or Walk()).rows(shown.only("pk")))


def _digest(by: Any, binding_id: Any) -> bool:
    with transaction.atomic():
        row = steps.locked(by=by, binding_id=binding_id)
        today = clock.local(clock.now(row.tenant)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        span = (today - timedelta(days=1), today)
        owner, holder = people.user_of(row.member), people.user_of(row.holder)
        if owner is None or holder is None:
            return False
        times = _showings(row, holder, span)
        if not times:
            return False
        notices.post_once(
            "family_shown_digest",
            key=f"family-shown:{row.pk}:{span[0]:%Y%m%d}",
            by=by,
            user=owner,
            context={
                "name": row.holder.masked_name,
                "relation": selectors.bindings.presenter_word(row),
                "day": span[0].date(),
                "times": times,
            },
            link=notices.Link(reverse("vouchers:history"), "看使用记录"),
        )
    return True


def _showings(row: Binding, holder: Any, span: tuple[datetime, datetime]) -> int:
    return vouchers.usage.count_showings(row.member, holder, span, gap=GAP)
