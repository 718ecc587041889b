"""Refunds at the same moment never give back more than was paid (T63, I10)."""

from decimal import Decimal
from threading import Barrier

import pytest
from django.db.models import F, Sum

from settlement.models import Refund, SettlementLine, SettlementPart
from settlement.selectors import proof
from tests.concurrency.threads import another, at_once
from tests.factories import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


class TestRefunds:
    def test_exceed_what_was_paid_when_each_adds_up_first(self, scratch):
        """Finding 6, the mistake: two refunds of 80 on a payment of 100, both find room."""
        both_have_added_up = Barrier(2)

        def careless():
            returned = scratch.total("refunds")
            both_have_added_up.wait(timeout=30)
            if returned + 80 <= 100:
                scratch.add("refunds", 80)

        at_once(careless, careless)
        assert scratch.total("refunds") == 160

    def test_stay_within_what_was_paid(self, till, city):
        """Thirty threads ask for three of forty pieces each: thirteen get them."""
        who = world.insured(city, balance="120.00")
        bill = till.bill(who, ("1", "XA01", "40", "10.00"))
        body = {"lines": [{"feedetl_sn": "1", "cnt": "3"}], "reason": "退药"}
        address = f"settlements/{bill['setl_id']}/refunds/"

        def insist():
            mine = another(till)
            for _ in range(40):
                answer = mine.post(address, body)
                if answer.status_code != 503:  # thirty at once may wait longer than a lock may
                    return answer
            return answer

        answers = at_once(*[insist] * 30)
        done = [answer for answer in answers if answer.status_code == 201]
        refused = [answer.json() for answer in answers if answer.status_code != 201]
        assert len(done) == Refund.objects.count() == 13
        assert {answer["code"] for answer in refused} == {"refund.exceeds_source"}
        assert SettlementLine.objects.get().refunded_cnt == Decimal(39)
        over = SettlementPart.objects.filter(refunded_fen__gt=F("amount_fen"))
        assert not over.exists()
        returned = Refund.objects.aggregate(fen=Sum("medfee_sumamt_fen"))["fen"]
        assert returned == 39000
        assert proof.verify() == []

    def test_happen_once_when_all_ask_for_everything(self, till, city):
        who = world.insured(city, balance="120.00")
        bill = till.bill(who, ("1", "XA01", "40", "10.00"))
        address = f"settlements/{bill['setl_id']}/refunds/"
        body = {"lines": None, "reason": "退"}
        answers = at_once(*[lambda: another(till).post(address, body)] * 6)
        assert sorted(answer.status_code for answer in answers)[0] == 201
        assert {a.json()["code"] for a in answers if a.status_code != 201} <= {
            "refund.nothing_left",
            "service.busy",
        }
        assert Refund.objects.count() == 1 and world.balance(who) == 12000
        assert proof.verify() == []
