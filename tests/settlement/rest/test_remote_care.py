"""Care elsewhere at the till: where it is refused, how it counts, what it costs (P159–P165)."""

from datetime import timedelta

import pytest

from settlement.models import Visit
from settlement.services import filings
from tests.factories import remote, world
from yibao.kernel import clock
from yibao.kernel.money import parse_yuan

pytestmark = pytest.mark.django_db
ELSEWHERE = "510104"
INPATIENT = {"med_type": "21"}
COSTLY = ("1", "XA01", "100", "100.00")


@pytest.fixture
def area(city):
    return remote.area(chronic=True, pharmacy=True)


@pytest.fixture
def there(city, area):
    """The till of a hospital in Chengdu that settles for people insured elsewhere."""
    place = world.institution(city, admdvs=ELSEWHERE)
    place.accepts_remote = True
    place.save()
    return world.Till(place)


@pytest.fixture
def who(city):
    return world.insured(city, balance="500.00")


def _register(till, who, **more):
    scan = till.scan(who).json()["scan_id"]
    ask = {"scan_id": scan, "med_type": "21", "ipt_otp_no": "ZY1", "begntime": _now(), **more}
    return till.post("visits/", ask)


def _now():
    return clock.now().isoformat()


def _quote(till, visit_id, **more):
    assert till.fees(visit_id, COSTLY).status_code == 201
    return till.quote(visit_id, **more)["setlinfo"]


class TestRefusals:
    def test_name_the_institution_that_takes_no_part(self, there, who):
        there.place.accepts_remote = False
        there.place.save()
        answer = _register(there, who)
        assert answer.status_code == 409
        assert answer.json()["code"] == "remote.not_at_institution"
        assert "先付全款" in answer.json()["patient_text"]

    def test_name_the_area_that_is_closed(self, there, who, area):
        remote.area(is_open=False)
        assert _register(there, who).json()["code"] == "remote.area_closed"
        area.delete()
        assert _register(there, who).json()["code"] == "remote.area_closed"

    @pytest.mark.parametrize(
        ("med_type", "switch"), [("21", "inpatient"), ("11", "outpatient"), ("14", "chronic")]
    )
    def test_name_the_kind_of_care(self, there, who, med_type, switch):
        remote.area(**{switch: False})
        answer = _register(there, who, med_type=med_type)
        assert answer.json()["code"] == "remote.care_closed"

    def test_leave_the_scan_for_another_try(self, there, who):
        remote.area(is_open=False)
        scan = there.scan(who).json()["scan_id"]
        ask = {"scan_id": scan, "med_type": "21", "ipt_otp_no": "ZY1", "begntime": _now()}
        assert there.post("visits/", ask).status_code == 409
        remote.area(is_open=True)
        assert there.post("visits/", ask).status_code == 201

    def test_are_none_at_home(self, till, who, area):
        area.delete()
        assert _register(till, who).json()["remote"] == "none"


class TestHowItCounts:
    @pytest.mark.parametrize(
        ("kind", "counts"),
        [("LIVING", "long_term"), ("EMERGENCY", "emergency"), ("OTHER", "other")],
    )
    def test_is_what_was_filed_whatever_is_claimed(self, there, who, kind, counts):
        remote.filed(who, kind)
        assert _register(there, who, remote="long_term").json()["remote"] == counts

    @pytest.mark.parametrize("claimed", ["none", "long_term", "referral", "other", "unfiled"])
    def test_is_unfiled_without_a_filing(self, there, who, claimed):
        assert _register(there, who, remote=claimed).json()["remote"] == "unfiled"

    def test_of_an_emergency_is_filed(self, there, who):
        """P159."""
        assert _register(there, who, remote="emergency").json()["remote"] == "emergency"

    def test_of_an_emergency_never_makes_a_filing_worse(self, there, who):
        remote.filed(who, "LIVING")
        assert _register(there, who, remote="emergency").json()["remote"] == "long_term"

    @pytest.mark.parametrize("med_type", ["11", "12", "13"])
    def test_of_ordinary_outpatient_care_needs_no_filing(self, there, who, med_type):
        """P161."""
        assert _register(there, who, med_type=med_type).json()["remote"] == "none"

    def test_of_chronic_care_needs_one(self, there, who):
        who.person.enrolments.update(tags=["chronic"])
        assert _register(there, who, med_type="14").json()["remote"] == "unfiled"

    def test_of_a_pharmacy_needs_no_filing(self, city, area, who):
        """P161."""
        place = world.institution(city, kind="2", admdvs=ELSEWHERE)
        place.accepts_remote = True
        place.save()
        answer = _register(world.Till(place), who, med_type="41")
        assert answer.json()["remote"] == "none"

    def test_of_a_filing_that_has_not_begun_is_unfiled(self, there, who):
        remote.filed(who, "LIVING", days=1)
        assert _register(there, who).json()["remote"] == "unfiled"


