"""A voucher in many channels: joining within the limits of the card, ending one (P14–P16, P37)."""

from typing import Any

from django.db import transaction

from accounts.data import ConsentText
from accounts.selectors import enrolments, regions
from accounts.services import consents, partners
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices import services as notices

from .. import errors, rules, selectors
from ..data.channels import SELF
from ..models import Channel, ChannelSlot, Voucher

PAGE = "/code/channels/"


def join(*, by: Any, voucher: Voucher, channel: Channel, holder: Any, is_own: bool) -> ChannelSlot:
    """Open a voucher in one more channel; open there already, it is the same slot (P14).

    Never a second voucher: a channel gets a place on the one that there is. ``is_own`` says that
    the holder is the person; a relative's binding counts towards the people of the month, the own
    channels do not (P15). Raises the refusals of showing a code, ``voucher.channel.closed``,
    ``voucher.channel.month_limit`` (E-FAM-07) and ``voucher.channel.limit`` (E-VCH-10).
    """
    with transaction.atomic():
        row = _locked(voucher)
        known = selectors.channels.live_slot(voucher=row, channel=channel, holder=holder)
        if known is not None:
            return known
        standing = selectors.standing_of(row.person, row, enrolments.current(row.person))
        if standing.refusal is not None:
            raise standing.refusal
        _check_open(channel, standing.region)
        _check_room(row, channel, holder, is_own=is_own, region=standing.region)
        slot = _open(row, channel, holder, is_own=is_own)
        _record("joined", by, slot, row)
        _tell("channel_joined", by, slot, row)
    return slot


def join_own_pages(*, by: Any, voucher: Voucher) -> ChannelSlot | None:
    """Our own pages are the first channel of a voucher that its person activates here.

    Part of the activation: no notice of its own, and no refusal. None where the channels have not
    been imported.
    """
    here = Channel.objects.filter(pk=SELF).first()
    if here is None:
        return None
    with transaction.atomic():
        row = _locked(voucher)
        known = selectors.channels.live_slot(voucher=row, channel=here, holder=by)
        if known is not None:
            return known
        slot = _open(row, here, by, is_own=True)
        _record("joined", by, slot, row)
    return slot


def join_relative(*, by: Any, voucher: Voucher, channel: Channel, holder: Any) -> ChannelSlot:
    """A binding opens a voucher for a relative; whether it can be shown now does not matter (P87).

    The same limits as ``join`` and no notice of its own. Raises ``voucher.channel.month_limit``
    and ``voucher.channel.limit``.
    """
    with transaction.atomic():
        row = _locked(voucher)
        known = selectors.channels.live_slot(voucher=row, channel=channel, holder=holder)
        if known is not None:
            return known
        _check_room(row, channel, holder, is_own=False, region=_region(row))
        slot = _open(row, channel, holder, is_own=False)
        _record("joined", by, slot, row)
    return slot


def agree(*, by: Any, channel: Channel, scopes: list[str], text: ConsentText) -> None:
    """The person lets an app act for them; what was agreed to is kept, word by word."""
    with transaction.atomic():
        kind = selectors.channels.consent_kind(channel)
        consents.give(by=by, kind=kind, version=text.version, text=text.text)
        audit.record(
            "vouchers.channel.agreed",
            by=by,
            subject=channel,
            tenant_id=by.tenant_id,
            data={"scopes": sorted(scopes)},
        )


def leave(*, by: Any, slot: ChannelSlot) -> ChannelSlot:
    """End one channel of a voucher; all others stay (P37).

    From this commit on its codes are refused (T11), its tokens are worthless and what was agreed
    to for it is withdrawn. The holder or the voucher's owner may end it, or the app itself; for
    others there is no such slot (T31). Our own pages are not ended here: that is suspending or
    closing the voucher. Ending twice changes nothing.
    """
    with transaction.atomic():
        row = _locked(slot.voucher)
        mine = ChannelSlot.objects.select_related("channel__client", "holder__person").get(
            pk=slot.pk
        )
        _check_may_end(by, mine, row)
        if mine.ended_at is not None:
            return mine
        mine.ended_at = clock.now()
        mine.save(update_fields=["ended_at"])
        _end_rights(by, mine)
        _record("ended", by, mine, row)
        _tell("channel_ended", by, mine, row)
    return mine


