"""A web worker dies at each step of a money call; the same key heals it (F01, T59)."""

import json
import signal
from datetime import timedelta

import pytest

from settlement.models import Refund, Settlement, SettlementAttempt
from settlement.selectors import proof
from settlement.services import attempts
from tests.factories import world
from tests.faults.servers import worker
from yibao.kernel import clock
from yibao.kernel.models import OutboxMessage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

UNCOMMITTED = ["before_begin", "after_idem_insert", "after_locks", "after_ledger", "before_commit"]
COMMITTED = ["after_commit_before_reply", "after_reply"]
ROUNDS = 3


@pytest.fixture
def patient(city):
    return world.insured(city, balance="1000.00")


def settle_call(till, who, key):
    """Address, body and headers of a settle call that is ready to be sent."""
    visit_id = till.visit(who)
    till.fees(visit_id, ("1", "XA01", "1", "300.00"))
    quote = till.quote(visit_id)
    body = {
        "quote_id": quote["quote_id"],
        "psn_part_amt": quote["setlinfo"]["psn_part_amt"],
        "psn_cash_pay": quote["setlinfo"]["psn_cash_pay"],
    }
    return f"/api/v1/visits/{visit_id}/settlements/", json.dumps(body).encode(), headers(till, key)


def headers(till, key):
    return {"Authorization": f"Bearer {till.token}", "Idempotency-Key": key}


def key_query(till, key):
    return till.get(f"settlement-attempts/{key}/").json()


class TestBeforeTheCommit:
    @pytest.mark.parametrize("place", UNCOMMITTED)
    def test_nothing_happened_and_the_key_is_free(self, till, patient, place):
        """F01: killed, asked, sent again: one bill, the same bytes from then on."""
        for number in range(ROUNDS):
            key = f"{place}-{number}"
            call = settle_call(till, patient, key)
            before = world.balance(patient)
            with worker(f"{place}:kill") as first:
                assert first.post(*call) is None
                assert first.wait() == signal.SIGKILL
            assert world.balance(patient) == before
            assert Settlement.objects.count() == number
            found = key_query(till, key)
            assert (found["status"], found["setl_id"]) == ("PENDING", None)
            with worker() as second:
                status, body = second.post(*call)
                assert status == 201, body.decode()
                assert second.post(*call) == (status, body)
            assert Settlement.objects.count() == number + 1
            assert key_query(till, key)["setl_id"] == json.loads(body)["setl_id"]
        assert proof.verify() == []

    def test_an_open_attempt_is_closed_by_the_task(self, till, patient):
        """Section 6: within 60 s asking by key gives a final state; the key may still be used."""
        call = settle_call(till, patient, "lost")
        with worker("before_commit:kill") as first:
            assert first.post(*call) is None
        assert attempts.close_stale(by=None) == 0  # it may still be running
        past = clock.now() - timedelta(seconds=1)
        SettlementAttempt.objects.update(deadline_at=past)
        assert attempts.close_stale(by=None) == 1
        found = key_query(till, "lost")
        assert (found["status"], found["refusal"]) == ("FAILED", "service.interrupted")
        with worker() as second:
            assert second.post(*call)[0] == 201
        found = key_query(till, "lost")
        assert (found["status"], found["refusal"]) == ("SETTLED", "")
        assert attempts.close_stale(by=None) == 0
        assert proof.verify() == []


class TestAfterTheCommit:
    @pytest.mark.parametrize("place", COMMITTED)
    def test_the_money_moved_once_and_the_answer_waits(self, till, patient, place):
        """T59: the reply is lost, the bill is not; a third asking gives the same bytes."""
        for number in range(ROUNDS):
            key = f"{place}-{number}"
            call = settle_call(till, patient, key)
            with worker(f"{place}:kill") as first:
                said = first.post(*call)
                assert first.wait() == signal.SIGKILL
            assert Settlement.objects.count() == number + 1
            assert key_query(till, key)["status"] == "SETTLED"
            with worker() as second, worker() as third:
                status, body = second.post(*call)
                assert (status, third.post(*call)) == (201, (201, body))
            assert said in (None, (status, body))
            setl_id = json.loads(body)["setl_id"]
            assert key_query(till, key)["setl_id"] == setl_id
            bill = Settlement.objects.get(setl_id=setl_id)
            # T86: what is owed was written with the money, not remembered by the dead process.
            assert OutboxMessage.objects.filter(key=f"settlement.settled:{bill.pk}").exists()
        assert Settlement.objects.count() == ROUNDS
        assert proof.verify() == []

    def test_a_lost_answer_can_be_reversed(self, till, patient):
        """T62: who gives up instead of asking undoes it by the key."""
        call = settle_call(till, patient, "given-up")
        with worker("after_commit_before_reply:kill") as first:
            assert first.post(*call) is None
        answer = till.post("reversals/", {"idempotency_key": "given-up", "reason": "无应答"})
        assert answer.json()["result"] == "reversed"
        assert world.balance(patient) == 100000
        assert proof.verify() == []


class TestRefunds:
    @pytest.mark.parametrize("place", ["after_locks", "after_ledger", "after_commit_before_reply"])
    def test_give_back_once(self, till, patient, place):
        bill = till.bill(patient, ("1", "XA01", "4", "100.00"))
        body = {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药"}
        call = (
            f"/api/v1/settlements/{bill['setl_id']}/refunds/",
            json.dumps(body).encode(),
            headers(till, "back"),
        )
        with worker(f"{place}:kill") as first:
            assert first.post(*call) is None
        assert Refund.objects.count() == (1 if place in COMMITTED else 0)
        with worker() as second:
            status, said = second.post(*call)
            assert (status, second.post(*call)) == (201, (201, said))
        assert Refund.objects.count() == 1
        assert proof.verify() == []


class TestAnotherSession:
    def test_that_dies_in_the_database_leaves_no_effect(self, till, patient):
        """F13: the backend is terminated in mid-transaction; the call says so or never happened."""
        from django.db import connection

        call = settle_call(till, patient, "cut")
        with worker("before_commit:sleep") as first:
            import threading

            said = []
            caller = threading.Thread(target=lambda: said.append(first.post(*call)))
            caller.start()
            with connection.cursor() as cursor:
                for _ in range(200):
                    cursor.execute("RESET ROLE")
                    cursor.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        " AND state = 'idle in transaction'"
                        " AND state_change < clock_timestamp() - interval '1 second'"
                    )
                    if cursor.fetchall():
                        break
                    cursor.execute("SELECT pg_sleep(0.05)")
            connection.close()
            caller.join(timeout=20)
            assert said[0] is not None and said[0][0] == 503, said
            assert json.loads(said[0][1])["code"] == "service.busy"
            assert Settlement.objects.count() == 0
            assert first.post(*call)[0] == 201
        assert proof.verify() == []
