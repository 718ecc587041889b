"""Filing for care elsewhere: who, where, from when, and what an officer's word does (P157–P162)."""

from datetime import date, timedelta

import pytest

from accounts.events import insurance_changed
from accounts.models import Enrolment, Institution, Person, User
from settlement.errors import (
    FilingAreaClosed,
    FilingDateRefused,
    FilingNeedsReferral,
    FilingOverlaps,
    FilingSamePlace,
    FilingStateRefused,
)
from settlement.models import RemoteFiling
from settlement.rules import filings as rules
from settlement.selectors import remote as found
from settlement.services import filings
from settlement.states import FilingState
from tests.factories import remote, world
from yibao.cases import services as cases
from yibao.cases.models import Case
from yibao.kernel import clock
from yibao.kernel.errors import NotFound
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db
HOME = "510600"
ELSEWHERE = "510104"


@pytest.fixture
def open_area(tenant):
    return remote.area()


@pytest.fixture
def who(tenant, open_area):
    return world.insured(tenant)


@pytest.fixture
def officer(tenant):
    return User.objects.create_staff(tenant=tenant, username="officer", password="x")


def _approve(officer, filing):
    cases.take(by=officer, ref=filing.case.ref)
    cases.approve(by=officer, ref=filing.case.ref)


def _reject(officer, filing, note):
    cases.take(by=officer, ref=filing.case.ref)
    cases.reject(by=officer, ref=filing.case.ref, note=note)


def _state(who, day=None, place=ELSEWHERE):
    return found.state_on(who.person, place, day or clock.today(), HOME)


class TestKinds:
    @pytest.mark.parametrize(
        ("kind", "counts"),
        [("LIVING", "long_term"), ("RETIRED", "long_term"), ("POSTED", "long_term"),
         ("EMERGENCY", "emergency"), ("OTHER", "other")],
    )  # fmt: skip
    def test_hold_at_once_by_promise_or_without_papers(self, who, kind, counts):
        filing = remote.filed(who, kind)
        assert filing.state == "APPROVED" and filing.case is None
        assert _state(who) == counts

    @pytest.mark.parametrize(("kind", "promised"), [("REFERRAL", False), ("LIVING", False)])
    def test_are_answered_by_an_officer_within_two_working_days_else(self, who, kind, promised):
        """P161."""
        filing = remote.filed(who, kind, promised=promised)
        assert filing.state == "IN_REVIEW"
        assert filing.case.promised_days == 2
        assert _state(who) == "unfiled"

    def test_of_a_referral_need_the_number(self, who):
        with pytest.raises(FilingNeedsReferral):
            remote.filed(who, "REFERRAL", referral_no="")

    def test_that_do_not_exist_are_refused(self, who):
        with pytest.raises(FilingAreaClosed):
            remote.filed(who, "HOLIDAY")


class TestPeriod:
    def test_lasts_for_long_term(self, who):
        """P158."""
        assert remote.filed(who, "LIVING").period.upper is None
        assert _state(who, clock.today() + timedelta(days=3650)) == "long_term"

    def test_is_six_months_at_least_for_temporary_kinds(self, who):
        """P158: fewer months asked for are six."""
        filing = remote.filed(who, "OTHER", months=1)
        end = rules.add_months(clock.today(), 6)
        assert filing.period.upper == end
        assert _state(who, end - timedelta(days=1)) == "other"
        assert _state(who, end) == "unfiled"

    def test_of_a_long_term_filing_ends_with_the_next(self, who):
        """P158: no end until changed."""
        remote.area("510700", "绵阳市")
        first = remote.filed(who, "LIVING")
        remote.filed(who, "RETIRED", area="510700", days=10)
        first.refresh_from_db()
        assert first.period.upper == clock.today() + timedelta(days=10)

    def test_that_began_the_same_day_is_cancelled_by_the_next(self, who):
        remote.area("510700", "绵阳市")
        first = remote.filed(who, "LIVING")
        remote.filed(who, "RETIRED", area="510700")
        first.refresh_from_db()
        assert first.state == "CANCELLED"

    @pytest.mark.parametrize("days", [-1, 181])
    def test_does_not_begin_in_the_past_or_far_ahead(self, who, days):
        with pytest.raises(FilingDateRefused):
            remote.filed(who, "OTHER", days=days)

    def test_never_overlaps_for_one_area(self, who):
        remote.filed(who, "OTHER")
        with pytest.raises(FilingOverlaps):
            remote.filed(who, "REFERRAL", days=30)

    @pytest.mark.parametrize(
        ("day", "months", "end"),
        [(date(2026, 8, 31), 6, date(2027, 2, 28)), (date(2027, 8, 29), 6, date(2028, 2, 29)),
         (date(2026, 11, 22), 12, date(2027, 11, 22)), (date(2026, 6, 30), 6, date(2026, 12, 30))],
    )  # fmt: skip
    def test_ends_on_the_last_day_where_a_month_is_shorter(self, day, months, end):
        assert rules.add_months(day, months) == end


class TestPlace:
    def test_is_the_city_and_not_a_hospital(self, who):
        """P160."""
        remote.filed(who)
        assert _state(who, place="510104") == _state(who, place="510107") == "other"
        assert _state(who, place="510722") == "unfiled"

    def test_is_the_province_for_hainan_tibet_and_municipalities(self, who):
        """P160."""
        remote.area("460000", "海南省", province="海南省")
        remote.filed(who, area="460000")
        assert _state(who, place="460105") == _state(who, place="460200") == "other"

    def test_at_home_needs_nothing(self, who):
        remote.area(HOME, "德阳市")
        with pytest.raises(FilingSamePlace):
            remote.filed(who, area=HOME)
        assert _state(who, place="510681") == "none"

    @pytest.mark.parametrize("switch", [{"is_open": False}, None])
    def test_that_is_not_open_is_refused(self, who, switch):
        if switch:
            remote.area("510700", "绵阳市", **switch)
        with pytest.raises(FilingAreaClosed):
            remote.filed(who, area="510700")

    def test_takes_the_better_of_two_filings(self, who, officer):
        remote.area("510104", "锦江区")
        remote.filed(who, "OTHER")
        RemoteFiling.objects.filter(person=who.person).update(region="510104")
        with pytest.raises(FilingOverlaps):
            remote.filed(who, "LIVING", area="510104")
        remote.filed(who, "LIVING")
        assert _state(who) == "long_term"


