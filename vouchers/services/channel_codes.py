"""A code shown inside a channel app (P22): only where the voucher is open there now."""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, rates
from yibao.kernel.errors import NotFound, TooManyRequests

from .. import errors, selectors
from ..data import IssuedCode
from ..events import relative_code_wanted
from ..models import ChannelSlot
from . import channels, codes

CODES_A_MINUTE = 30
WINDOW = 60


def show(*, by: Any, client: Any, unlocked_by: str, member: str = "") -> IssuedCode:
    """Issue the code that a channel app shows to its signed-in user.

    ``unlocked_by`` is how the channel made sure that the user is there; it is the channel's word
    and goes into the audit log. ``member`` is the reference of a relative whose code it is instead:
    the app that keeps bindings decides (``relative_code_wanted``). Raises
    ``request.rate_limited``, ``voucher.channel.not_joined``, ``voucher.channel.closed``,
    ``request.not_found`` for no such relative, and the refusals of showing a code.
    """
    _check_pace(by)
    if member:
        return _ask_for_relative(by, client, unlocked_by, member)
    slot = selectors.channels.slot_of_app(user=by, client=client)
    if slot is None:
        raise errors.ChannelNotJoined(channel=client.name)
    standing = selectors.standing(slot.voucher.person)
    if not selectors.channels.abilities(slot.channel, standing.region).show:
        raise errors.ChannelClosed(channel=slot.channel.name)
    return _issue(by, client, unlocked_by, slot, "")


def show_relative(
    *, by: Any, client: Any, unlocked_by: str, person: Any, presented_as: str
) -> IssuedCode:
    """The same for a relative; the caller has made sure of the right and holds its lock.

    The first showing opens the relative's voucher in the app, within the limits of the card (P15,
    P51): see ``open_in_app``.
    """
    slot = _slot_of(by, client, person)
    if slot is None:
        raise errors.ChannelNotJoined(channel=client.name)
    return _issue(by, client, unlocked_by, slot, presented_as)


def open_in_app(*, by: Any, client: Any, voucher: Any) -> ChannelSlot:
    """The app is one more place of the relative's card.

    Raises ``voucher.channel.closed``, ``.not_joined`` (the user's own voucher is not open there),
    ``voucher.channel.month_limit`` and ``voucher.channel.limit``.
    """
    own = selectors.channels.slot_of_app(user=by, client=client)
    if own is None:
        raise errors.ChannelNotJoined(channel=client.name)
    if not selectors.channels.may_bind(user=by, client=client):
        raise errors.ChannelClosed(channel=own.channel.name)
    return channels.join_relative(by=by, voucher=voucher, channel=own.channel, holder=by)


def _ask_for_relative(by: Any, client: Any, unlocked_by: str, member: str) -> IssuedCode:
    asked = relative_code_wanted.send(
        sender=ChannelSlot, user=by, client=client, ref=member, unlocked_by=unlocked_by
    )
    for _, answer in asked:
        if isinstance(answer, IssuedCode):
            return answer
    raise NotFound


def _slot_of(by: Any, client: Any, person: Any) -> ChannelSlot | None:
    return (
        ChannelSlot.objects.select_related("voucher__person__tenant", "channel")
        .filter(channel__client=client, holder=by, voucher__person=person, ended_at__isnull=True)
        .first()
    )


def _issue(
    by: Any, client: Any, unlocked_by: str, slot: ChannelSlot, presented_as: str
) -> IssuedCode:
    with transaction.atomic():
        code = codes.issue(
            by=by,
            person=slot.voucher.person,
            presented_as=presented_as,
            channel=slot.channel_id,
            sign_in_ref=slot.ref,
        )
        ChannelSlot.objects.filter(pk=slot.pk).update(last_used_at=clock.now())
        audit.record(
            "vouchers.channel.code_shown",
            by=client,
            subject=slot,
            tenant_id=by.tenant_id,
            data={"user": str(by.pk), "unlocked_by": unlocked_by, "code": str(code.code_id)},
        )
    return code


def _check_pace(user: Any) -> None:
    """A person looks at one code at a time; a program that asks faster collects them (T78)."""
    if rates.hit(f"channel-code:{user.pk}", seconds=WINDOW) > CODES_A_MINUTE:
        raise TooManyRequests(retry_after=rates.seconds_left(WINDOW))
