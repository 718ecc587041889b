"""Void the same day, refund later; refund numbers are idempotent (feature row 54, T63)."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import Region, User
from settlement.data.refund_rules import RefundRules
from settlement.errors import RefundRulesDayTaken
from settlement.models import Clearing, Refund, SettlementRules
from settlement.rules import refund_windows
from settlement.services import refund_rules
from tests.factories import world
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "2", "150.00"), ("2", "XC04", "1", "50.00")]


def back(till, bill, **more):
    asked = {"lines": None, "reason": "退", **more}
    return till.post(f"settlements/{bill['setl_id']}/refunds/", asked)


def later(who, **ahead):
    """Move the clock of the world forward."""
    tenant = who.person.tenant
    tenant.clock_offset_seconds = int(timedelta(**ahead).total_seconds())
    tenant.save()


@pytest.fixture
def area(db):
    """Write the area's rules."""

    def write(**rules):
        region, _ = Region.objects.get_or_create(code="510600", defaults={"name": "德阳市"})
        SettlementRules.objects.create(region=region, valid_from=date(2025, 1, 1), **rules)

    return write


def moment(text):
    return timezone.datetime.fromisoformat(f"2026-03-05T{text}+08:00")


class TestRule:
    @pytest.mark.parametrize(
        ("now", "void"),
        [("09:30:00", True), ("16:59:59", True), ("17:00:00", True), ("17:00:01", False)],
    )
    def test_voids_until_the_hour(self, now, void):
        rules = RefundRules(void_until=time(17))
        settled = moment("09:00:00")
        assert void == refund_windows.is_void(
            settled, moment(now), rules, is_whole=True, is_first=True
        )

    def test_counts_the_last_day(self):
        rules, settled = RefundRules(refund_days=7), moment("09:00:00")
        late = [refund_windows.is_too_late(settled, settled + timedelta(days=n), rules)
                for n in (0, 7, 8)]  # fmt: skip
        assert late == [False, False, True]


class TestKind:
    def test_is_void_for_a_whole_bill_of_today(self, till, worker):
        answer = back(till, till.bill(worker, *LINES))
        assert answer.json()["kind"] == "void" and Refund.objects.get().is_void

    def test_is_refund_for_a_part_and_for_the_rest(self, till, worker):
        bill = till.bill(worker, *LINES)
        part = back(till, bill, lines=[{"feedetl_sn": "1", "cnt": "1"}])
        assert (part.json()["kind"], back(till, bill).json()["kind"]) == ("refund", "refund")

    def test_is_refund_on_another_day(self, till, worker):
        bill = till.bill(worker, *LINES)
        later(worker, days=1)
        refused = back(till, bill, kind="void")
        assert (refused.status_code, refused.json()["code"]) == (409, "refund.void_over")
        assert back(till, bill).json()["kind"] == "refund"

    def test_is_refund_where_the_till_says_so(self, till, worker):
        assert back(till, till.bill(worker, *LINES), kind="refund").json()["kind"] == "refund"

    def test_is_told_in_the_bill(self, till, worker):
        bill = till.bill(worker, *LINES)
        back(till, bill, refund_no="T-1")
        said = till.get(f"settlements/{bill['setl_id']}/").json()["refunds"][0]
        assert (said["kind"], said["refund_no"]) == ("void", "T-1")


class TestWindow:
    def test_ends_with_the_days_of_the_area(self, till, worker, area):
        area(refund_days=7)
        bill = till.bill(worker, *LINES)
        later(worker, days=8)
        refused = back(till, bill)
        assert (refused.status_code, refused.json()["code"]) == (409, "refund.too_late")
        later(worker, days=7)
        assert back(till, bill).status_code == 201

    def test_ends_for_reversals_too(self, till, worker, area):
        """A lost answer is no way around the rules of the area."""
        area(refund_days=7)
        visit = till.visit(worker)
        till.fees(visit, *LINES)
        assert till.settle(visit, till.quote(visit), key="lost").status_code == 201
        asked = {"idempotency_key": "lost", "reason": "没有应答"}
        later(worker, days=8)
        refused = till.post("reversals/", asked)
        assert (refused.status_code, refused.json()["code"]) == (409, "refund.too_late")
        later(worker, days=7)
        assert till.post("reversals/", asked).json()["result"] == "reversed"

    @pytest.mark.parametrize(("after_clearing", "status"), [(True, 201), (False, 409)])
    def test_may_end_with_the_clearing(self, till, worker, area, after_clearing, status):
        area(after_clearing=after_clearing)
        bill = till.bill(worker, *LINES)
        make = User.objects.create_staff
        first, second = (make(tenant=till.place.tenant, username=n, password="x") for n in "ab")
        today = clock.today()
        Clearing.objects.create(
            tenant=till.place.tenant, institution=till.place, client=till.client,
            sums={"payable": 0},
            period=(today, today + timedelta(days=1)), as_of=clock.now(), sha256="0" * 64,
            created_at=clock.now(),
        )  # fmt: skip
        Clearing.objects.update(state="AUDITED", auditor=first, audited_at=clock.now())
        Clearing.objects.update(state="PAID", payer=second, paid_at=clock.now())
        answer = back(till, bill)
        assert answer.status_code == status
        if status == 409:
            assert answer.json()["code"] == "refund.already_cleared"


class TestRefundNumber:
    def test_gives_the_first_refund_again(self, till, worker):
        """T63: another key, the same number and content: one refund."""
        bill = till.bill(worker, *LINES)
        part = {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "refund_no": "TF001"}
        one, two = back(till, bill, **part), back(till, bill, **part)
        assert (one.status_code, two.status_code) == (201, 201)
        assert one.json() == two.json() and Refund.objects.count() == 1

    def test_is_refused_for_something_else(self, till, worker):
        bill = till.bill(worker, *LINES)
        part = {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "refund_no": "TF001"}
        back(till, bill, **part)
        for other in ({"reason": "别的"}, {"lines": None}):
            refused = back(till, bill, **{**part, **other})
            assert (refused.status_code, refused.json()["code"]) == (422, "refund.number_taken")

    def test_of_another_institution_is_another(self, till, worker, city):
        other = world.Till(world.institution(city))
        for each in (till, other):
            assert back(each, each.bill(worker, *LINES), refund_no="TF001").status_code == 201
        assert Refund.objects.count() == 2


class TestVersions:
    def test_follow_each_other(self, area):
        area()
        begin, rules = clock.today(), RefundRules(refund_days=30)
        row = refund_rules.set_rules(by=None, region_code="510600", valid_from=begin, rules=rules)
        assert (row.refund_days, SettlementRules.objects.first().valid_to) in (
            (30, begin), (30, None),
        )  # fmt: skip
        with pytest.raises(RefundRulesDayTaken):
            refund_rules.set_rules(by=None, region_code="510600", valid_from=begin, rules=rules)
