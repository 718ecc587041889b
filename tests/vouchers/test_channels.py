"""Slots of a voucher: one voucher in many channels, within the limits of the card (P14–P16)."""

from datetime import UTC, date, datetime

import pytest
from oauth2_provider.models import get_access_token_model, get_refresh_token_model

from accounts.models import Consent, Region
from accounts.services import consents
from tests.factories import vouchers as make
from vouchers import errors, selectors
from vouchers.data import AGREEMENT
from vouchers.models import Channel, ChannelRegion, ChannelSlot, Voucher, VoucherPolicy
from vouchers.services import activation, channels, pins
from yibao.audit.models import AuditEvent
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice, SmsMessage

from .channels import bound, joined, make_app, make_channel, user_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def voucher(holder):
    return Voucher.objects.get(person=holder.person)


@pytest.fixture
def at(monkeypatch):
    """Set the clock: ``at(10, 30)`` is noon of October 30 in Shanghai."""

    def set_day(month, day, hour=4):
        moment = datetime(2026, month, day, hour, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda tenant=None: moment)

    return set_day


def rule(**more):
    """What the city sets."""
    Region.objects.get_or_create(code="510600", defaults={"name": "德阳市"})
    return VoucherPolicy.objects.create(region_id="510600", valid_from=date(2020, 1, 1), **more)


class TestJoin:
    def test_attaches_and_never_makes_a_second_voucher_p14(self, holder, voucher):
        slots = [joined(holder, make_channel()) for _ in range(3)]
        assert {slot.voucher_id for slot in slots} == {voucher.pk}
        assert Voucher.objects.count() == 1

    def test_twice_is_the_same_slot(self, holder):
        channel = make_channel()
        assert joined(holder, channel) == joined(holder, channel)
        assert ChannelSlot.objects.count() == Notice.objects.count() == 1

    def test_tells_the_owner_and_the_audit_log_p191(self, holder):
        slot = joined(holder, make_channel(name="示例银行"))
        notice = Notice.objects.get(user=holder, code="channel_joined")
        assert "示例银行" in notice.title and notice.link == "/code/channels/"
        assert SmsMessage.objects.filter(code="channel_joined").count() == 1
        event = AuditEvent.objects.get(verb="vouchers.channel.joined")
        assert event.subject == f"vouchers.channelslot:{slot.pk}"

    def test_shares_the_one_password_p27(self, holder, voucher):
        before = voucher.pin_hash
        joined(holder, make_channel(has_own_password=True))
        voucher.refresh_from_db()
        assert voucher.pin_hash == before

    def test_needs_a_voucher_that_may_be_shown(self, tenant):
        waiting = make.make_holder(tenant, state="APPLIED")
        with pytest.raises(errors.VoucherNotActive):
            joined(waiting, make_channel())

    @pytest.mark.parametrize("off", [{"is_enabled": False}, {"can_show": False}])
    def test_needs_a_channel_that_is_open_p9(self, holder, off):
        with pytest.raises(errors.ChannelClosed) as refusal:
            joined(holder, make_channel(**off))
        assert refusal.value.alias == "E-VCH-09"

    def test_follows_the_switch_of_the_area_p9(self, holder):
        Region.objects.create(code="510600", name="德阳市")
        channel = make_channel()
        switch = ChannelRegion.objects.create(
            channel=channel, region_id="510600", can_activate=True, can_show=False, can_bind=False
        )
        with pytest.raises(errors.ChannelClosed):
            joined(holder, channel)
        switch.can_show = True
        switch.save()
        assert joined(holder, channel)


class TestSlotLimit:
    """CARD_MAX_CHANNELS and CARD_SLOT_UNIT (P15)."""

    def test_lets_six_in_and_names_the_way_out(self, holder):
        for _ in range(6):
            joined(holder, make_channel())
        with pytest.raises(errors.ChannelLimit) as refusal:
            joined(holder, make_channel())
        assert refusal.value.alias == "E-VCH-10"
        assert "6 处" in refusal.value.message and "已授权的渠道" in refusal.value.advice

    def test_counts_holder_and_channel_unless_told_otherwise(self, voucher):
        """The father's example: bound in two channels is two."""
        rule(max_channels=2)
        father = make.make_user(make.make_person(voucher.person.tenant))
        one, two = make_channel(), make_channel()
        bound(voucher, one, father)
        bound(voucher, two, father)
        with pytest.raises(errors.ChannelLimit):
            bound(voucher, one)

    def test_counts_each_channel_once_where_the_area_says_so(self, voucher):
        rule(max_channels=2, slot_unit="channel")
        one, two = make_channel(), make_channel()
        for channel in (one, two, one, two):
            bound(voucher, channel)
        with pytest.raises(errors.ChannelLimit):
            bound(voucher, make_channel())

    def test_gives_back_a_place_that_was_ended(self, holder):
        slots = [joined(holder, make_channel()) for _ in range(6)]
        channels.leave(by=holder, slot=slots[0])
        assert joined(holder, make_channel())


