"""From scan to refund over the partner API."""

import pytest

from accounts.models import Institution
from settlement.selectors import proof
from tests.factories import world
from tests.factories.aid import make_grant

pytestmark = pytest.mark.django_db

LINES = [("1", "XA01", "1", "300.00"), ("2", "XB02", "2", "100.00"), ("3", "XC04", "1", "50.00")]


class TestSettle:
    def test_gives_the_parts_of_the_known_case_to_the_fen(self, till, worker):
        """P146, X8/X9: 甲 300, 乙 200 at 10 %, 丙 50 at a 三级 hospital."""
        bill = till.bill(worker, *LINES)
        info = bill["setlinfo"]
        assert info["medfee_sumamt"] == "550.00"
        assert info["hifp_pay"] == "140.00"
        assert info["psn_part_amt"] == "410.00"
        assert info["self_acct_pay"] == "100.00"
        assert info["psn_cash_pay"] == "310.00"
        assert bill["funds"] == [
            {"fund_pay_type": "310100", "fund": "hifp_pay", "fund_payamt": "140.00"}
        ]
        assert world.balance(worker) == 0
        assert proof.verify() == []

    def test_uses_relatives_after_the_own_account(self, till, worker, city):
        """P110, X9: own 100, relative capped at 150, rest cash."""
        payer = world.insured(city, balance="1000.00")
        make_grant(payer, worker, per_payment_cap_fen=15000)
        bill = till.bill(worker, *LINES, use_aid=True)
        info = bill["setlinfo"]
        assert (info["acct_pay"], info["self_acct_pay"], info["acct_mulaid_pay"]) == (
            "250.00",
            "100.00",
            "150.00",
        )
        assert info["psn_cash_pay"] == "160.00"
        assert world.balance(payer) == 85000

    def test_counts_the_deductible_over_visits(self, till, worker):
        """P139, X5: the second visit asks only for what is left of 200."""
        till.bill(worker, ("1", "XA01", "1", "120.00"))
        bill = till.bill(worker, ("1", "XA01", "1", "300.00"))
        assert bill["setlinfo"]["hifp_pay"] == "110.00"

    def test_refuses_a_wrong_confirmation_by_one_fen(self, till, worker):
        """T55."""
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        quote = till.quote(visit_id)
        quote["setlinfo"]["psn_cash_pay"] = "310.01"
        answer = till.settle(visit_id, quote)
        assert answer.status_code == 422
        assert answer.json()["code"] == "settlement.amount_mismatch"

    def test_answers_a_changed_quote_with_the_new_one(self, till, worker):
        """The balance moved between quote and settlement."""
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        quote = till.quote(visit_id)
        till.bill(worker, ("1", "XC04", "1", "10.00"), ("2", "XA01", "1", "30.00"))
        answer = till.settle(visit_id, quote, key="late")
        body = answer.json()
        assert answer.status_code == 409 and body["code"] == "settlement.quote_changed"
        assert body["quote"]["setlinfo"]["self_acct_pay"] == "70.00"
        again = till.settle(visit_id, body["quote"])
        assert again.status_code == 201, again.content.decode()
        assert proof.verify() == []

    def test_keeps_the_account_of_a_suspended_person(self, till, city):
        """P6: no pool, but the own account pays."""
        paused = world.insured(city, balance="80.00", stas="2")
        bill = till.bill(paused, ("1", "XA01", "1", "300.00"))
        assert bill["setlinfo"]["hifp_pay"] == "0.00"
        assert bill["setlinfo"]["self_acct_pay"] == "80.00"

    def test_settles_without_a_pack_at_the_persons_cost(self, till, city):
        """NO_PACK: another pooling area without rules."""
        Institution.objects.update(accepts_remote=True)
        stranger = world.insured(city, place="510700")
        bill = till.bill(stranger, ("1", "XA01", "1", "300.00"))
        assert bill["setlinfo"]["fund_pay_sumamt"] == "0.00"

    def test_takes_the_same_number_of_queries_for_any_number_of_lines(self, till, city):
        """Constant SQL per request."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        till.bill(world.insured(city, balance="100.00"), *LINES)  # opens the hospital's accounts
        counts = []
        for size in (1, 40):
            who = world.insured(city, balance="100.00")
            visit_id = till.visit(who)
            lines = [(str(n), "XA01", "1", "30.00") for n in range(size)]
            with CaptureQueriesContext(
                connection,
            ) as fees:
                till.fees(visit_id, *lines)
            quote = till.quote(visit_id)
            with CaptureQueriesContext(connection) as settle:
                assert till.settle(visit_id, quote).status_code == 201
            counts.append((len(fees), len(settle)))
        assert counts[0] == counts[1], counts
        assert counts[0][1] <= 60


class TestRefund:
    def test_returns_each_part_to_its_source_cash_first(self, till, worker):
        """P119: whole refund leaves everybody as before."""
        bill = till.bill(worker, *LINES)
        answer = till.post(
            f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "退药"}
        )
        body = answer.json()
        assert answer.status_code == 201, body
        assert body["setlinfo"]["medfee_sumamt"] == "-550.00"
        assert body["returned"] == [
            {"source": "cash", "amount": "310.00"},
            {"source": "own_account", "amount": "100.00"},
            {"source": "hifp_pay", "amount": "140.00"},
        ]
        assert world.balance(worker) == 10000
        assert proof.verify() == []

    def test_by_lines_gives_the_deductible_back(self, till, worker):
        """The bill is calculated again without the line."""
        bill = till.bill(worker, *LINES)
        first = till.post(
            f"settlements/{bill['setl_id']}/refunds/",
            {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药"},
        )
        assert first.status_code == 201, first.content.decode()
        assert first.json()["setlinfo"]["hifp_pay"] == "-140.00"
        rest = till.post(
            f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "全退"}
        )
        assert rest.status_code == 201
        again = till.bill(worker, ("1", "XA01", "1", "300.00"))
        assert again["setlinfo"]["hifp_pay"] == "50.00"
        assert proof.verify() == []

    def test_refuses_more_than_was_settled(self, till, worker):
        """T63."""
        bill = till.bill(worker, *LINES)
        answer = till.post(
            f"settlements/{bill['setl_id']}/refunds/",
            {"lines": [{"feedetl_sn": "2", "cnt": "2.0001"}], "reason": "退药"},
        )
        assert answer.status_code == 409
        assert answer.json()["code"] == "refund.exceeds_source"


class TestReverse:
    def test_undoes_a_settlement_by_its_key(self, till, worker):
        """I11, T62."""
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        assert till.settle(visit_id, till.quote(visit_id), key="lost").status_code == 201
        body = {"idempotency_key": "lost", "reason": "没有收到应答"}
        assert till.post("reversals/", body).json()["result"] == "reversed"
        assert till.post("reversals/", body).json()["result"] == "already_reversed"
        assert world.balance(worker) == 10000
        repeated = till.settle(visit_id, till.quote(visit_id), key="lost")
        assert repeated.json()["code"] == "settlement.key_reversed"
        assert till.settle(visit_id, till.quote(visit_id), key="fresh").status_code == 201
        assert proof.verify() == []

    def test_blocks_an_unknown_key(self, till, worker):
        """T62: the reversal may come first."""
        body = {"idempotency_key": "future", "reason": "没有收到应答"}
        assert till.post("reversals/", body).json()["result"] == "not_found_blocked"
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        answer = till.settle(visit_id, till.quote(visit_id), key="future")
        assert answer.status_code == 409
        assert answer.json()["code"] == "settlement.key_reversed"
