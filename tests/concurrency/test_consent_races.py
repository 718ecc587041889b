"""Yes, no, the end of the time, a withdrawal, a review at the same moment (P74, P75, T36, T38)."""

from datetime import date, timedelta

import pytest

from family import errors
from family.models import Binding, BindingRequest, ConsentAsk
from family.services import consents, handover, requests, reviews
from tests.concurrency.threads import at_once
from tests.factories import bindings as factory
from tests.factories import family as make
from tests.family.consenting import passed_face
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.notices.models import Notice

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
OLD = date(1956, 3, 12)


@pytest.fixture
def holder(tenant):
    return make.make_holder(tenant)


@pytest.fixture
def mother(tenant):
    return make.make_holder(tenant, name="李秀英", born=OLD)


@pytest.fixture
def asked(holder, mother):
    """A question for a request whose review is done."""
    request = make.make_submitted(
        holder.person, mother.person, "PARENT", state="IN_REVIEW", needs_consent=True
    )
    reviews.passed(by=None, request=request, way="REVIEW")
    return ConsentAsk.objects.get()


def yes(mother, ask):
    face, session = passed_face(mother)

    def work():
        try:
            consents.give(by=mother, ref=ask.ref, way="LOGIN", face=face, session=session)
        except errors.ConsentOver:
            return False
        return True

    return work


def no(mother, ask):
    def work():
        try:
            consents.refuse(by=mother, ref=ask.ref)
        except errors.ConsentOver:
            return False
        return True

    return work


def outcome():
    ask, request = ConsentAsk.objects.get(), BindingRequest.objects.get()
    return ask.state, request.state, Binding.objects.count()


class TestOneAnswer:
    def test_of_yes_and_no_exactly_one_counts(self, asked, mother):
        said = at_once(yes(mother, asked), no(mother, asked))
        assert sorted(said) == [False, True]
        assert outcome() in [("GIVEN", "APPROVED", 1), ("REFUSED", "REJECTED", 0)]

    def test_of_ten_times_yes_one_counts(self, asked, mother):
        said = at_once(*[yes(mother, asked) for _ in range(5)])
        assert sum(said) == 1 and outcome() == ("GIVEN", "APPROVED", 1)

    def test_is_given_or_runs_out(self, asked, mother):
        ConsentAsk.objects.update(expires_at=clock.now() + timedelta(milliseconds=150))
        at_once(yes(mother, asked), lambda: consents.expire_old(by=None))
        consents.expire_old(by=None)
        if outcome()[0] == "OPEN":  # a very fast machine: the time is not over yet
            ConsentAsk.objects.update(expires_at=clock.now())
            consents.expire_old(by=None)
        assert outcome() in [("GIVEN", "APPROVED", 1), ("EXPIRED", "EXPIRED", 0)]

    def test_is_given_or_the_request_is_taken_back(self, asked, mother, holder):
        def withdraw():
            try:
                requests.withdraw(by=holder, ref=BindingRequest.objects.get().ref)
            except DomainError:
                return False
            return True

        said = at_once(yes(mother, asked), withdraw)
        assert sorted(said) == [False, True]
        assert outcome() in [("GIVEN", "APPROVED", 1), ("WITHDRAWN", "WITHDRAWN", 0)]


class TestConsentAndReview:
    def test_make_one_display_whichever_comes_last(self, holder, mother):
        request = make.make_submitted(
            holder.person, mother.person, "PARENT", state="IN_REVIEW", needs_consent=True
        )
        ask = consents.ask(by=None, request=request)
        at_once(
            yes(mother, ask),
            lambda: reviews.passed(by=None, request=request, way="REVIEW"),
        )
        assert outcome() == ("GIVEN", "APPROVED", 1)
        assert Notice.objects.filter(user=holder, code="family_approved").count() == 1


class TestHandOver:
    def test_by_three_workers_asks_once(self, tenant, holder):
        today = clock.today(tenant)
        child = make.make_holder(tenant, name="王小宝", born=today.replace(day=1, year=1990))
        factory.make_binding(
            holder.person,
            child.person,
            began_at=clock.now() - timedelta(days=400),
            consented_at=None,
            turns_16_on=today,
        )
        born = today.replace(year=today.year - 16, day=min(today.day, 28))
        child.person.birth_date = born
        child.person.save()
        moved = at_once(*[lambda: handover.run(by=None)] * 3)
        assert sorted(moved) == [0, 0, 1]
        assert ConsentAsk.objects.count() == 1
        assert Notice.objects.filter(user=holder, code="family_turned_16").count() == 1
