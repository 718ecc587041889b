"""The wallet pays bills: after the own account, before relatives; refunds go back there (P99)."""

import pytest

from settlement.models import Settlement
from settlement.selectors import proof
from settlement.services import calculation, ledger
from tests.factories import wallets as made
from tests.factories import world
from tests.factories.aid import make_grant
from yibao.kernel.money import parse_yuan_signed, to_fen

pytestmark = pytest.mark.django_db

LINE = ("1", "XA01", "1", "300.00")


@pytest.fixture
def till(city):
    place = world.institution(city)
    place.accepts_wallet = True
    place.save()
    return world.Till(place)


@pytest.fixture
def couple(city, monkeypatch):
    """A giver, and an employee with 100 in the account and 50 in the wallet."""
    giver, taker = made.couple(city, insutype="310", psn_type="11", balance="9000.00")
    with monkeypatch.context() as patch:
        made.set_clock(patch, "09:00:00")
        made.fill(giver, taker, "50.00")
    ledger.deposit(by=None, person=taker.person, amount_fen=10000, business="seed:taker")
    return giver, taker


def sources(bill):
    row = Settlement.objects.get(setl_id=bill["setl_id"])
    return [(part.kind, part.amount_fen) for part in row.parts.all() if part.kind != "FUND"]


class TestBill:
    def test_takes_account_then_wallet_then_cash_p110(self, till, couple):
        bill = till.bill(couple[1], LINE, acct_used_flag="1")
        assert sources(bill)[:2] == [("OWN_ACCOUNT", 10000), ("WALLET", 5000)]
        assert bill["setlinfo"]["self_acct_pay"] == bill["setlinfo"]["acct_pay"] == "150.00"
        assert bill["wallet_pay"] == "50.00" and made.held(couple[1]) == 0
        assert proof.verify() == []

    def test_comes_before_relatives_p110(self, till, couple):
        giver, taker = couple
        make_grant(giver, taker)
        bill = till.bill(taker, LINE, acct_used_flag="1", use_aid=True)
        kinds = [kind for kind, _ in sources(bill)]
        assert kinds == ["OWN_ACCOUNT", "WALLET", "AID_ACCOUNT"]

    def test_is_not_taken_where_the_institution_does_not_take_it_p25(self, city, couple):
        bill = world.Till(world.institution(city)).bill(couple[1], LINE, acct_used_flag="1")
        assert [kind for kind, _ in sources(bill)] == ["OWN_ACCOUNT", "CASH"]
        assert bill["wallet_pay"] == "0.00" and made.held(couple[1]) == 5000

    def test_is_not_used_without_account_money(self, till, couple):
        bill = till.bill(couple[1], LINE, acct_used_flag="0")
        assert [kind for kind, _ in sources(bill)] == ["CASH"]

    def test_pays_for_residents_too(self, till, city, monkeypatch):
        giver, taker = made.couple(city)
        with monkeypatch.context() as patch:
            made.set_clock(patch, "09:00:00")
            made.fill(giver, taker, "80.00")
        bill = till.bill(taker, LINE, acct_used_flag="1")
        assert ("WALLET", 8000) in sources(bill)

    def test_does_not_tell_the_till_what_is_left(self, till, couple):
        visit_id = till.visit(couple[1])
        till.fees(visit_id, ("1", "XA01", "1", "120.00"))
        quote = till.quote(visit_id, acct_used_flag="1")
        answer = till.settle(visit_id, quote)
        assert quote["wallet_pay"] == "20.00" and quote["setlinfo"]["balc"] == "0.00"
        assert "50.00" not in answer.content.decode() and '"50.00"' not in str(quote)

    def test_changes_the_quote_when_the_wallet_changed(self, till, couple, monkeypatch):
        giver, taker = couple
        visit_id = till.visit(taker)
        till.fees(visit_id, LINE)
        quote = till.quote(visit_id, acct_used_flag="1")
        with monkeypatch.context() as patch:
            made.set_clock(patch, "10:00:00")
            made.fill(giver, taker, "30.00", key="more")
        assert till.settle(visit_id, quote).json()["code"] == "settlement.quote_changed"


class TestRefund:
    def test_goes_back_to_the_wallet_p119(self, till, couple):
        bill = till.bill(couple[1], LINE, acct_used_flag="1")
        answer = till.post(
            f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "退药"}
        )
        assert answer.status_code == 201, answer.content.decode()
        assert made.held(couple[1]) == 5000 and world.balance(couple[1]) == 10000
        assert {"source": "wallet", "amount": "50.00"} in answer.json()["returned"]
        assert proof.verify() == []

    def test_in_parts_is_as_at_once(self, till, couple):
        lines = (("1", "XA01", "1", "110.00"), ("2", "XA01", "1", "90.00"))
        bill = till.bill(couple[1], *lines, acct_used_flag="1")
        for number in ("2", "1"):
            body = {"lines": [{"feedetl_sn": number, "cnt": "1"}], "reason": "退药"}
            answer = till.post(f"settlements/{bill['setl_id']}/refunds/", body)
            assert answer.status_code == 201, answer.content.decode()
        assert made.held(couple[1]) == 5000 and world.balance(couple[1]) == 10000

    def test_of_a_reversal_goes_back_too_i11(self, till, couple):
        visit_id = till.visit(couple[1])
        till.fees(visit_id, LINE)
        quote = till.quote(visit_id, acct_used_flag="1")
        assert till.settle(visit_id, quote, key="lost").status_code == 201
        answer = till.post("reversals/", {"idempotency_key": "lost", "reason": "超时"})
        assert answer.status_code < 300, answer.content.decode()
        assert made.held(couple[1]) == 5000


class TestReplay:
    def test_of_a_bill_with_a_wallet_is_the_same_p135(self, till, couple):
        bill = till.bill(couple[1], LINE, acct_used_flag="1")
        row = Settlement.objects.select_related("pack", "visit").get(setl_id=bill["setl_id"])
        again = calculation.run(
            pack=row.pack, document=row.case_document, psn_insu_stas=row.visit.psn_insu_stas
        )
        assert again.to_json() == row.breakdown and again.wallet_pay == 5000

    def test_of_a_bill_without_one_says_nothing_of_it(self, till, city):
        bill = till.bill(world.insured(city, balance="10.00"), LINE, acct_used_flag="1")
        row = Settlement.objects.get(setl_id=bill["setl_id"])
        assert "wallet_pay" not in row.breakdown and "wallet" not in row.case_document["accounts"]

    def test_adds_up_in_the_trace_p129(self, till, couple):
        bill = till.bill(couple[1], LINE, acct_used_flag="1")
        row = Settlement.objects.get(setl_id=bill["setl_id"])
        steps = [step for step in row.breakdown["trace"] if step["field"] == "acct_pay"]
        assert sum(to_fen(parse_yuan_signed(step["result"])) for step in steps) == row.acct_pay_fen
        assert {step["rule"] for step in steps} == {"P110", "P99"}
