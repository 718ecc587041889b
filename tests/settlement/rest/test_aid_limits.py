"""What a relative's account pays: uses, caps of payment, day and year, what is kept (P100–P116)."""

from datetime import timedelta
from itertools import permutations

import pytest

from accounts.models import Region
from family.data.aid import GrantWish
from family.models import Grant
from family.services import grants
from settlement.models import AidUse, Settlement
from settlement.rules import compile_pack, parse_case, settle
from settlement.selectors import proof
from tests.factories import world
from tests.factories.aid import make_grant, make_rules
from yibao.kernel import clock

pytestmark = pytest.mark.django_db
#: 300 yuan of care, of which the pool pays 50 and the person 250.
LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture
def payer(city):
    return world.insured(city, balance="1000.00")


@pytest.fixture
def patient(city):
    """Nothing in the own account."""
    return world.insured(city, balance="0.00")


@pytest.fixture
def area(city):
    return Region.objects.create(code="510600", name="德阳市")


def aid(till, who, *lines):
    return till.bill(who, *(lines or LINES), use_aid=True)["setlinfo"]["acct_mulaid_pay"]


def quoted(till, who):
    visit_id = till.visit(who)
    till.fees(visit_id, *LINES)
    return till.quote(visit_id, use_aid=True)["setlinfo"]["acct_mulaid_pay"]


class TestLimits:
    @pytest.mark.parametrize(
        ("limits", "paid"),
        [
            ({}, "250.00"),
            ({"per_payment_cap_fen": 20000}, "200.00"),
            ({"daily_cap_fen": 10000}, "100.00"),
            ({"annual_cap_fen": 9999}, "99.99"),
            ({"keep_back_fen": 90000}, "100.00"),
            ({"keep_back_fen": 200000}, "0.00"),
        ],
    )
    def test_the_least_one_counts_p100_p116(self, till, payer, patient, limits, paid):
        make_grant(payer, patient, **limits)
        assert aid(till, patient) == paid and proof.verify() == []

    def test_of_day_and_year_are_used_up_i15(self, till, payer, patient):
        make_grant(payer, patient, daily_cap_fen=30000, annual_cap_fen=40000)
        assert [aid(till, patient) for _ in range(3)] == ["250.00", "50.00", "0.00"]
        used = {row.kind: (row.used_fen, row.cap_fen) for row in AidUse.objects.all()}
        assert used == {"DAY": (30000, 30000), "YEAR": (30000, 40000)}

    def test_of_another_day_begin_anew_and_of_the_year_do_not(self, till, payer, patient):
        make_grant(payer, patient, daily_cap_fen=30000, annual_cap_fen=40000)
        aid(till, patient)
        AidUse.objects.filter(kind="DAY").update(starts_on=clock.today() - timedelta(days=1))
        assert quoted(till, patient) == "150.00"

    def test_come_back_with_refunds_and_reversals_p119(self, till, payer, patient):
        make_grant(payer, patient, daily_cap_fen=25000)
        visit_id = till.visit(patient)
        till.fees(visit_id, *LINES)
        till.settle(visit_id, till.quote(visit_id, use_aid=True), key="r")
        till.post("reversals/", {"idempotency_key": "r", "reason": "无应答"})
        assert quoted(till, patient) == "250.00"
        bill = till.bill(patient, *LINES, use_aid=True)
        till.post(f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "退"})
        assert set(AidUse.objects.values_list("used_fen", flat=True)) == {0}
        assert world.balance(payer) == 100000 and proof.verify() == []

    def test_are_those_of_the_settlement_t66(self, till, payer, patient):
        """Lowered between quote and settlement: the till learns of it."""
        grant = make_grant(payer, patient)
        visit_id = till.visit(patient)
        till.fees(visit_id, *LINES)
        quote = till.quote(visit_id, use_aid=True)
        lower = GrantWish(per_payment_cap_fen=1)
        grants.change(by=payer.user, ref=grant.ref, limits=lower)
        assert till.settle(visit_id, quote).json()["code"] == "settlement.quote_changed"


