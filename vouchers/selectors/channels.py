"""Channels of an area, the ways through their menus, and where a voucher is open (P8–P16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from accounts.selectors import regions

from ..data import Relative
from ..data.channels import SELF, Abilities, ChannelGuide
from ..events import relatives_wanted
from ..models import Channel, ChannelPath, ChannelRegion, ChannelSlot, DynamicCode, Voucher
from . import holders

_ACTIVE_STATES = ("ACTIVE", "SUSPENDED")


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """One place where a voucher is open, as its owner reads it; ``ref`` is empty for our pages."""

    ref: str
    name: str
    kind: str
    since: datetime | None
    last_used: datetime | None
    is_own: bool
    is_here: bool
    holder: str = ""


def abilities(channel: Channel, region_code: str) -> Abilities:
    """What the channel may do in an area: the district's switch, else the city's, else its own."""
    return _narrowed(channel, _switches(region_code, [channel.pk]).get(channel.pk))


def guides(region_code: str, day: date) -> list[ChannelGuide]:
    """Every channel that offers something in the area on the day, with its paths in force."""
    rows = list(Channel.objects.filter(is_enabled=True).exclude(pk=SELF))
    switches = _switches(region_code, [row.pk for row in rows])
    paths = paths_on(day)
    found = []
    for row in rows:
        able = _narrowed(row, switches.get(row.pk))
        if able.activate or able.show:
            found.append(ChannelGuide(row, able, _fitting(paths.get(row.pk, ()), able)))
    return found


def paths_on(day: date) -> dict[str, list[ChannelPath]]:
    """Paths in force on a day, by channel (P13)."""
    in_force = ChannelPath.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day
    )
    found: dict[str, list[ChannelPath]] = {}
    for path in in_force.order_by("kind", "code", "-valid_from"):
        found.setdefault(path.channel_id, []).append(path)
    return found


def of_client(client: Any) -> Channel | None:
    """The channel of a channel app; None where the client has none."""
    return Channel.objects.filter(client=client).first()


def consent_kind(channel: Channel) -> str:
    """Under which name a person's consent to a channel is kept."""
    return f"channel.{channel.pk}"


def live_slot(*, voucher: Any, channel: Any, holder: Any) -> ChannelSlot | None:
    """The slot of a holder in a channel that has not ended."""
    return ChannelSlot.objects.filter(
        voucher=voucher, channel=channel, holder=holder, ended_at__isnull=True
    ).first()


def slot_of_app(*, user: Any, client: Any) -> ChannelSlot | None:
    """The user's own live slot in a channel app, with voucher, person and channel."""
    return (
        ChannelSlot.objects.select_related("voucher__person__tenant", "channel", "holder")
        .filter(channel__client=client, holder=user, is_own=True, ended_at__isnull=True)
        .first()
    )


def may_still_show(code: DynamicCode | None) -> bool:
    """Whether the channel slot that showed the code is still open (P37, T11).

    Asked behind the voucher's lock: an ending that was committed counts. A code names its very
    slot, so that joining again revives none.
    """
    if code is None or code.channel_id is None:
        return True
    return ChannelSlot.objects.filter(ref=code.sign_in_ref, ended_at__isnull=True).exists()


def relatives_in_app(*, user: Any, client: Any) -> list[Relative]:
    """Relatives whose codes this user may show in a channel app: none where it does no family."""
    if not may_bind(user=user, client=client):
        return []
    asked = relatives_wanted.send(sender=Channel, user=user, client=client)
    return [one for _, rows in asked for one in rows or ()]


def may_bind(*, user: Any, client: Any) -> bool:
    """Whether the area of the user lets this app do family matters (P8, P9)."""
    channel = of_client(client)
    if channel is None:
        return False
    return abilities(channel, holders.standing(user.person).region).bind


def slot_seen_by(user: Any, ref: str) -> ChannelSlot | None:
    """A live slot of the user's own voucher, or one that the user holds (T31)."""
    return (
        ChannelSlot.objects.select_related("channel", "voucher__person", "holder__person")
        .filter(
            Q(voucher__person=user.person_id) | Q(holder=user),
            ref=ref,
            ended_at__isnull=True,
        )
        .first()
    )


def open_channels(voucher: Voucher) -> list[OpenChannel]:
    """Where a voucher is open, our own pages first.

    Vouchers from before the channels were kept have no row for our pages: those are shown from
    the activation on.
    """
    slots = (
        ChannelSlot.objects.select_related("channel", "holder__person")
        .filter(voucher=voucher, ended_at__isnull=True)
        .order_by("-is_own", "channel__sort", "joined_at")
    )
    rows = [_shown(slot) for slot in slots]
    here = [row for row in rows if row.is_here]
    if not here and voucher.state in _ACTIVE_STATES:
        here = [OpenChannel("", "本平台", "本平台", voucher.activated_at, None, True, True)]
    return [*here, *(row for row in rows if not row.is_here)]


def _shown(slot: ChannelSlot) -> OpenChannel:
    person = slot.holder.person
    return OpenChannel(
        ref=slot.ref,
        name=slot.channel.name,
        kind=slot.channel.get_kind_display(),
        since=slot.joined_at,
        last_used=slot.last_used_at,
        is_own=slot.is_own,
        is_here=slot.channel_id == SELF and slot.is_own,
        holder="" if slot.is_own or person is None else person.masked_name,
    )


def _switches(region_code: str, channels: Iterable[str]) -> dict[str, ChannelRegion]:
    """The switch nearest to the area, by channel."""
    city = regions.city_of(region_code)
    rows = ChannelRegion.objects.filter(channel__in=list(channels), region__in=[region_code, city])
    # The district comes last and wins.
    return {
        row.channel_id: row for row in sorted(rows, key=lambda row: row.region_id == region_code)
    }


def _narrowed(channel: Channel, switch: ChannelRegion | None) -> Abilities:
    if not channel.is_enabled:
        return Abilities()
    source = switch if switch is not None else channel
    return Abilities(source.can_activate, source.can_show, source.can_bind)


def _fitting(paths: Iterable[ChannelPath], able: Abilities) -> tuple[ChannelPath, ...]:
    wanted = {ChannelPath.Kind.ACTIVATE: able.activate, ChannelPath.Kind.SHOW: able.show}
    return tuple(path for path in paths if wanted[path.kind])