class TestLateFiling:
    """P162: before the bill it still counts, if it begins on the day of the admission."""

    def test_changes_the_quote(self, there, who):
        visit = _register(there, who).json()["visit_id"]
        before = _quote(there, visit)
        remote.filed(who, "LIVING")
        after = there.quote(visit)["setlinfo"]
        assert parse_yuan(after["hifp_pay"]) > parse_yuan(before["hifp_pay"])
        assert Visit.objects.get(visit_id=visit).remote == "long_term"

    def test_after_the_quote_is_found_by_the_settlement(self, there, who):
        # the funds pay nothing of this kind of care, so the late filing changes no amount
        visit = _register(there, who, med_type="71").json()["visit_id"]
        there.fees(visit, COSTLY)
        quote = there.quote(visit)
        remote.filed(who, "LIVING")
        assert there.settle(visit, quote).status_code == 201
        assert Visit.objects.get(visit_id=visit).remote == "long_term"

    def test_may_begin_on_the_day_of_the_admission(self, there, who):
        then = clock.now() - timedelta(days=3)
        visit = _register(there, who, begntime=then.isoformat()).json()["visit_id"]
        remote.filed(who, "REFERRAL", days=-3)
        filing = who.person.filings.get()
        filings.decide(by=None, case=filing.case, is_approved=True)
        _quote(there, visit)
        assert Visit.objects.get(visit_id=visit).remote == "referral"

    def test_that_begins_after_the_admission_is_too_late(self, there, who):
        then = clock.now() - timedelta(days=3)
        visit = _register(there, who, begntime=then.isoformat()).json()["visit_id"]
        remote.filed(who, "LIVING")
        _quote(there, visit)
        assert Visit.objects.get(visit_id=visit).remote == "unfiled"

    def test_taken_back_leaves_a_registered_visit(self, there, who):
        filing = remote.filed(who, "LIVING")
        visit = _register(there, who).json()["visit_id"]
        filings.cancel(by=who.user, ref=filing.ref)
        _quote(there, visit)
        assert Visit.objects.get(visit_id=visit).remote == "long_term"


class TestShares:
    """P163, P164: the insured place's rules; 84 % at a level-3 hospital, less by points."""

    @pytest.mark.parametrize(
        ("kind", "paid"),
        [("LIVING", "7728.00"), ("EMERGENCY", "6808.00"), ("OTHER", "5888.00"), ("", "5888.00")],
    )
    def test_are_less_by_the_points_of_the_kind(self, there, who, kind, paid):
        if kind:
            remote.filed(who, kind)
        visit = _register(there, who).json()["visit_id"]
        assert _quote(there, visit)["hifp_pay"] == paid

    def test_leave_the_account_to_be_used_unfiled(self, there, who):
        """P165."""
        visit = _register(there, who).json()["visit_id"]
        assert _quote(there, visit, acct_used_flag="1")["self_acct_pay"] == "500.00"


class TestBenefits:
    def _filing(self, till, who):
        till.scan(who)
        return till.get(f"persons/{who.person.psn_no}/benefits/").json()["remote_filing"]

    def test_tell_the_filing_for_this_place(self, there, till, who):
        assert self._filing(till, who) == "none"
        assert self._filing(there, who) == "unfiled"
        remote.filed(who, "LIVING")
        assert self._filing(there, who) == "long_term"
