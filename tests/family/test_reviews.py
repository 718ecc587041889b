"""From the checks to the end: approved, returned, refused, withdrawn, appealed (B5, G)."""

from datetime import timedelta

import pytest
import time_machine

from family.errors import ReasonUnknown, RequestIncomplete, RequestNotPossible
from family.models import Binding, ConsentAsk
from family.services import consents, requests, reviews, verdicts
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.family.reviewing import codes
from yibao.cases.errors import (
    SecondPersonNeeded,
)
from yibao.cases.models import Decision
from yibao.kernel import clock
from yibao.kernel.models import OutboxMessage
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(tenant):
    return desk.make_officer(tenant)


@pytest.fixture
def second(tenant):
    return desk.make_officer(tenant)


@pytest.fixture
def request_(holder, child):
    return desk.in_review(holder.person, child)


class TestApproval:
    def test_of_a_usual_request_takes_one_officer(self, request_, officer, holder, child):
        case = desk.approve(officer, request_)
        row = desk.fresh(request_)
        assert (case.state, row.state) == ("APPROVED", "APPROVED")
        binding = Binding.objects.get(holder=holder.person, member=child)
        assert (binding.way, row.binding_id) == ("REVIEW", binding.pk)
        assert row.place.released_at is None
        assert codes(holder) == ["family_approved"]

    def test_stores_what_it_stood_on(self, request_, officer):
        desk.take(officer, request_)
        evidence = desk.seen(request_)
        verdicts.approve(
            by=officer,
            request=request_,
            evidence=evidence,
            checklist={"identity": True},
            note="x",
            fence=desk.fence(request_),
        )
        row = Decision.objects.get(case=request_.case)
        assert (row.decider, row.stage, row.evidence) == (officer, "FINAL", evidence)
        assert row.checklist == {"identity": True}

    def test_counts_the_promise_from_the_submission(self, holder, child):
        with time_machine.travel("2026-03-02 15:00+08:00"):
            request = make.make_submitted(holder.person, child, state="PRECHECK")
        with time_machine.travel("2026-03-03 09:00+08:00"):
            case = reviews.hand_over(by=None, request=request).case
        assert clock.local(case.due_at).isoformat() == "2026-03-04T17:00:00+08:00"

    def test_waits_for_a_second_officer_where_risk_was_found_t33(
        self, holder, child, officer, second
    ):
        request = desk.in_review(holder.person, child, is_risky=True)
        assert desk.approve(officer, request).state == "OPEN"
        assert desk.fresh(request).state == "IN_REVIEW"
        with pytest.raises(SecondPersonNeeded):
            desk.take(officer, request)
        assert desk.approve(second, request).state == "APPROVED"
        assert desk.fresh(request).state == "APPROVED"

    def test_waits_for_a_second_officer_for_other_relations_p181(self, holder, child):
        assert desk.in_review(holder.person, child, "GRANDCHILD").case.needs_second

    def test_of_which_two_disagree_goes_to_a_third(self, tenant, request_, officer, second):
        desk.reject(officer, request_)
        assert desk.approve(second, request_).state == "OPEN"
        third = desk.make_officer(tenant)
        assert desk.approve(third, request_).state == "APPROVED"
        stages = Decision.objects.order_by("at").values_list("kind", "stage")
        assert list(stages) == [("REJECT", "FIRST"), ("APPROVE", "FIRST"), ("APPROVE", "FINAL")]

    def test_asks_a_member_who_turned_16_meanwhile_p58(self, tenant, holder, officer):
        with time_machine.travel("2026-05-18 09:00+08:00"):
            from datetime import date

            child = make.make_member(tenant, born=date(2010, 5, 18))
            born = child.birth_date  # the factory may move it by some days
            request = desk.in_review(holder.person, child)
            assert request.branch in ("CHILD", "ADULT")
        day = born.replace(year=2026)
        with time_machine.travel(f"{day.isoformat()} 09:00+08:00"):
            desk.approve(officer, request)
        row = desk.fresh(request)
        assert (row.state, row.needs_consent) == ("CONSENT_PENDING", True)
        assert ConsentAsk.objects.get(request=row).state == "OPEN"
        assert not Binding.objects.exists()
        assert codes(holder) == ["family_waits_for_consent"]