class TestUses:
    @pytest.mark.parametrize(("uses", "paid"), [(("PHARMACY",), "0.00"), (("CARE",), "250.00")])
    def test_at_a_hospital_p106(self, till, payer, patient, uses, paid):
        make_grant(payer, patient, uses=uses)
        assert aid(till, patient) == paid

    @pytest.mark.parametrize(("uses", "paid"), [(("PHARMACY",), "30.00"), (("CARE",), "0.00")])
    def test_at_a_pharmacy_p106(self, city, payer, patient, uses, paid):
        shop = world.Till(world.institution(city, kind="2"))
        make_grant(payer, patient, uses=uses)
        assert aid(shop, patient, ("1", "XA01", "1", "30.00")) == paid


class TestRulesOfTheDay:
    def test_kin_scope_is_that_of_the_use_p96(self, till, payer, patient, area):
        make_grant(payer, patient, "SIBLING")
        make_rules(area, clock.today(), kin_scope="CORE3")
        assert aid(till, patient) == "0.00"

    def test_double_scan_alone_takes_nothing_by_itself_p113(self, till, payer, patient, area):
        make_grant(payer, patient)
        make_rules(area, clock.today(), mode="DOUBLE_SCAN")
        assert aid(till, patient) == "0.00"

    def test_so_many_payers_pay_one_bill_p112(self, till, city, patient, area):
        for _ in range(2):
            make_grant(world.insured(city, balance="10.00"), patient)
        make_rules(area, clock.today(), payers_per_settlement=1)
        assert aid(till, patient) == "10.00"

    def test_a_patient_whose_insurance_rests_gets_none_p97(self, till, payer, city):
        resting = world.insured(city, stas="2")
        make_grant(payer, resting)
        assert aid(till, resting) == "0.00"


class TestOrder:
    def test_is_the_stated_one_p111(self, till, city, patient):
        payers = [world.insured(city, balance=sum_) for sum_ in ("100.00", "500.00")]
        given = [make_grant(one, patient) for one in payers]
        assert aid(till, patient) == "250.00"
        assert [world.balance(one) for one in payers] == [0, 35000], "the time of the grant"
        refs = [given[1].ref, given[0].ref]
        grants.reorder(by=patient.user, member=patient.person, refs=refs)
        assert [one.ref for one in Grant.objects.order_by("priority")] == refs

    def test_at_one_place_is_the_larger_balance_p111(self, till, city, patient):
        payers = [world.insured(city, balance=sum_) for sum_ in ("100.00", "500.00")]
        for one in payers:
            make_grant(one, patient, priority=1)
        aid(till, patient)
        assert [world.balance(one) for one in payers] == [10000, 25000]

    def test_any_stated_order_is_the_same_on_replay_p135(self, till, city, patient):
        """Three payers, every order: each gives what it gave, and one 分 is never lost."""
        payers = [world.insured(city, balance=sum_) for sum_ in ("100.00", "0.01", "200.00")]
        refs = [make_grant(one, patient).ref for one in payers]
        for order in permutations(refs):
            grants.reorder(by=patient.user, member=patient.person, refs=list(order))
            bill = till.bill(patient, *LINES, use_aid=True)
            row = Settlement.objects.get(setl_id=bill["setl_id"])
            again = settle(compile_pack(row.pack.document), parse_case(row.case_document))
            assert again.to_json() == row.breakdown
            spent = sum(part.amount_fen for part in row.parts.filter(kind="AID_ACCOUNT"))
            assert spent == row.acct_mulaid_pay_fen
            path = f"settlements/{row.setl_id}/refunds/"
            assert till.post(path, {"lines": None, "reason": "退"}).status_code == 201
        assert [world.balance(one) for one in payers] == [10000, 1, 20000]
        assert proof.verify() == []

    def test_the_payers_own_payers_are_never_asked_p102(self, till, city, payer, patient):
        poor, rich = world.insured(city, balance="1.00"), payer
        make_grant(rich, poor)
        make_grant(poor, patient)
        assert aid(till, patient) == "1.00" and world.balance(rich) == 100000
