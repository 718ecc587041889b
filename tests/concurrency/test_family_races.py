"""Bindings at the same moment: five places, one a pair, an ended right shows nothing (T37, T40)."""

from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from family import errors
from family.models import Binding, Place
from family.services import bindings, places, showing
from tests.concurrency.threads import at_once
from tests.factories import bindings as factory
from tests.factories import family as make
from tests.factories import vouchers as voucher_factory
from vouchers.errors import DomainError
from vouchers.services import closing, scans
from yibao.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LIMIT = 5


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


def take(person, member_index):
    try:
        with transaction.atomic():
            return places.take(by=None, holder=person, member_index=member_index, limit=LIMIT)
    except (errors.BindingLimitReached, errors.AlreadyBound):
        return None


class TestPlaces:
    """T37: five members, however many requests arrive together."""

    def test_are_passed_when_each_counts_first(self, scratch):
        """The mistake: two requests at once, both find the last place free."""
        both_have_counted = Barrier(2)
        for _ in range(LIMIT - 1):
            scratch.add("places")

        def careless():
            taken = scratch.total("places")
            both_have_counted.wait(timeout=30)
            if taken < LIMIT:
                scratch.add("places")

        at_once(careless, careless)
        assert scratch.total("places") == LIMIT + 1

    def test_hold_behind_the_lock_of_the_holder(self, holder):
        works = [lambda one=one: take(holder.person, f"{one:064d}") for one in range(20)]
        taken = [place for place in at_once(*works) if place is not None]
        assert sorted(place.number for place in taken) == [1, 2, 3, 4, 5]
        assert Place.objects.filter(released_at__isnull=True).count() == LIMIT

    def test_hold_without_the_lock_because_the_database_refuses_the_sixth(self, holder):
        """Twenty writers that ask nobody: numbers are unique, and none is above the limit."""
        now = clock.now()

        def careless(number):
            try:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "INSERT INTO family_place"
                        ' (id, holder_id, number, "limit", member_index, taken_at)'
                        " VALUES (gen_random_uuid(), %s, %s, %s, %s, %s)",
                        [holder.person.pk, number % 7 + 1, LIMIT, f"{number:064d}", now],
                    )
                return True
            except IntegrityError:
                return False

        answers = at_once(*[lambda one=one: careless(one) for one in range(20)])
        assert answers.count(True) == LIMIT == Place.objects.count()

    def test_of_the_same_member_twenty_times_is_one(self, holder):
        answers = at_once(*[lambda: take(holder.person, "7" * 64)] * 20)
        assert len([place for place in answers if place is not None]) == 1


class TestPair:
    def test_is_bound_once_even_without_a_lock(self, tenant, holder):
        """P51: two writers that ask nobody; the database keeps one live binding a pair."""
        child = make.make_member(tenant)
        rooms = [
            places.take(by=None, holder=holder.person, member_index=f"{one:064d}", limit=LIMIT)
            for one in range(4)
        ]

        def careless(place):
            try:
                return factory.make_binding(holder.person, child, place=place, voucher=False)
            except IntegrityError:
                return None

        made = at_once(*[lambda one=one: careless(one) for one in rooms])
        assert len([row for row in made if row]) == Binding.objects.count() == 1


class TestEndWhileScanning:
    def test_ends_in_one_of_the_two_orders_t40(self, tenant, holder):
        mother = make.make_holder(tenant, name="李秀英", born=make.ADULT_BORN)
        bound = factory.make_binding(holder.person, mother.person, "PARENT")
        place = voucher_factory.make_institution(tenant)
        till = voucher_factory.make_client(place)
        shown = [showing.show(by=holder, ref=bound.ref).code for _ in range(4)]

        def scan(code):
            outcome = scans.redeem(by=till, institution=place, ask=voucher_factory.make_ask(code))
            return outcome.refusal.code if outcome.refusal else "ok"

        works = [lambda code=code: scan(code) for code in shown[:3]]
        answers = at_once(lambda: bindings.unbind(by=mother, ref=bound.ref).state, *works)
        assert set(answers) <= {"UNBOUND", "ok", "voucher.code.not_for_you"}
        assert scan(shown[3]) == "voucher.code.not_for_you"

    def test_meets_the_closing_of_the_voucher_without_a_deadlock(self, tenant, holder):
        mother = make.make_holder(tenant, name="李秀英", born=make.ADULT_BORN)
        others = [make.make_holder(tenant) for _ in range(3)]
        rows = [
            factory.make_binding(one.person, mother.person, "PARENT") for one in (holder, *others)
        ]

        def show(user, row):
            try:
                return bool(showing.show(by=user, ref=row.ref).code)
            except DomainError:
                return False

        at_once(
            lambda: closing.close(by=mother, voucher=mother.person.voucher, reason="注销"),
            *[lambda row=row: bindings.unbind(by=mother, ref=row.ref) for row in rows],
            *[
                lambda one=one, row=row: show(one, row)
                for one, row in zip(others, rows[1:], strict=True)
            ],
        )
        assert not Binding.objects.filter(ended_at__isnull=True).exists()
        assert not Place.objects.filter(released_at__isnull=True).exists()