class TestConsent:
    @pytest.fixture
    def mother(self, tenant):
        return make.make_holder(tenant, name="林秀英", born=make.ADULT_BORN).person

    @pytest.fixture
    def grown(self, holder, mother):
        request = desk.in_review(holder.person, mother, "PARENT", needs_consent=True)
        consents.ask(by=None, request=request)
        return request

    def give(self, request):
        ask = ConsentAsk.objects.get(request=request, state="OPEN")
        ask.state, ask.way, ask.answered_at = "GIVEN", "LOGIN", clock.now()
        ask.save()
        return reviews.consent_given(by=None, request=desk.fresh(request))

    def test_before_the_review_lets_the_review_bind_p74(self, grown, officer):
        assert self.give(grown).state == "IN_REVIEW"
        desk.approve(officer, grown)
        assert desk.fresh(grown).state == "APPROVED"

    def test_after_the_review_binds_p74(self, grown, officer):
        desk.approve(officer, grown)
        assert desk.fresh(grown).state == "CONSENT_PENDING"
        assert self.give(grown).state == "APPROVED"
        assert Binding.objects.get().way == "REVIEW"

    @pytest.mark.parametrize("state", ["SUBMITTED", "PRECHECK", "IN_REVIEW", "RETURNED"])
    def test_refused_ends_the_request_and_says_no_more_p75(self, tenant, holder, mother, state):
        request = make.make_submitted(
            holder.person, mother, "PARENT", state=state, needs_consent=True
        )
        reviews.consent_refused(by=None, request=request)
        row = desk.fresh(request)
        assert (row.state, row.outcome) == ("REJECTED", "CONSENT_REFUSED")
        assert row.place.released_at is not None
        assert row.events.order_by("-at").first().verb == "family.request.consent_refused"
        told = Notice.objects.get(user=holder)
        assert "未同意" in told.title + told.body
        assert "林" not in told.title + told.body

    def test_refused_closes_the_case_by_rule(self, grown):
        reviews.consent_refused(by=None, request=grown)
        grown.case.refresh_from_db()
        assert grown.case.state == "CLOSED"

    def test_not_given_in_time_ends_the_request(self, grown, officer):
        desk.approve(officer, grown)
        reviews.consent_expired(by=None, request=grown)
        row = desk.fresh(grown)
        assert (row.state, row.outcome) == ("EXPIRED", "CONSENT_EXPIRED")
        assert row.place.released_at is not None


class TestReturn:
    def test_names_everything_at_once_and_opens_those_places_only(self, request_, officer, holder):
        desk.send_back(officer, request_, (desk.SLOT, "GLARE"), ("LETTER", "UNSIGNED"))
        row = desk.fresh(request_)
        assert (row.state, row.returns, row.case.state) == ("RETURNED", 1, "RETURNED")
        assert set(row.defects.values_list("slot_code", "reason_code")) == {
            (desk.SLOT, "GLARE"),
            ("LETTER", "UNSIGNED"),
        }
        told = Notice.objects.get(user=holder, code="family_returned")
        assert "反光" in told.body and "承诺书" in told.body and "24:00" in told.body
        assert row.documents.get().verdict == "RETAKE"

    def test_takes_reasons_of_the_list_only(self, request_, officer):
        desk.take(officer, request_)
        for pairs in ([], [("NOWHERE", "GLARE")], [(desk.SLOT, "UNSIGNED")], [(desk.SLOT, "X")]):
            with pytest.raises(ReasonUnknown):
                verdicts.return_request(
                    by=officer,
                    request=request_,
                    defects=pairs,
                    evidence=desk.seen(request_),
                    fence=desk.fence(request_),
                )
        assert desk.fresh(request_).state == "IN_REVIEW"

    def test_comes_back_when_everything_is_mended(self, request_, officer, holder):
        desk.send_back(officer, request_)
        with pytest.raises(RequestIncomplete):
            requests.correct(by=holder, ref=request_.ref)
        request_.documents.update(state="REPLACED")
        desk.add_paper(request_)
        row = requests.correct(by=holder, ref=request_.ref)
        assert (row.state, row.round, row.case.state) == ("SUBMITTED", 2, "OPEN")
        assert OutboxMessage.objects.filter(key=f"family.precheck:{row.pk}:2").exists()
        assert row.defects.get().is_mended

    def test_again_keeps_the_case_and_its_clock(self, request_, officer, holder):
        """The clock stood while the papers were away (P180)."""
        opened = request_.case.opened_at
        desk.send_back(officer, request_)
        with time_machine.travel(clock.now() + timedelta(days=4)):
            request_.documents.update(state="REPLACED")
            desk.add_paper(request_)
            row = requests.correct(by=holder, ref=request_.ref)
            assert row.case.opened_at == opened
            assert row.case.due_at > clock.now()
        assert row.case_id == request_.case_id

    def test_the_third_time_refuses_by_rule_p77(self, request_, officer, holder):
        request_.returns = 2
        request_.save()
        desk.send_back(officer, request_)
        row = desk.fresh(request_)
        assert (row.state, row.outcome, row.case.state) == (
            "REJECTED",
            "RETURNED_TOO_OFTEN",
            "CLOSED",
        )
        assert row.place.released_at is not None
        assert codes(holder) == ["family_rejected"]

    def test_not_mended_in_time_expires_after_a_reminder_p178(self, request_, officer, holder):
        desk.send_back(officer, request_)
        due = desk.fresh(request_).return_due_at
        assert requests.remind(by=None) == 0
        with time_machine.travel(due - timedelta(hours=30)):
            assert requests.remind(by=None) == 1
            requests.remind(by=None)
            assert requests.expire_old(by=None) == 0
        with time_machine.travel(due + timedelta(seconds=1)):
            with pytest.raises(RequestNotPossible):
                requests.correct(by=holder, ref=request_.ref)
            assert requests.expire_old(by=None) == 1
            assert requests.expire_old(by=None) == 0
        row = desk.fresh(request_)
        assert (row.state, row.outcome, row.case.state) == ("EXPIRED", "RETURN_OVERDUE", "CLOSED")
        assert row.place.released_at is not None
        assert codes(holder) == ["family_returned", "family_return_reminder", "family_expired"]
