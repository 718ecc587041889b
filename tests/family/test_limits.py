"""Limits of a holder and of a member's card (P15, P46–P52, K12), also when many ask at once."""

from datetime import date, timedelta

import pytest

from accounts.models import Region
from family import errors
from family.models import Binding, BindingRequest, FamilyPolicy
from family.services import limits, places
from tests.factories import family as make
from tests.factories import vouchers as voucher_factory
from vouchers.models import Channel, ChannelSlot, Voucher
from yibao.kernel import clock, crypto


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def member(tenant):
    return make.make_member(tenant)


def check(holder, member):
    limits.check_may_ask(by=holder, holder=holder.person, member_index=member.certno_index)


def ask_often(holder, tenant, times, **more):
    for _ in range(times):
        member = make.make_member(tenant)
        make.make_submitted(holder.person, member, **{"state": "WITHDRAWN", **more})


class TestSilentEnd:
    def test_is_told_by_no_count_feature_29(self, holder, tenant):
        from family.selectors import counters, own_copy
        from family.services import bindings
        from tests.factories.bindings import make_binding

        mother = voucher_factory.make_holder(tenant, born=date(1956, 3, 12))
        bound = make_binding(holder.person, mother.person, "PARENT")
        bindings.unbind(by=mother, ref=bound.ref, silently=True)
        assert counters.places_taken(holder.person) == {mother.person.certno_index}
        with pytest.raises(errors.AlreadyBound):
            check(holder, mother.person)
        places_copied = next(
            one for one in own_copy.of(holder.person) if one.code == "family_places"
        )
        assert len(places_copied.rows) == 1
        assert "released_at" not in places_copied.labels
        Binding.objects.update(hidden_from=clock.now())
        assert counters.places_taken(holder.person) == set()
        check(holder, mother.person)


class TestHolder:
    def test_may_ask_when_all_is_well_p46(self, holder, member):
        check(holder, member)

    def test_needs_the_age_of_the_area_p52(self, tenant, member):
        young = make.make_holder(tenant, born=clock.today() - timedelta(days=17 * 365))
        with pytest.raises(errors.HolderTooYoung) as refused:
            check(young, member)
        assert refused.value.extra["age"] == 18

    @pytest.mark.parametrize("state", ["APPLIED", "SUSPENDED"])
    def test_needs_an_active_voucher_p46(self, tenant, member, state):
        with pytest.raises(errors.HolderNotActive):
            check(make.make_holder(tenant, state=state), member)

    def test_never_binds_oneself_p50(self, holder):
        with pytest.raises(errors.BindingToSelf):
            check(holder, holder.person)

    def test_has_five_places_pending_ones_counted_p48(self, holder, tenant, member):
        for _ in range(5):
            make.make_submitted(holder.person, make.make_member(tenant))
        BindingRequest.objects.update(submitted_at=clock.now() - timedelta(days=2))
        with pytest.raises(errors.BindingLimitReached):
            check(holder, member)

    def test_asks_once_for_a_member_p51(self, holder, member):
        make.make_submitted(holder.person, member)
        with pytest.raises(errors.AlreadyBound):
            check(holder, member)

    def test_is_limited_as_the_area_says_p48(self, holder, tenant, member):
        make_policy(max_members=1)
        make.make_submitted(holder.person, make.make_member(tenant))
        with pytest.raises(errors.BindingLimitReached) as refused:
            check(holder, member)
        assert refused.value.extra["limit"] == 1


class TestPace:
    def test_is_six_requests_a_day_k12(self, holder, tenant, member):
        ask_often(holder, tenant, 5)
        check(holder, member)
        ask_often(holder, tenant, 1)
        with pytest.raises(errors.TooManyRequests) as refused:
            check(holder, member)
        assert "24 小时以后" in refused.value.advice

    def test_counts_no_counter_requests_k12(self, holder, tenant, member):
        ask_often(holder, tenant, 6, way="COUNTER")
        check(holder, member)

    def test_is_six_new_members_a_month_removed_ones_too_k12(self, holder, tenant, member):
        for _ in range(6):
            bind_and_unbind(holder, make.make_member(tenant))
        with pytest.raises(errors.TooManyRequests) as refused:
            check(holder, member)
        assert "下个月" in refused.value.advice

    def test_lets_a_removed_member_of_this_month_come_back_p82(self, holder, tenant):
        members = [make.make_member(tenant) for _ in range(6)]
        for one in members:
            bind_and_unbind(holder, one)
        check(holder, members[0])


class TestCard:
    def test_takes_six_new_binders_a_month_p15(self, holder, tenant, member):
        voucher = Voucher.objects.create(
            person=member, state="ACTIVE", activated_at=clock.now(), activation_way="BINDING"
        )
        here = Channel.objects.create(code="SELF", name="本平台", kind="SELF")
        for number in range(6):
            join(voucher, here, voucher_factory.make_holder(tenant), ended=number > 0)
        with pytest.raises(errors.MemberCardFull):
            check(holder, member)
        ChannelSlot.objects.update(joined_month="202001")
        check(holder, member)

    def test_has_six_slots_p15(self, holder, tenant, member):
        voucher = Voucher.objects.create(
            person=member, state="ACTIVE", activated_at=clock.now(), activation_way="BINDING"
        )
        here = Channel.objects.create(code="SELF", name="本平台", kind="SELF")
        for _ in range(6):
            join(voucher, here, voucher_factory.make_holder(tenant), month="202001")
        with pytest.raises(errors.MemberCardFull):
            check(holder, member)


def join(voucher, channel, user, *, ended=False, month=""):
    now = clock.now()
    return ChannelSlot.objects.create(
        voucher=voucher,
        channel=channel,
        holder=user,
        is_own=False,
        joined_at=now,
        joined_month=month or f"{clock.today():%Y%m}",
        ended_at=now if ended else None,
    )


def bind_and_unbind(holder, member):
    place = places.take(
        by=holder,
        holder=holder.person,
        member_index=crypto.blind_index(member.certno, "certno"),
        limit=5,
    )
    now = clock.now()
    binding = Binding.objects.create(
        tenant=member.tenant,
        holder=holder.person,
        member=member,
        relation="CHILD",
        way="REVIEW",
        place=place,
        began_at=now,
        state="UNBOUND",
        ended_at=now,
        ending="HOLDER",
    )
    places.release(by=holder, place=place)
    return binding


def make_policy(**more):
    city = Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]
    return FamilyPolicy.objects.create(region=city, valid_from=date(2020, 1, 1), **more)
