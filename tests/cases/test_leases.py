"""Leases: a quarter of an hour, a number that never goes back, no late writer (T36, feature 31)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction

from tests.cases.scene import STRICT, fresh, refusals, verbs
from yibao.audit.models import AuditEvent
from yibao.cases import services as cases
from yibao.cases import tasks
from yibao.cases.desk import drafts, leases, taking
from yibao.cases.errors import CaseHasOwnPage, CaseMoveRefused, LeadNeeded, LeaseLost
from yibao.cases.models import Case, Decision, Draft, Lease
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def held(desk):
    """A case and the officer who has it in hand."""
    officer = desk.officer()
    desk.case()
    return taking.take_next(by=officer), officer


def later(minutes: int):
    return time_machine.travel(clock.now() + minutes * MINUTE)


class TestLease:
    def test_lasts_a_quarter_of_an_hour(self, held):
        case, officer = held
        lease = leases.of(case)
        assert (lease.holder, lease.expires_at - lease.taken_at) == (officer, 15 * MINUTE)
        with later(16):
            assert leases.of(case) is None

    def test_is_made_longer_by_a_sign_of_life(self, held):
        case, officer = held
        with later(14):
            lease = leases.beat(by=officer, ref=case.ref, fence=case.fence)
        with later(28):
            assert leases.of(case) == lease
            assert leases.release_expired(by=None) == 0

    def test_is_not_revived_once_it_is_over(self, held):
        case, officer = held
        with later(16), pytest.raises(LeaseLost):
            leases.beat(by=officer, ref=case.ref, fence=case.fence)

    def test_is_beaten_by_its_holder_alone(self, held, desk):
        case, officer = held
        for by, fence in ((desk.officer(), case.fence), (officer, case.fence - 1)):
            with pytest.raises(LeaseLost):
                leases.beat(by=by, ref=case.ref, fence=fence)

    def test_that_is_over_frees_the_case(self, held, desk):
        case, _ = held
        with later(16):
            tasks.release_leases()
            assert fresh(case).state == "OPEN"
            assert verbs(case) == ["taken", "lease_expired"]
            assert leases.release_expired(by=None) == 0

    @pytest.mark.parametrize("way", ["next", "take"])
    def test_that_is_over_stops_nobody_even_without_the_timer(self, held, desk, way):
        case, _ = held
        other = desk.officer()
        with later(16):
            got = (
                taking.take_next(by=other) if way == "next" else cases.take(by=other, ref=case.ref)
            )
            assert (got.pk, got.reviewer_id, got.fence) == (case.pk, other.pk, 2)

    def test_lives_by_the_clock_of_its_tenant(self, held, tenant):
        case, _ = held
        tenant.clock_offset_seconds = 16 * 60
        tenant.save()
        assert leases.of(fresh(case)) is None
        assert leases.release_expired(by=None) == 1

    @pytest.mark.parametrize("end", ["decide", "return", "put_back", "withdraw", "hold", "refer"])
    def test_ends_in_the_transaction_that_ends_the_work(self, held, end):
        case, officer = held
        {
            "decide": lambda: cases.approve(by=officer, ref=case.ref),
            "return": lambda: cases.return_case(by=officer, ref=case.ref),
            "put_back": lambda: cases.put_back(by=officer, ref=case.ref),
            "withdraw": lambda: cases.withdraw(by=None, ref=case.ref),
            "hold": lambda: taking.hold(by=officer, ref=case.ref, preset="HOUR", reason="等电话"),
            "refer": lambda: taking.refer(by=officer, ref=case.ref, reason="拿不准"),
        }[end]()
        assert not Lease.objects.exists()

    def test_stays_where_the_decision_was_undone(self, held, monkeypatch):
        case, officer = held

        def refuse(**_):
            raise CaseMoveRefused

        monkeypatch.setattr("yibao.cases.services.case_decided.send", refuse)
        with pytest.raises(CaseMoveRefused):
            cases.approve(by=officer, ref=case.ref)
        assert leases.of(case).holder == officer and not Decision.objects.exists()


class TestLateWriter:
    """Who lost the lease writes nothing, whatever is tried (T36)."""

    def words(self, case, officer, fence):
        more = {"by": officer, "ref": case.ref, "fence": fence}
        return (
            lambda: cases.decide(kind="APPROVE", **more),
            lambda: cases.decide(kind="REJECT", note="x", **more),
            lambda: cases.return_case(**more),
            lambda: cases.put_back(**more),
            lambda: taking.refer(reason="拿不准", **more),
            lambda: taking.hold(preset="HOUR", reason="等电话", **more),
        )

    def refused(self, case, officer, fence):
        for word in self.words(case, officer, fence):
            with pytest.raises(LeaseLost):
                word()
        assert not Decision.objects.exists()
        acts = [act for act, code in refusals(case) if code == LeaseLost.code]
        assert acts[-6:] == ["decide", "decide", "return", "put_back", "refer", "hold"]

    def test_after_a_quarter_of_an_hour(self, held):
        case, officer = held
        with later(16):
            self.refused(case, officer, case.fence)

    def test_after_a_colleague_took_it(self, held, desk):
        case, officer = held
        with later(16):
            taking.take_next(by=desk.officer())
            self.refused(case, officer, case.fence)

    def test_after_the_lead_took_it_over(self, held, desk):
        case, officer = held
        lead = desk.lead()
        taking.take_over(by=lead, ref=case.ref, reason="同事请假了")
        self.refused(case, officer, case.fence)
        assert fresh(case).reviewer == lead and leases.of(case).holder == lead
        row = AuditEvent.objects.get(verb="cases.case.taken_over")
        assert row.actor == f"user:{lead.pk}"
        assert case.events.get(verb="cases.case.taken_over").note == "同事请假了"

    def test_from_a_window_that_is_older(self, held):
        case, officer = held
        old = case.fence
        cases.put_back(by=officer, ref=case.ref)
        again = cases.take(by=officer, ref=case.ref)
        self.refused(case, officer, old)
        cases.decide(by=officer, ref=case.ref, kind="APPROVE", fence=again.fence)

    def test_with_a_number_made_up(self, held):
        case, officer = held
        self.refused(case, officer, case.fence + 1)

    def test_without_a_number_writes_nothing_about_papers(self, desk):
        officer = desk.officer()
        case = desk.case(STRICT)
        cases.take(by=officer, ref=case.ref)
        with pytest.raises(LeaseLost):
            cases.decide(by=officer, ref=case.ref, kind="APPROVE", evidence=[])
        with pytest.raises(CaseHasOwnPage):
            cases.approve(by=officer, ref=case.ref)
        assert [code for _, code in refusals(case)] == [LeaseLost.code, CaseHasOwnPage.code]

    def test_finds_a_case_that_is_over_over(self, held):
        case, officer = held
        cases.withdraw(by=None, ref=case.ref)
        with pytest.raises(CaseMoveRefused):
            cases.decide(by=officer, ref=case.ref, kind="APPROVE", fence=case.fence)

    def test_meets_the_database_too(self, held, desk):
        """Raw SQL: no word without the lease, no lease without the case, no number back."""
        case, officer = held
        other = desk.officer()
        for wrong in (
            lambda: Decision.objects.create(
                case=case, kind="APPROVE", decider=other, at=clock.now()
            ),
            lambda: Case.objects.filter(pk=case.pk).update(fence=0),
            lambda: _at_the_end(lambda: Lease.objects.all().delete()),
            lambda: _at_the_end(lambda: Case.objects.filter(pk=case.pk).update(reviewer=other)),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                wrong()
        assert leases.of(case).holder == officer


def _at_the_end(work) -> None:
    from django.db import connection

    work()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestTakeOver:
    def test_is_the_leads_and_says_why(self, held, desk):
        case, officer = held
        with pytest.raises(LeadNeeded):
            taking.take_over(by=desk.officer(), ref=case.ref, reason="我来")
        with pytest.raises(Exception, match="reason_needed"):
            taking.take_over(by=desk.lead(), ref=case.ref, reason=" ")
        assert fresh(case).reviewer == officer
        assert refusals(case)[0] == ("take_over", LeadNeeded.code)

    def test_takes_a_kept_case_as_well(self, held, desk):
        case, officer = held
        taking.hold(by=officer, ref=case.ref, preset="THREE_DAYS", reason="等回函")
        lead = desk.lead()
        assert taking.take_over(by=lead, ref=case.ref, reason="催办").reviewer == lead
        assert fresh(case).kept_for is None

    def test_of_the_own_case_is_nothing(self, desk):
        lead = desk.lead()
        case = desk.case()
        cases.take(by=lead, ref=case.ref)
        with pytest.raises(CaseMoveRefused):
            taking.take_over(by=lead, ref=case.ref, reason="再来")


class TestDraft:
    def test_keeps_what_was_typed_sealed_and_for_its_officer(self, held, desk):
        case, officer = held
        words = {"note": "看第二页 🙂", "checks": ["identity", "relation"], "is_sure": True}
        drafts.keep(by=officer, ref=case.ref, words=words)
        assert drafts.of(by=officer, case=case) == words
        assert drafts.of(by=desk.officer(), case=case) is None
        drafts.keep(by=officer, ref=case.ref, words={"note": "第二稿"})
        assert drafts.of(by=officer, case=case) == {"note": "第二稿"}

    def test_outlives_a_refused_word(self, held):
        case, officer = held
        with later(16):
            with pytest.raises(LeaseLost):
                cases.decide(by=officer, ref=case.ref, kind="APPROVE", fence=case.fence)
            drafts.keep(by=officer, ref=case.ref, words={"note": "差一点"})
        assert drafts.of(by=officer, case=case) == {"note": "差一点"}

    def test_goes_when_the_word_was_said_or_nothing_is_left(self, held):
        case, officer = held
        drafts.keep(by=officer, ref=case.ref, words={"note": "x"})
        drafts.keep(by=officer, ref=case.ref, words={"note": "", "checks": []})
        assert not Draft.objects.exists()
        drafts.keep(by=officer, ref=case.ref, words={"note": "x"})
        cases.approve(by=officer, ref=case.ref)
        assert not Draft.objects.exists()

    def test_of_everybody_goes_with_the_case(self, held, desk):
        case, officer = held
        for one in (officer, desk.officer()):
            drafts.keep(by=one, ref=case.ref, words={"note": "x"})
        cases.withdraw(by=None, ref=case.ref)
        assert not Draft.objects.exists()

    def test_is_bounded(self, held):
        case, officer = held
        words = {f"f{number}": "长" * 9000 for number in range(200)}
        drafts.keep(by=officer, ref=case.ref, words=words)
        kept = drafts.of(by=officer, case=case)
        assert len(kept) == drafts.MOST_FIELDS
        assert max(map(len, kept.values())) == drafts.MOST_CHARACTERS
        drafts.keep(by=officer, ref="nothing", words={"note": "x"})
