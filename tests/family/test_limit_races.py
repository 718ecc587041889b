"""Many at once against the limits: five places, six new a month, six slots (T37, P15, P48, K12)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import close_old_connections, connection, transaction

from accounts.models import Region
from family.errors import BindingLimitReached, TooManyRequests
from family.models import BindingRequest, FamilyPolicy, Place
from family.selectors import policies
from family.services import limits, places
from tests.factories import family as make
from tests.factories import vouchers as voucher_factory
from tests.factories.bindings import give_voucher
from vouchers import errors as voucher_errors
from vouchers.models import Channel, ChannelSlot, VoucherPolicy
from vouchers.services import channels
from yibao.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
MANY = 20


def at_once(work, times=MANY):
    """Run ``work(number)`` in so many threads with connections of their own."""
    barrier = Barrier(times)

    def run(number):
        close_old_connections()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            barrier.wait(timeout=60)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def city(tenant):
    return Region.objects.update_or_create(code="510600", defaults={"name": "德阳市"})[0]


def ask(holder, member):
    """What submitting does with the limits, without papers; the refusal, or None."""
    try:
        with transaction.atomic():
            limits.check_may_ask(by=holder, holder=holder.person, member_index=member.certno_index)
            limit = policies.of_person(holder.person).max_members
            place = places.take(
                by=holder, holder=holder.person, member_index=member.certno_index, limit=limit
            )
            now = clock.now()
            BindingRequest.objects.create(
                tenant=holder.tenant,
                holder=holder.person,
                member=member,
                member_index=member.certno_index,
                state="SUBMITTED",
                place=place,
                submitted_at=now,
                created_at=now,
                touched_at=now,
            )
    except (BindingLimitReached, TooManyRequests) as refused:
        return type(refused)
    return None


class TestHolder:
    def test_gets_five_places_of_twenty_asks_t37(self, tenant):
        holder = make.make_holder(tenant)
        members = [make.make_member(tenant) for _ in range(MANY)]
        answers = at_once(lambda number: ask(holder, members[number]))
        assert answers.count(None) == 5
        assert Place.objects.filter(holder=holder.person).count() == 5

    def test_gets_six_new_members_a_month_k12(self, tenant, city):
        FamilyPolicy.objects.create(region=city, valid_from=date(2020, 1, 1), max_members=20)
        holder = make.make_holder(tenant)
        members = [make.make_member(tenant) for _ in range(MANY)]
        answers = at_once(lambda number: ask(holder, members[number]))
        assert answers.count(None) == 6
        assert answers.count(TooManyRequests) == MANY - 6


class TestCard:
    def race(self, tenant, city, **policy):
        VoucherPolicy.objects.create(region=city, valid_from=date(2020, 1, 1), **policy)
        member = make.make_member(tenant)
        voucher = give_voucher(member)
        here = Channel.objects.create(code="SELF", name="本平台", kind="SELF")
        binders = [voucher_factory.make_holder(tenant) for _ in range(MANY)]

        def join(number):
            try:
                channels.join_relative(
                    by=binders[number], voucher=voucher, channel=here, holder=binders[number]
                )
            except (voucher_errors.BinderLimit, voucher_errors.ChannelLimit) as refused:
                return type(refused)
            return None

        answers = at_once(join)
        assert ChannelSlot.objects.filter(voucher=voucher).count() == answers.count(None)
        return answers

    def test_gets_six_new_binders_a_month_p15(self, tenant, city):
        answers = self.race(tenant, city, max_channels=31)
        assert answers.count(None) == 6
        assert answers.count(voucher_errors.BinderLimit) == MANY - 6

    def test_has_six_slots_p15(self, tenant, city):
        answers = self.race(tenant, city, max_new_binds_a_month=31)
        assert answers.count(None) == 6
        assert answers.count(voucher_errors.ChannelLimit) == MANY - 6
