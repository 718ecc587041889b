"""When one officer is not enough, by rule; and that refusals leave a trace (P181, T33)."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.cases.scene import STRICT, fresh, refusals
from tests.factories import family as make
from tests.factories import reviews
from yibao.audit.models import AuditEvent
from yibao.cases import four_eyes
from yibao.cases import services as cases
from yibao.cases.desk import taking
from yibao.cases.errors import SecondPersonNeeded
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(tenant):
    """A usual request: one officer is enough."""
    return reviews.in_review(make.make_holder(tenant).person, make.make_member(tenant))


class TestNewOfficer:
    """Approvals of an officer of less than 30 days are seconded (P181)."""

    @pytest.mark.parametrize(("days", "state"), [(0, "OPEN"), (29, "OPEN"), (30, "APPROVED")])
    def test_is_seconded_for_thirty_days(self, desk, row, days, state):
        officer = desk.officer()
        desk.profile(officer, reviewing_since=clock.today() - timedelta(days=days))
        assert reviews.approve(officer, row).state == state

    def test_leaves_the_case_to_the_database_as_well(self, desk, row):
        officer = desk.officer()
        desk.profile(officer, reviewing_since=clock.today())
        reviews.approve(officer, row)
        case = fresh(row.case)
        assert case.needs_second
        asked = AuditEvent.objects.get(verb="cases.case.second_asked", data__why="new_officer")
        assert asked.subject == f"cases.case:{case.pk}"
        second = desk.officer()
        desk.profile(second, reviewing_since=clock.today())
        assert reviews.approve(second, row).state == "APPROVED"

    def test_decides_alone_where_no_papers_are_judged(self, desk):
        officer, case = desk.officer(), desk.case()
        desk.profile(officer, reviewing_since=clock.today())
        cases.take(by=officer, ref=case.ref)
        assert cases.approve(by=officer, ref=case.ref).state == "APPROVED"


class TestRules:
    @pytest.mark.parametrize("why", ["risk", "other", "counter"])
    def test_ask_for_two(self, desk, tenant, why):
        holder, member = make.make_holder(tenant).person, make.make_member(tenant)
        more = {
            "risk": {"is_risky": True},
            "other": {"relation": "GRANDCHILD"},
            "counter": {"way": "COUNTER"},
        }[why]
        row = reviews.in_review(holder, member, **more)
        assert reviews.approve(desk.officer(), row).state == "OPEN"
        assert reviews.approve(desk.officer(), row).state == "APPROVED"

    def test_draw_some_by_lot(self, desk, tenant, monkeypatch):
        monkeypatch.setattr("family.services.reviews.is_drawn", lambda **_: True)
        row = reviews.in_review(make.make_holder(tenant).person, make.make_member(tenant))
        assert reviews.approve(desk.officer(), row).state == "OPEN"

    def test_count_money(self, desk):
        """Paying out by hand what no card takes back moves money (P181)."""
        assert four_eyes.needs_two("settlement.card_refund")
        case = desk.case("settlement.card_refund")
        assert case.needs_second

    def test_want_two_for_every_refusal_of_papers(self, desk, row):
        assert reviews.reject(desk.officer(), row).state == "OPEN"
        assert reviews.reject(desk.officer(), row).state == "REJECTED"


class TestTrace:
    def test_is_left_by_a_refusal_though_its_transaction_is_undone(self, desk, row):
        row.case.needs_second = True
        row.case.save()
        officer = desk.officer()
        reviews.approve(officer, row)
        with pytest.raises(SecondPersonNeeded):
            cases.take(by=officer, ref=row.case.ref)
        event = AuditEvent.objects.get(verb="cases.case.refused")
        assert event.actor == f"user:{officer.pk}"
        assert (event.subject, event.data) == (
            f"cases.case:{row.case.pk}",
            {"act": "take", "code": SecondPersonNeeded.code},
        )

    def test_is_one_row_for_one_attempt(self, desk, row):
        """A service within a service writes nothing of its own."""
        officer = desk.officer()
        with pytest.raises(Exception, match="lease_lost"):
            reviews.verdicts.approve(by=officer, request=row, evidence=[], fence=1)
        assert len(refusals()) == 1

    def test_names_a_case_that_is_not_there_too(self, desk):
        with pytest.raises(Exception, match="not_found"):
            taking.skip(by=desk.officer(), ref="A-nothing", why="HARD")
        assert refusals() == [("skip", "request.not_found")]


class TestAppeal:
    """Another officer looks again, with a promise (P184, feature 43)."""

    @pytest.fixture
    def appealed(self, desk, tenant):
        from family.services import requests

        holder = make.make_holder(tenant)
        row = reviews.in_review(holder.person, make.make_member(tenant))
        first = [desk.officer(), desk.officer()]
        for one in first:
            reviews.reject(one, row)
        requests.appeal(by=holder, ref=row.ref, statement="请再看一次")
        return first, fresh(reviews.fresh(row).appeal_case)

    def test_goes_to_nobody_who_decided_before(self, desk, appealed):
        first, case = appealed
        for one in first:
            assert taking.take_next(by=one) is None
            with pytest.raises(Exception, match="decider_involved"):
                cases.take(by=one, ref=case.ref)
            with pytest.raises(Exception, match="decider_involved"):
                taking.assign(by=desk.lead(), ref=case.ref, to=one)
        assert taking.take_next(by=desk.officer()).pk == case.pk

    def test_has_a_promise_of_five_working_days(self, appealed):
        _, case = appealed
        assert case.promised_days == 5 and case.due_at > case.opened_at
        assert case.case_type == "family.appeal" != STRICT
        with transaction.atomic():
            assert case.rejects_by_two
