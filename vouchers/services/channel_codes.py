"""A code shown inside a channel app (P22): only where the voucher is open there now."""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, rates
from yibao.kernel.errors import TooManyRequests

from .. import errors, selectors
from ..data import IssuedCode
from ..models import ChannelSlot
from . import codes

CODES_A_MINUTE = 30
WINDOW = 60


def show(*, by: Any, client: Any, unlocked_by: str) -> IssuedCode:
    """Issue the code that a channel app shows to its signed-in user.

    ``unlocked_by`` is how the channel made sure that the user is there; it is the channel's word
    and goes into the audit log. Raises ``request.rate_limited``, ``voucher.channel.not_joined``,
    ``voucher.channel.closed`` and the refusals of showing a code.
    """
    _check_pace(by)
    slot = selectors.channels.slot_of_app(user=by, client=client)
    if slot is None:
        raise errors.ChannelNotJoined(channel=client.name)
    standing = selectors.standing(slot.voucher.person)
    if not selectors.channels.abilities(slot.channel, standing.region).show:
        raise errors.ChannelClosed(channel=slot.channel.name)
    with transaction.atomic():
        code = codes.issue(
            by=by, person=slot.voucher.person, channel=slot.channel_id, sign_in_ref=slot.ref
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