class TestMonthLimit:
    """CARD_MAX_NEW_BINDS_PER_MONTH: different people, also those who have left (P15)."""

    def test_sixth_on_the_30th_seventh_on_the_31st_and_on_the_1st(self, voucher, at):
        rule(max_channels=20)
        channel = make_channel()
        at(10, 2)
        for _ in range(5):
            bound(voucher, channel)
        at(10, 30)
        sixth = bound(voucher, channel)
        channels.leave(by=sixth.holder, slot=sixth)
        at(10, 31)
        with pytest.raises(errors.BinderLimit) as refusal:
            bound(voucher, channel)
        assert refusal.value.alias == "E-FAM-07"
        assert "下月 1 日" in refusal.value.message + refusal.value.advice
        at(11, 1)
        assert bound(voucher, channel).joined_month == "202611"

    def test_turns_at_midnight_in_shanghai(self, voucher, at):
        channel = make_channel()
        at(10, 31, hour=15)
        assert bound(voucher, channel).joined_month == "202610"
        at(10, 31, hour=16)
        assert bound(voucher, channel).joined_month == "202611"

    def test_does_not_count_the_same_person_twice(self, voucher, at):
        rule(max_channels=20, max_new_binds_a_month=1)
        at(10, 2)
        first = bound(voucher, make_channel())
        assert bound(voucher, make_channel(), first.holder)
        with pytest.raises(errors.BinderLimit):
            bound(voucher, make_channel())

    def test_leaves_the_own_channels_out_p16(self, holder, voucher):
        rule(max_channels=20, max_new_binds_a_month=1)
        bound(voucher, make_channel())
        assert joined(holder, make_channel())


class TestLeave:
    def test_ends_this_channel_and_no_other_p37(self, holder, voucher):
        one, two = joined(holder, make_channel()), joined(holder, make_channel())
        channels.leave(by=holder, slot=one)
        assert ChannelSlot.objects.get(ended_at__isnull=True) == two
        voucher.refresh_from_db()
        assert voucher.state == "ACTIVE"
        assert Notice.objects.filter(user=holder, code="channel_ended").count() == 1
        assert AuditEvent.objects.filter(verb="vouchers.channel.ended").count() == 1

    def test_twice_changes_nothing(self, holder):
        slot = joined(holder, make_channel())
        first = channels.leave(by=holder, slot=slot)
        assert channels.leave(by=holder, slot=slot).ended_at == first.ended_at
        assert AuditEvent.objects.filter(verb="vouchers.channel.ended").count() == 1

    def test_ends_what_the_app_could_still_do(self, holder, tenant):
        app = make_app(tenant)
        other = make.make_holder(tenant)
        user_token(app, holder)
        user_token(app, other)
        kind = selectors.channels.consent_kind(app.channel)
        consents.give(by=holder, kind=kind, version="1", text="…")
        channels.leave(by=holder, slot=joined(holder, app.channel))
        assert [token.user for token in get_access_token_model().objects.all()] == [other]
        live = get_refresh_token_model().objects.filter(revoked__isnull=True)
        assert [token.user for token in live] == [other]
        assert Consent.objects.get(user=holder).withdrawn_at is not None

    def test_is_for_holder_owner_app_and_staff_only_t31(self, holder, voucher, tenant):
        app, stranger = make_app(tenant), make.make_holder(tenant)
        slot = bound(voucher, make_channel())
        for nobody in (stranger, app):
            with pytest.raises(NotFound):
                channels.leave(by=nobody, slot=slot)
        assert channels.leave(by=holder, slot=slot).ended_at  # the owner ends a relative's
        mine = joined(holder, app.channel)
        assert channels.leave(by=app, slot=mine).ended_at

    def test_does_not_end_our_own_pages(self, tenant):
        make_channel("SELF", kind="SELF", name="本平台")
        user = make.make_user(make.make_person(tenant))
        activation.activate(by=user, pin=make.PIN, consent_version=AGREEMENT.version)
        with pytest.raises(NotFound):
            channels.leave(by=user, slot=ChannelSlot.objects.get())


class TestActivation:
    def test_opens_our_own_pages(self, tenant):
        make_channel("SELF", kind="SELF", name="本平台")
        user = make.make_user(make.make_person(tenant))
        activation.activate(by=user, pin=make.PIN, consent_version=AGREEMENT.version)
        slot = ChannelSlot.objects.get()
        assert (slot.channel_id, slot.holder, slot.is_own) == ("SELF", user, True)
        assert not Notice.objects.filter(code="channel_joined").exists()

    def test_works_where_no_channels_were_imported(self, tenant):
        user = make.make_user(make.make_person(tenant))
        activation.activate(by=user, pin=make.PIN, consent_version=AGREEMENT.version)
        assert not Channel.objects.exists()
        rows = selectors.channels.open_channels(Voucher.objects.get())
        assert [(row.name, row.is_here) for row in rows] == [("本平台", True)]

    def test_keeps_one_password_for_all_channels_p27(self, holder):
        """A code in a channel opens with the channel's unlock; the voucher has one password."""
        joined(holder, make_channel())
        pins.verify_pin(by=holder, pin=make.PIN)
