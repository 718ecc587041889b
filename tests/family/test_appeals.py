"""Refusals, withdrawals and appeals; who may not decide, and on what evidence."""

import pytest
import time_machine

from family.errors import AppealNotPossible, ReasonUnknown, RequestNotPossible
from family.models import Binding
from family.services import requests, verdicts
from tests.factories import family as make
from tests.factories import reviews as desk
from tests.family.reviewing import codes
from yibao.cases import services as cases
from yibao.cases.errors import (
    CaseHasOwnPage,
    CaseMoveRefused,
    CaseOutsideArea,
    DeciderIsInvolved,
    DeclarationMissing,
    EvidenceChanged,
)
from yibao.cases.models import Decision
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
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


class TestRefusal:
    def test_takes_two_officers(self, request_, officer, second, holder):
        assert desk.reject(officer, request_).state == "OPEN"
        assert desk.fresh(request_).state == "IN_REVIEW"
        assert codes(holder) == []
        assert desk.reject(second, request_).state == "REJECTED"
        row = desk.fresh(request_)
        assert (row.state, row.outcome) == ("REJECTED", "NO_RELATION")
        assert row.place.released_at is not None
        told = Notice.objects.get(user=holder)
        assert "不是您填写的关系" in told.body

    def test_needs_a_reason_of_the_list(self, request_, officer):
        desk.take(officer, request_)
        with pytest.raises(ReasonUnknown):
            verdicts.reject(
                by=officer,
                request=request_,
                reason="DISLIKE",
                evidence=[],
                fence=desk.fence(request_),
            )


class TestWithdrawal:
    @pytest.mark.parametrize("state", ["SUBMITTED", "PRECHECK", "IN_REVIEW", "RETURNED"])
    def test_gives_the_place_free(self, holder, child, state):
        request = make.make_submitted(holder.person, child, state=state)
        row = requests.withdraw(by=holder, ref=request.ref)
        assert row.state == "WITHDRAWN"
        assert desk.fresh(row).place.released_at is not None
        assert requests.withdraw(by=holder, ref=request.ref).state == "WITHDRAWN"
        assert codes(holder) == ["family_withdrawn"]

    def test_ends_the_case_that_an_officer_holds(self, request_, officer, holder):
        desk.take(officer, request_)
        requests.withdraw(by=holder, ref=request_.ref)
        request_.case.refresh_from_db()
        assert request_.case.state == "WITHDRAWN"
        with pytest.raises((CaseMoveRefused, RequestNotPossible)):
            verdicts.approve(
                by=officer,
                request=request_,
                evidence=desk.seen(request_),
                fence=desk.fence(request_),
            )

    def test_is_the_holders_alone_t31(self, request_, tenant):
        with pytest.raises(NotFound):
            requests.withdraw(by=make.make_holder(tenant), ref=request_.ref)


class TestAppeal:
    @pytest.fixture
    def refused(self, request_, officer, second):
        desk.reject(officer, request_)
        desk.reject(second, request_)
        return desk.fresh(request_)

    def test_goes_to_another_officer_within_five_working_days_p184(
        self, refused, officer, second, holder, tenant
    ):
        with time_machine.travel("2026-03-02 09:00+08:00"):
            row = requests.appeal(by=holder, ref=refused.ref, statement="户口本上有。")
        assert clock.local(row.appeal_case.due_at).isoformat() == "2026-03-09T17:00:00+08:00"
        for one in (officer, second):
            with pytest.raises(DeciderIsInvolved):
                desk.take(one, refused)
        third = desk.make_officer(tenant)
        assert desk.approve(third, refused).state == "APPROVED"
        row = desk.fresh(refused)
        assert (row.state, row.binding.way, row.outcome) == ("APPROVED", "APPEAL", "")
        assert row.place.released_at is None

    def test_of_a_risky_request_takes_two_other_officers_p181(self, refused, holder, tenant):
        type(refused).objects.filter(pk=refused.pk).update(is_risky=True)
        requests.appeal(by=holder, ref=refused.ref, statement="户口本上有。")
        assert desk.approve(desk.make_officer(tenant), refused).state == "OPEN"
        assert not Binding.objects.exists()
        assert desk.approve(desk.make_officer(tenant), refused).state == "APPROVED"

    def test_is_possible_once(self, refused, holder, tenant):
        requests.appeal(by=holder, ref=refused.ref, statement="再看一次")
        for officer in (desk.make_officer(tenant), desk.make_officer(tenant)):
            desk.reject(officer, refused)
        row = desk.fresh(refused)
        assert (row.state, row.appeal_case.state) == ("REJECTED", "REJECTED")
        assert codes(holder)[-1] == "family_appeal_kept"
        with pytest.raises(AppealNotPossible):
            requests.appeal(by=holder, ref=refused.ref, statement="又一次")

    def test_is_not_for_what_runs_or_was_taken_back(self, request_, holder):
        with pytest.raises(AppealNotPossible):
            requests.appeal(by=holder, ref=request_.ref, statement="快点")
        requests.withdraw(by=holder, ref=request_.ref)
        with pytest.raises(AppealNotPossible):
            requests.appeal(by=holder, ref=request_.ref, statement="快点")


