"""Channels of one card at the same moment: the limits hold, an ended one shows nothing (P15)."""

from threading import Barrier

import pytest

from tests.concurrency.threads import at_once
from tests.factories import vouchers as make
from tests.vouchers.channels import joined, make_app, make_channel
from vouchers import errors
from vouchers.models import ChannelSlot, Voucher
from vouchers.services import channel_codes, channels, scans

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LIMIT = 6


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


class TestLimit:
    def test_is_passed_when_each_counts_first(self, scratch):
        """The mistake: two apps join at once, both find the last place free."""
        both_have_counted = Barrier(2)
        for _ in range(LIMIT - 1):
            scratch.add("slots")

        def careless():
            taken = scratch.total("slots")
            both_have_counted.wait(timeout=30)
            if taken < LIMIT:
                scratch.add("slots")

        at_once(careless, careless)
        assert scratch.total("slots") == LIMIT + 1

    def test_holds_behind_the_lock_of_the_voucher(self, holder):
        apps = [make_channel() for _ in range(12)]

        def join(channel):
            try:
                return joined(holder, channel)
            except errors.ChannelLimit:
                return None

        answers = at_once(*[lambda channel=channel: join(channel) for channel in apps])
        assert len([slot for slot in answers if slot]) == LIMIT
        assert ChannelSlot.objects.filter(ended_at__isnull=True).count() == LIMIT

    def test_of_new_people_holds_too(self, holder):
        voucher = Voucher.objects.get()
        channel = make_channel()
        people = [make.make_user(make.make_person(holder.tenant)) for _ in range(10)]
        from accounts.models import Region
        from vouchers.models import VoucherPolicy

        Region.objects.create(code="510600", name="德阳市")
        VoucherPolicy.objects.create(
            region_id="510600", valid_from="2020-01-01", max_channels=20, max_new_binds_a_month=3
        )

        def bind(relative):
            try:
                return channels.join(
                    by=relative, voucher=voucher, channel=channel, holder=relative, is_own=False
                )
            except errors.BinderLimit:
                return None

        answers = at_once(*[lambda one=one: bind(one) for one in people])
        assert len([slot for slot in answers if slot]) == 3


class TestJoin:
    def test_of_the_same_app_ten_times_is_one_slot(self, holder):
        channel = make_channel()
        answers = at_once(*[lambda: joined(holder, channel)] * 10)
        assert len({slot.pk for slot in answers}) == ChannelSlot.objects.count() == 1


class TestLeaveWhileScanning:
    def test_ends_in_one_of_the_two_orders_t11(self, holder, tenant):
        app = make_app(tenant)
        slot = joined(holder, app.channel)
        place = make.make_institution(tenant)
        till = make.make_client(place)
        shown = [
            channel_codes.show(by=holder, client=app, unlocked_by="face").code for _ in range(8)
        ]

        def scan(code):
            ask = make.make_ask(code)
            outcome = scans.redeem(by=till, institution=place, ask=ask)
            return outcome.refusal.code if outcome.refusal else "ok"

        works = [lambda code=code: scan(code) for code in shown[:7]]
        answers = at_once(lambda: channels.leave(by=holder, slot=slot) and "ended", *works)
        assert set(answers) <= {"ended", "ok", "voucher.code.expired"}
        assert scan(shown[7]) == "voucher.code.expired"
