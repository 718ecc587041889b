"""取下一件: what comes next, for whom; nobody gets what is not theirs (features 30, 31)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.scene import STRICT, fresh, refusals, verbs
from tests.factories import reviews
from yibao.cases import dossiers
from yibao.cases import services as cases
from yibao.cases.desk import taking
from yibao.cases.errors import CaseKept, DeciderIsInvolved, LeadNeeded, OfficerAway
from yibao.cases.models import Barred, Case, Decision, Skip
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


def taken(by, **more) -> Case | None:
    return taking.take_next(by=by, **more)


class TestOrder:
    def test_is_priority_then_promise_then_age(self, desk):
        late = desk.case(days_ago=9)
        new, urgent = desk.case(), desk.case(priority=2)
        twin = desk.case(due_at=new.due_at)
        officer = desk.officer()
        assert [taken(officer).pk for _ in range(4)] == [urgent.pk, late.pk, new.pk, twin.pk]
        assert taken(officer) is None

    def test_begins_with_what_is_kept_for_the_officer(self, desk):
        desk.case(priority=2)
        officer, lead = desk.officer(), desk.lead()
        mine = desk.case()
        taking.assign(by=lead, ref=mine.ref, to=officer)
        assert taken(officer).pk == mine.pk

    def test_gives_a_lease_with_a_number(self, desk):
        case, officer = desk.case(), desk.officer()
        got = taken(officer)
        assert (got.pk, got.reviewer_id, got.fence) == (case.pk, officer.pk, 1)
        assert got.lease.holder_id == officer.pk

    def test_costs_the_same_sql_however_much_waits(self, desk):
        def cost() -> int:
            officer = desk.officer()
            with CaptureQueriesContext(
                connection,
            ) as counted:
                assert taken(officer) is not None
            return len(counted)

        for _ in range(3):
            desk.case(STRICT)
        few = cost()
        for _ in range(40):
            desk.case(STRICT)
        skipper = desk.officer()
        for case in Case.objects.filter(state="OPEN")[:5]:
            taking.skip(by=skipper, ref=case.ref, why="HARD")
        assert cost() == few <= 34


class TestNobody:
    """Nobody is given what is not theirs to decide."""

    def test_gets_a_case_of_another_district(self, desk):
        desk.case(STRICT, region_code="510681")
        assert taken(desk.officer(areas=("510603",))) is None
        assert taken(desk.officer(areas=("510600",))) is not None

    def test_gets_another_queue_than_the_own(self, desk, monkeypatch):
        kind = dossiers.Kind(case_type=STRICT, label="申请", queue="family")
        monkeypatch.setitem(dossiers._KINDS, STRICT, kind)
        other, officer = desk.case("report"), desk.officer()
        desk.profile(officer, queues=["family"])
        assert taken(officer) is None
        assert taken(officer, queue="other") is None
        family = desk.case(STRICT)
        assert taken(officer, queue="family").pk == family.pk
        assert taken(desk.officer(), queue="other").pk == other.pk

    def test_gets_other_types_than_asked_for(self, desk):
        desk.case("report")
        assert taken(desk.officer(), types=[STRICT]) is None
        assert taken(desk.officer(), types=["report"]) is not None

    def test_gets_an_own_or_a_relatives_matter_t32(self, desk):
        officer = desk.officer()
        own = desk.case(applicant=officer)
        kin = desk.case()
        index = officer.declarations.get(is_own=True).person_index
        Barred.objects.create(case=kin, person_index=index, at=clock.now())
        assert taken(officer) is None
        assert {fresh(own).state, fresh(kin).state} == {"OPEN"}

    def test_gets_it_when_the_app_says_so_only_now(self, desk, holder_case):
        """The apps are asked again at the last moment; the next case is given instead."""
        officer, case = holder_case
        other = desk.case(days_ago=-1)
        assert taken(officer).pk == other.pk
        assert case.barred.exists()

    def test_gets_the_second_word_after_the_first(self, desk):
        case = desk.case("report", needs_second=True)
        one, two = desk.officer(), desk.officer()
        assert taken(one).pk == case.pk
        cases.approve(by=one, ref=case.ref, note="好")
        assert taken(one) is None
        assert taken(two).pk == case.pk

    def test_without_a_declaration_gets_papers(self, desk):
        desk.case(STRICT)
        officer = desk.officer()
        officer.declarations.update(ended_at=clock.now())
        assert taken(officer) is None

    def test_of_another_tenant_gets_anything(self, desk, django_user_model):
        from yibao.kernel.models import Tenant

        desk.case()
        other = Tenant.objects.create(code="other", name="别处", kind="SANDBOX")
        stranger = desk.officer()
        django_user_model.objects.filter(pk=stranger.pk).update(tenant=other)
        assert taken(django_user_model.objects.get(pk=stranger.pk)) is None

    def test_is_given_work_while_away(self, desk):
        desk.case()
        officer = desk.officer()
        desk.profile(officer, away_from=clock.today(), away_until=clock.today())
        with pytest.raises(OfficerAway):
            taken(officer)
        with pytest.raises(OfficerAway):
            taking.assign(by=desk.lead(), ref=Case.objects.get().ref, to=officer)

    def test_but_a_lead_gets_a_referred_case(self, desk):
        case, officer = desk.case(), desk.officer()
        taken(officer)
        taking.refer(by=officer, ref=case.ref, reason="拿不准关系")
        assert (fresh(case).level, fresh(case).needs_second) == (1, True)
        assert taken(desk.officer()) is None
        with pytest.raises(LeadNeeded):
            cases.take(by=desk.officer(), ref=case.ref)
        lead = desk.lead()
        assert taken(lead).pk == case.pk
        cases.approve(by=lead, ref=case.ref, note="看过")
        second = desk.officer()
        assert taken(second).pk == case.pk
        cases.approve(by=second, ref=case.ref, note="同意")
        assert fresh(case).state == "APPROVED"


@pytest.fixture
def holder_case(desk):
    """A request whose holder is the officer, which nobody has written down yet."""
    from tests.factories import family as make

    holder = make.make_holder(desk.tenant)
    row = reviews.in_review(holder.person, make.make_member(desk.tenant))
    officer = desk.officer()
    reviews.declare(officer, own=holder.person.certno)
    Case.objects.filter(pk=row.case.pk).update(applicant=None)
    return officer, fresh(row.case)


class TestSkipping:
    def test_hides_the_case_from_the_officer_for_a_day(self, desk):
        case, officer = desk.case(), desk.officer()
        taken(officer)
        taking.skip(by=officer, ref=case.ref, why=Skip.Why.HARD)
        assert fresh(case).state == "OPEN" and verbs(case) == ["taken", "skipped"]
        assert taken(officer) is None
        with time_machine.travel(clock.now() + timedelta(hours=24, minutes=1)):
            assert taken(officer).pk == case.pk

    def test_does_not_hide_it_from_others(self, desk):
        case, officer = desk.case(), desk.officer()
        taking.skip(by=officer, ref=case.ref, why=Skip.Why.TIME)
        assert taken(desk.officer()).pk == case.pk

    def test_because_one_knows_somebody_is_for_good_t32(self, desk):
        case, officer = desk.case(), desk.officer()
        taken(officer)
        taking.skip(by=officer, ref=case.ref, why=Skip.Why.KNOWN)
        with time_machine.travel(clock.now() + timedelta(days=3)):
            assert taken(officer) is None
            with pytest.raises(DeciderIsInvolved):
                cases.take(by=officer, ref=case.ref)
        assert refusals(case) == [("take", "cases.case.decider_involved")]

    def test_wants_a_reason(self, desk):
        case, officer = desk.case(), desk.officer()
        for why, note in (("", ""), ("NOTHING", "x"), ("OTHER", " ")):
            with pytest.raises(Exception, match="reason_needed"):
                taking.skip(by=officer, ref=case.ref, why=why, note=note)
        assert not Skip.objects.exists()


class TestReturned:
    """What was mended comes back to its officer for four hours, then to all (feature 36)."""

    @pytest.fixture
    def returned(self, desk):
        case, officer = desk.case(), desk.officer()
        taken(officer)
        cases.return_case(by=officer, ref=case.ref, note="缺一页")
        cases.come_back(by=None, ref=case.ref)
        return case, officer

    def test_comes_to_its_officer_first(self, desk, returned):
        case, officer = returned
        colleague = desk.officer()
        assert taken(colleague) is None
        with pytest.raises(CaseKept):
            cases.take(by=colleague, ref=case.ref)
        assert taken(officer).pk == case.pk
        assert fresh(case).kept_for is None

    def test_comes_to_all_after_four_hours(self, desk, returned):
        case, _ = returned
        with time_machine.travel(clock.now() + timedelta(hours=4, seconds=1)):
            assert taken(desk.officer()).pk == case.pk

    def test_is_not_kept_for_somebody_away(self, desk):
        case, officer = desk.case(), desk.officer()
        taken(officer)
        cases.return_case(by=officer, ref=case.ref)
        desk.profile(officer, away_from=clock.today())
        cases.come_back(by=None, ref=case.ref)
        assert taken(desk.officer()).pk == case.pk

    def test_may_be_decided_by_who_said_the_first_word_before(self, desk):
        case = desk.case(needs_second=True)
        one, two = desk.officer(), desk.officer()
        taken(one)
        cases.approve(by=one, ref=case.ref)
        taken(two)
        cases.return_case(by=two, ref=case.ref)
        cases.come_back(by=None, ref=case.ref)
        with time_machine.travel(clock.now() + timedelta(hours=5)):
            assert taken(one).pk == case.pk
        assert Decision.objects.filter(case=case).count() == 2
