"""Care of a chronic illness is settled as such only where the illness is on file (P138, P157)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from settlement.models import Visit
from settlement.selectors import benefits
from settlement.services import benefit_filings
from tests.factories import world
from yibao.kernel import clock
from yibao.kernel.money import parse_yuan

pytestmark = pytest.mark.django_db
LINE = ("1", "XA01", "1", "100.00")


@pytest.fixture
def place(city):
    return world.institution(city)


@pytest.fixture
def till(place):
    return world.Till(place)


@pytest.fixture
def who(city):
    return world.insured(city, balance="500.00")


def _file(place, who, first: date, last: date | None = None):
    ask = benefit_filings.BenefitAsk(
        kind=benefit_filings.KINDS.CHRONIC,
        code="M03900",
        title="高血压",
        first_day=first,
        last_day=last,
    )
    return benefit_filings.file(by=None, institution=place, person=who.person, ask=ask)


def _register(till, who, med_type="14"):
    scan = till.scan(who).json()["scan_id"]
    now = clock.now().isoformat()
    ask = {"scan_id": scan, "med_type": med_type, "ipt_otp_no": "MZ1", "begntime": now}
    return till.post("visits/", ask)


class TestRegistering:
    def test_is_refused_without_a_filing_and_says_what_to_do(self, till, who):
        answer = _register(till, who)
        assert answer.status_code == 409
        assert answer.json()["code"] == "visit.chronic_not_filed"
        assert "2503" in answer.json()["next_step"]

    def test_leaves_the_scan_for_an_ordinary_visit(self, till, who):
        scan = till.scan(who).json()["scan_id"]
        ask = {"scan_id": scan, "ipt_otp_no": "MZ1", "begntime": clock.now().isoformat()}
        assert till.post("visits/", {**ask, "med_type": "14"}).status_code == 409
        assert till.post("visits/", {**ask, "med_type": "11"}).status_code == 201

    def test_with_a_filing_is_paid_as_chronic_care(self, city, place, till, who):
        _file(place, who, clock.today(city))
        visit = _register(till, who).json()["visit_id"]
        till.fees(visit, LINE)
        quote = till.quote(visit)["setlinfo"]
        # 80 % of 100 yuan for an employee at work, nothing to pay first (the demo pack)
        assert parse_yuan(quote["hifp_pay"]) == Decimal(80)

    def test_with_a_note_in_the_register_needs_no_filing(self, till, who):
        who.person.enrolments.update(tags=["chronic"])
        assert _register(till, who).status_code == 201

    @pytest.mark.parametrize(("first", "last"), [(1, None), (-30, -1)])
    def test_outside_the_time_of_the_filing_is_refused(self, city, place, till, who, first, last):
        today = clock.today(city)
        end = None if last is None else today + timedelta(days=last)
        _file(place, who, today + timedelta(days=first), end)
        assert _register(till, who).json()["code"] == "visit.chronic_not_filed"

    def test_of_a_filing_taken_back_is_refused(self, city, place, till, who):
        row = _file(place, who, clock.today(city))
        benefit_filings.undo(
            by=None, institution=place, person=who.person, kind=row.kind, ref=row.ref
        )
        assert _register(till, who).status_code == 409

    def test_of_ordinary_care_asks_for_nothing(self, till, who):
        assert _register(till, who, "11").status_code == 201


class TestTheYear:
    def test_of_somebody_on_file_shows_the_shares(self, city, place, who):
        enrolment = who.person.enrolments.get()
        before = benefits.of(who.person, enrolment, clock.today(city))
        _file(place, who, clock.today(city))
        after = benefits.of(who.person, enrolment, clock.today(city))
        assert not before.chronic.shares
        assert {one.percent for one in after.chronic.shares} == {80}

    def test_of_a_visit_keeps_what_was_known(self, city, place, till, who):
        """A filing that ends later changes no visit of before."""
        row = _file(place, who, clock.today(city))
        visit = _register(till, who).json()["visit_id"]
        benefit_filings.undo(
            by=None, institution=place, person=who.person, kind=row.kind, ref=row.ref
        )
        assert Visit.objects.get(visit_id=visit).tags == ["chronic"]