class TestOfficer:
    def test_approves_and_the_person_reads_it(self, who, officer):
        filing = remote.filed(who, "REFERRAL")
        _approve(officer, filing)
        filing.refresh_from_db()
        assert filing.state == "APPROVED" and filing.decided_at
        assert _state(who) == "referral"
        codes = set(Notice.objects.filter(user=who.user).values_list("code", flat=True))
        assert {"filing_asked", "filing_approved"} <= codes

    def test_refuses_with_another_and_with_words_that_the_person_reads(self, who, officer, tenant):
        """Settled 18."""
        filing = remote.filed(who, "REFERRAL")
        _reject(officer, filing, "转诊单号查不到")
        assert RemoteFiling.objects.get().state == "IN_REVIEW"
        other = User.objects.create_staff(tenant=tenant, username="other", password="x")
        _reject(other, filing, "转诊单号查不到")
        notice = Notice.objects.get(user=who.user, code="filing_rejected")
        assert "转诊单号查不到" in notice.body
        assert _state(who) == "unfiled"

    def test_is_not_the_person(self, who, officer):
        """T32: compared as persons."""
        filing = remote.filed(who, "REFERRAL")
        officer.person = None
        involved = found.involved(filing.case)
        assert involved.persons == {who.person.certno_index}


class TestCancelling:
    def test_ends_what_holds(self, who):
        filing = remote.filed(who)
        filings.cancel(by=who.user, ref=filing.ref)
        assert _state(who) == "unfiled"
        with pytest.raises(FilingStateRefused):
            filings.cancel(by=who.user, ref=filing.ref)

    def test_takes_the_case_back(self, who):
        filing = remote.filed(who, "REFERRAL")
        filings.cancel(by=who.user, ref=filing.ref)
        assert Case.objects.get(pk=filing.case_id).state == "WITHDRAWN"

    def test_is_for_the_own_filings_only(self, who, tenant):
        filing = remote.filed(who)
        with pytest.raises(NotFound):
            filings.cancel(by=world.insured(tenant).user, ref=filing.ref)


class TestSomebodyElse:
    def test_cannot_be_filed_for(self, who, tenant):
        other = world.insured(tenant)
        with pytest.raises(NotFound):
            filings.file(by=who.user, person=other.person, ask=remote.ask())


class TestReminder:
    def test_comes_once_before_the_end(self, who):
        filing = remote.filed(who)
        assert filings.remind(by=None) == 0
        period = type(filing.period)(clock.today(), clock.today() + timedelta(days=10))
        RemoteFiling.objects.update(period=period)
        filings.remind(by=None)
        filings.remind(by=None)
        assert Notice.objects.filter(user=who.user, code="filing_ending").count() == 1


class TestAreas:
    def test_are_found_by_part_of_a_name_or_province(self, tenant):
        remote.area()
        remote.area("500000", "重庆市", province="重庆市", is_open=False)
        assert [row.region_id for row in found.areas("四川")] == ["510100"]
        assert [row.region_id for row in found.areas("重庆")] == ["500000"]
        assert found.areas("重庆", only_open=True) == []
        assert found.areas("火星") == []

    def test_leave_out_the_insured_place(self, tenant):
        remote.area(HOME, "德阳市")
        assert found.areas(besides=HOME) == []

    def test_name_the_institutions_that_take_part(self, tenant):
        area = remote.area()
        there = world.institution(tenant, admdvs=ELSEWHERE)
        world.institution(tenant, admdvs=ELSEWHERE)
        Institution.objects.filter(pk=there.pk).update(accepts_remote=True)
        assert found.places_in(tenant, [area]) == {"510100": [there]}


class TestInsuranceMoved:
    """P163: what was filed with an area that insures the person no more is over."""

    def move(self, who, place):
        Enrolment.objects.filter(person=who.person).update(insuplc_admdvs=place)
        insurance_changed.send(sender=Person, persons=[who.person], by=None)

    def test_ends_what_holds_and_tells_the_person(self, who):
        row = remote.filed(who)
        self.move(who, "510700")
        row.refresh_from_db()
        assert row.state == FilingState.CANCELLED
        assert Notice.objects.filter(user=who.user, code="filing_moved").exists()

    def test_keeps_what_was_before(self, who, tenant):
        row = remote.filed(who)
        tenant.clock_offset_seconds = 10 * 86400
        tenant.save()
        who.person.refresh_from_db()
        before = row.period.lower
        self.move(who, "510700")
        row.refresh_from_db()
        assert row.state == FilingState.APPROVED
        assert (row.period.lower, row.period.upper) == (before, before + timedelta(days=10))

    def test_closes_a_review(self, who):
        row = remote.filed(who, "LIVING", promised=False)
        self.move(who, "510700")
        row.refresh_from_db()
        row.case.refresh_from_db()
        assert (row.state, row.case.state) == (FilingState.CANCELLED, "CLOSED")

    def test_leaves_it_alone_within_the_area(self, who):
        row = remote.filed(who)
        self.move(who, "510681")
        row.refresh_from_db()
        assert row.state == FilingState.APPROVED