class TestOwnMatters:
    """T32: persons are compared, not logins."""

    def test_are_not_taken_by_holder_member_or_declared_kin(self, request_, tenant, holder, child):
        sister = make.make_member(tenant, name="王小红")
        for officer in (
            desk.make_officer(tenant, own=holder.person.certno),
            desk.make_officer(tenant, own=child.certno),
            desk.make_officer(tenant, child.certno),
            desk.make_officer(tenant, sister.certno, holder.person.certno),
        ):
            with pytest.raises(DeciderIsInvolved):
                desk.take(officer, request_)

    def test_include_those_of_relatives_of_record(self, request_, tenant, holder):
        from tests.factories.bindings import make_binding

        wife = make.make_member(tenant, name="林秀英", born=make.ADULT_BORN)
        make_binding(holder.person, wife, relation="SPOUSE")
        with pytest.raises(DeciderIsInvolved):
            desk.take(desk.make_officer(tenant, own=wife.certno), request_)

    def test_are_not_decided_after_kin_was_declared_late(self, request_, officer, holder):
        desk.take(officer, request_)
        desk.declare(officer, holder.person.certno)
        with pytest.raises(DeciderIsInvolved):
            verdicts.approve(
                by=officer,
                request=request_,
                evidence=desk.seen(request_),
                fence=desk.fence(request_),
            )

    def test_need_a_declaration_and_the_district(self, request_, tenant):
        from tests.factories.accounts import StaffFactory

        stranger = StaffFactory(tenant=tenant)
        with pytest.raises(CaseOutsideArea):
            desk.take(stranger, request_)
        with pytest.raises(CaseOutsideArea):
            desk.take(desk.make_officer(tenant, areas=("510681",)), request_)
        from yibao.cases import officers

        officers.assign_areas(by=None, staff=stranger, codes=["510603"])
        with pytest.raises(DeclarationMissing):
            desk.take(stranger, request_)


class TestEvidence:
    """T35."""

    def test_that_changed_since_the_page_was_opened_is_refused(self, request_, officer):
        desk.take(officer, request_)
        evidence = desk.seen(request_)
        request_.documents.update(state="REPLACED")
        desk.add_paper(request_)
        for word in (
            lambda: verdicts.approve(
                by=officer, request=request_, evidence=evidence, fence=desk.fence(request_)
            ),
            lambda: verdicts.reject(
                by=officer,
                request=request_,
                reason="NO_RELATION",
                evidence=evidence,
                fence=desk.fence(request_),
            ),
            lambda: verdicts.return_request(
                by=officer,
                request=request_,
                defects=[(desk.SLOT, "GLARE")],
                evidence=evidence,
                fence=desk.fence(request_),
            ),
        ):
            with pytest.raises(EvidenceChanged):
                word()
        assert Decision.objects.count() == 0

    def test_must_have_been_before_the_eyes(self, request_, officer):
        desk.take(officer, request_)
        with pytest.raises(CaseHasOwnPage):
            cases.approve(by=officer, ref=request_.case.ref, note="列表里直接过")
        with pytest.raises(EvidenceChanged):
            verdicts.approve(by=officer, request=request_, evidence=[], fence=desk.fence(request_))