def _end_rights(by: Any, slot: ChannelSlot) -> None:
    """What an app of the channel could still do for this holder."""
    if slot.channel.client is not None and slot.is_own:
        partners.end_user_tokens(by=by, client=slot.channel.client, user=slot.holder)
        consents.withdraw(by=slot.holder, kind=selectors.channels.consent_kind(slot.channel))


def _locked(voucher: Voucher) -> Voucher:
    """The one lock of a voucher: limits are counted and rights end behind it."""
    return (
        Voucher.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person__tenant")
        .get(pk=voucher.pk)
    )


def _check_open(channel: Channel, region: str) -> None:
    if not selectors.channels.abilities(channel, region).show:
        raise errors.ChannelClosed(channel=channel.name)


def _check_room(
    voucher: Voucher, channel: Channel, holder: Any, *, is_own: bool, region: str
) -> None:
    """P15; the month comes first: who may not be new needs no place."""
    policy = selectors.policies.of(region, clock.today(voucher.person.tenant))
    if not is_own:
        _check_month(voucher, holder, policy.max_new_binds_a_month)
    live = ChannelSlot.objects.filter(voucher=voucher, ended_at__isnull=True)
    fits = rules.has_room(
        live.values_list("holder_id", "channel_id"),
        joins=channel.pk,
        unit=policy.slot_unit,
        limit=policy.max_channels,
    )
    if not fits:
        raise errors.ChannelLimit(limit=policy.max_channels)


def _check_month(voucher: Voucher, holder: Any, limit: int) -> None:
    """Different people whose slot began this month, also where it has ended since (P15)."""
    people = ChannelSlot.objects.filter(
        voucher=voucher, joined_month=_month(voucher), is_own=False
    ).values_list("holder_id", flat=True)
    known = set(people)
    if holder.pk not in known and len(known) >= limit:
        raise errors.BinderLimit(limit=limit)


def _month(voucher: Voucher) -> str:
    """``YYYYMM`` in Shanghai, by the clock of the person's world."""
    return f"{clock.today(voucher.person.tenant):%Y%m}"


def _open(voucher: Voucher, channel: Channel, holder: Any, *, is_own: bool) -> ChannelSlot:
    return ChannelSlot.objects.create(
        voucher=voucher,
        channel=channel,
        holder=holder,
        is_own=is_own,
        joined_at=clock.now(voucher.person.tenant),
        joined_month=_month(voucher),
    )


def _check_may_end(by: Any, slot: ChannelSlot, voucher: Voucher) -> None:
    if slot.channel_id == SELF and slot.is_own:
        raise NotFound
    if by is None or getattr(by, "is_staff", False):
        return
    is_app = slot.channel.client_id is not None and by.pk == slot.channel.client_id
    is_holder = by.pk == slot.holder_id
    is_owner = getattr(by, "person_id", None) == voucher.person_id
    if not (is_app or is_holder or is_owner):
        raise NotFound


def _record(what: str, by: Any, slot: ChannelSlot, voucher: Voucher) -> None:
    audit.record(
        f"vouchers.channel.{what}",
        by=by,
        subject=slot,
        tenant_id=voucher.person.tenant_id,
        data={"voucher": str(voucher.pk), "channel": slot.channel_id, "own": slot.is_own},
    )


def _tell(code: str, by: Any, slot: ChannelSlot, voucher: Voucher) -> None:
    """The owner always hears of it, and the relative whose channel it is (P191)."""
    owner = getattr(voucher.person, "user", None)
    context = {
        "name": voucher.person.masked_name,
        "channel": slot.channel.name,
        "at": slot.ended_at or slot.joined_at,
        "is_own": slot.is_own,
        "hotline": regions.hotline_of(_region(voucher)),
    }
    for user in {person for person in (owner, slot.holder) if person is not None}:
        notices.post(
            code,
            by=by,
            user=user,
            context=context,
            link=notices.Link(PAGE, "看已授权的渠道"),
            sms=code == "channel_joined",
        )


def _region(voucher: Voucher) -> str:
    enrolment = enrolments.current(voucher.person)
    if enrolment is None:
        return ""
    return enrolment.district_admdvs or enrolment.insuplc_admdvs
