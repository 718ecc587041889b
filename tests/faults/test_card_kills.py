"""A worker dies around the call to the bank; the task heals it alone (row 50, F01, F26)."""

import json
import signal

import pytest

from settlement.models import CardCharge, CardRefund, Settlement, SettlementAttempt
from settlement.selectors import proof
from settlement.services import attempts, card_healing, card_refunds
from tests.factories import cards as bank
from tests.factories import world
from tests.faults.servers import worker
from yibao.kernel import clock, failpoints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

LONG_AGO = "2020-01-01T00:00:00+00:00"


@pytest.fixture(autouse=True)
def own_bank(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def patient(city):
    return world.insured(city, balance="100.00")


def card_call(till, who, key):
    """Address, body and headers of a settle call that a card pays."""
    visit_id = till.visit(who)
    till.fees(visit_id, ("1", "XA01", "1", "300.00"))
    quote = till.quote(visit_id)
    body = {
        "quote_id": quote["quote_id"],
        "psn_part_amt": quote["setlinfo"]["psn_part_amt"],
        "psn_cash_pay": quote["setlinfo"]["psn_cash_pay"],
        "cash_method": "bank_card",
    }
    headers = {"Authorization": f"Bearer {till.token}", "Idempotency-Key": key}
    return f"/api/v1/visits/{visit_id}/settlements/", json.dumps(body).encode(), headers


def heal() -> None:
    """Minutes later: the bank would not carry the order out any more, and it is time to ask."""
    CardCharge.objects.update(valid_until=LONG_AGO)
    CardCharge.objects.exclude(next_ask_at=None).update(next_ask_at=LONG_AGO)
    card_healing.heal(by=None)


class TestAKilledPayment:
    def test_before_the_bank_heard_of_it_takes_nothing(self, till, patient):
        bank.bind(patient)
        call = card_call(till, patient, "early")
        with worker("card_intent_committed:kill") as first:
            assert first.post(*call) is None and first.wait() == signal.SIGKILL
        assert CardCharge.objects.get().state == "PENDING" and bank.taken() == 0
        SettlementAttempt.objects.update(deadline_at=LONG_AGO)
        assert attempts.close_stale(by=None) == 0  # the payment is open: its own task ends it
        heal()
        assert CardCharge.objects.get().state == "CLOSED"
        assert SettlementAttempt.objects.get().state == "FAILED"
        with worker() as second:
            status, body = second.post(*call)
            assert (status, json.loads(body)["code"]) == (409, "card.charge_closed")
        assert bank.taken() == 0 and not Settlement.objects.exists()
        assert proof.verify() == []

    @pytest.mark.parametrize(
        "place", ["card_bank_answered", "card_answer_recorded", "after_ledger", "before_commit"]
    )
    def test_after_the_bank_took_it_becomes_a_bill(self, till, patient, place):
        """No till, no person: the task asks the bank and writes the bill that was confirmed."""
        bank.bind(patient)
        call = card_call(till, patient, place)
        with worker(f"{place}:kill") as first:
            assert first.post(*call) is None and first.wait() == signal.SIGKILL
        assert bank.taken() == 15000 and not Settlement.objects.exists()
        heal()
        bill = Settlement.objects.get()
        assert CardCharge.objects.get().settlement == bill
        with worker() as second:
            status, body = second.post(*call)
            assert (status, json.loads(body)["setl_id"]) == (201, bill.setl_id)
            assert second.post(*call) == (status, body)
        assert bank.taken() == 15000 and Settlement.objects.count() == 1
        assert proof.verify() == []

    def test_is_finished_by_the_till_where_that_comes_first(self, till, patient):
        bank.bind(patient)
        call = card_call(till, patient, "again")
        with worker("card_answer_recorded:kill") as first:
            assert first.post(*call) is None
        with worker() as second:
            assert second.post(*call)[0] == 201
        card_healing.heal(by=None)
        assert Settlement.objects.count() == 1 and bank.taken() == 15000
        assert proof.verify() == []

    def test_after_the_commit_is_only_a_lost_answer(self, till, patient):
        bank.bind(patient)
        call = card_call(till, patient, "lost")
        with worker("after_commit_before_reply:kill") as first:
            assert first.post(*call) is None
        with worker() as second:
            assert second.post(*call)[0] == 201
        assert Settlement.objects.count() == 1 and bank.taken() == 15000


class TestAKilledRefund:
    def test_is_asked_for_and_sent_once(self, till, patient, monkeypatch):
        """The bank has given back, and nobody wrote it down: asking tells."""
        bank.bind(patient)
        with worker() as first:
            answer = json.loads(first.post(*card_call(till, patient, "paid"))[1])
        till.post(f"settlements/{answer['setl_id']}/refunds/", {"lines": None, "reason": "退"})
        row = CardRefund.objects.get()
        hit = {"left": 1}

        def die(name):
            if name == "card_refund_answered" and hit["left"]:
                hit["left"] = 0
                raise failpoints.FailpointHit(name)

        monkeypatch.setattr(card_refunds.failpoints, "hit", die)
        with pytest.raises(failpoints.FailpointHit):
            card_refunds.work(by=None, refund_id=row.pk)
        assert bank.taken() == 0 and CardRefund.objects.get().state == "PENDING"
        CardRefund.objects.update(next_ask_at=clock.now())
        card_healing.heal(by=None)
        assert CardRefund.objects.get().state == "DONE" and bank.taken() == 0
        assert proof.verify() == []
