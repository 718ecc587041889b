"""One order of locks: holders, cases, requests, questions to members, vouchers, bindings.

What breaks it does not fail at once; it fails on a busy day, when two wait for each other.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.errors import DeadlockDetected

from accounts.models import Person
from accounts.services import deaths
from family.models import Binding, BindingRequest, ConsentAsk
from family.services import bindings, consents, handover, moves, reviews, showing
from tests.concurrency.threads import at_once, in_a_thread, until_somebody_waits
from tests.factories import bindings as factory
from tests.factories import family as make
from tests.factories.vouchers import make_holder
from tests.family.consenting import passed_face
from vouchers.services import closing, relatives
from yibao.kernel import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
ORDER = (
    "holder", "cases_case", "family_bindingrequest", "family_consentask", "vouchers_voucher",
    "family_binding",
)  # fmt: skip
_LOCK = re.compile(r'FROM "(\w+)".*FOR (?:NO KEY )?UPDATE(?! OF "\w+" SKIP)', re.DOTALL)


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def mother(tenant):
    return make.make_holder(tenant, name="李秀英", born=make.ADULT_BORN)


def taken(work):
    """The kinds of locks that ``work`` waits for, each where it is first taken."""
    with CaptureQueriesContext(connection) as seen:
        work()
    kinds = []
    for query in seen.captured_queries:
        sql = query["sql"]
        if "pg_advisory_xact_lock" in sql:
            kinds.append("holder")
        found = _LOCK.search(sql)
        if found and "SKIP LOCKED" not in sql:
            kinds.append(found[1])
    return list(dict.fromkeys(kind for kind in kinds if kind in ORDER))


def is_in_order(kinds):
    return kinds == sorted(kinds, key=ORDER.index)


class TestOrder:
    def test_of_a_yes_that_opens_a_paused_display_p83(self, holder, mother):
        bound = paused(holder, mother)
        ask = asked_again(mother, bound)
        face, session = passed_face(mother)
        kinds = taken(
            lambda: consents.give(by=mother, ref=ask.ref, way="LOGIN", face=face, session=session)
        )
        assert kinds == ["holder", "family_consentask", "vouchers_voucher", "family_binding"]
        assert Binding.objects.get().state == "ACTIVE"

    def test_of_an_approval_that_binds(self, holder, tenant):
        child = make.make_member(tenant)
        request = make.make_submitted(holder.person, child, state="PRECHECK")
        kinds = taken(lambda: reviews.passed(by=None, request=request, way="RULES"))
        assert kinds[0] == "holder" and kinds[-1] == "vouchers_voucher"
        assert is_in_order(kinds)

    def test_of_a_death_with_everything_around_it_p39(self, holder, mother, tenant):
        other = make.make_holder(tenant)
        factory.make_binding(holder.person, mother.person, "PARENT")
        factory.make_binding(mother.person, other.person, "CHILD")
        make.make_submitted(other.person, mother.person, "PARENT", state="IN_REVIEW")
        kinds = taken(lambda: deaths.record_death(by=None, person=mother.person, on=clock.today()))
        assert is_in_order(kinds), kinds
        assert kinds[0] == "holder" and kinds[-1] == "family_binding"
        assert not Binding.objects.filter(state="ACTIVE").exists()
        assert BindingRequest.objects.get().state == "REJECTED"

    @pytest.mark.parametrize("name", ["close", "show", "unbind", "resume", "turn"])
    def test_of_every_other_step(self, holder, mother, name):
        bound = factory.make_binding(
            holder.person, mother.person, "CHILD",
            state="SUSPENDED" if name == "resume" else "ACTIVE",
        )  # fmt: skip
        voucher = mother.person.voucher
        works = {
            "close": lambda: closing.close(by=mother, voucher=voucher, reason="OWN"),
            "show": lambda: showing.show(by=holder, ref=bound.ref),
            "unbind": lambda: bindings.unbind(by=holder, ref=bound.ref),
            "resume": lambda: bindings.resume(by=None, ref=bound.ref),
            "turn": lambda: handover.run(by=None),
        }
        kinds = taken(works[name])
        assert is_in_order(kinds), kinds


def paused(holder, mother):
    """A display that stopped at 16 because its member had not agreed."""
    return factory.make_binding(
        holder.person, mother.person, "CHILD", state="SUSPENDED", consented_at=None,
        turns_16_on=clock.today() - timedelta(days=100),
        grace_until=clock.today() - timedelta(days=10),
    )  # fmt: skip


def asked_again(mother, bound):
    handover.ask_again(by=mother, ref=bound.ref)
    return ConsentAsk.objects.get(binding=bound, state="OPEN")


def collide(first, second, then):
    """``first`` here, ``second`` in a thread until it waits for us, ``then`` here.

    Whether the database had to break a deadlock, on whichever side.
    """
    with ThreadPoolExecutor(1) as pool:
        broken = False
        try:
            with transaction.atomic():
                first()
                other = in_a_thread(pool, second)
                until_somebody_waits()
                then()
        except OperationalError as failure:
            broken = isinstance(failure.__cause__, DeadlockDetected)
        failure = other.exception(timeout=30)
        cause = getattr(failure, "__cause__", None)
    return broken or isinstance(cause, DeadlockDetected)


class TestVoucherAndBinding:
    """A voucher is closed while its owner says yes to a display of it."""

    def collide(self, holder, mother):
        ask = asked_again(mother, paused(holder, mother))
        face, session = passed_face(mother)
        voucher = mother.person.voucher
        return collide(
            lambda: relatives.hold(by=None, person=mother.person),
            lambda: consents.give(by=mother, ref=ask.ref, way="LOGIN", face=face, session=session),
            lambda: closing.close(by=mother, voucher=voucher, reason="OWN"),
        )

    def test_wait_for_each_other_when_the_binding_comes_first(self, holder, mother, monkeypatch):
        """The mistake."""
        monkeypatch.setattr(
            "family.services.binding_moves.locked_with_voucher",
            lambda *, by, binding: bindings.steps.locked(by=by, binding_id=binding.pk),
        )
        assert self.collide(holder, mother)

    def test_wait_for_one_another_in_one_order(self, holder, mother):
        assert not self.collide(holder, mother)
        assert Binding.objects.get().state == "CLOSED"


class TestDeathAndApproval:
    """A member dies while the holder's request is being approved (P39, P85)."""

    def collide(self, holder, tenant):
        child = make.make_member(tenant)
        factory.give_voucher(child)
        request = make.make_submitted(holder.person, child, state="PRECHECK")
        return collide(
            lambda: moves.lock_holder(by=None, holder=holder.person),
            lambda: deaths.record_death(
                by=None, person=Person.objects.get(pk=child.pk), on=clock.today()
            ),
            lambda: reviews.passed(by=None, request=request, way="RULES"),
        )

    def test_wait_for_each_other_when_the_voucher_comes_first(self, holder, tenant, monkeypatch):
        """The mistake."""
        monkeypatch.setattr(moves, "lock_all_around", lambda *, by, person: None)
        assert self.collide(holder, tenant)

    def test_wait_for_one_another_in_one_order(self, holder, tenant):
        assert not self.collide(holder, tenant)
        assert not Binding.objects.filter(state="ACTIVE").exists()


class TestCouple:
    def test_that_dies_together_waits_in_one_line(self, tenant):
        """Both show each other's code."""
        one, two = make_holder(tenant), make_holder(tenant)
        factory.make_binding(one.person, two.person, "SPOUSE")
        factory.make_binding(two.person, one.person, "SPOUSE")
        at_once(
            *[
                lambda who=who: deaths.record_death(by=None, person=who.person, on=clock.today())
                for who in (one, two)
            ]
        )
        assert not Binding.objects.filter(state="ACTIVE").exists()
