"""``X-Sandbox-Fault``: what a client of a sandbox asks for happens, and a repeat closes it."""

import json
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.test import Client

from settlement.models import Refund, Settlement, SettlementAttempt
from settlement.selectors import proof
from settlement.services import attempts
from tests.factories import world
from tests.factories.receiver import is_signed
from tests.gateway.client import System
from yibao.gateway.services import access
from yibao.kernel import clock, outbox
from yibao.sandbox.faults import FaultMiddleware
from yibao.webhooks.models import Delivery
from yibao.webhooks.services import pump

pytestmark = pytest.mark.django_db
LOST = ["timeout_before_commit", "timeout_after_commit", "error:503"]


@pytest.fixture(autouse=True)
def sandbox(city):
    """The tenant is a sandbox."""
    city.kind = "SANDBOX"
    city.save(update_fields=["kind"])


def ask(till, path, body, key, fault=""):
    """One POST, with a fault."""
    headers = {"Authorization": f"Bearer {till.token}", "Idempotency-Key": key}
    if fault:
        headers["X-Sandbox-Fault"] = fault
    return till.http.post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def to_settle(till, who):
    """Address and body of a settle call that is ready."""
    visit_id = till.visit(who)
    till.fees(visit_id, ("1", "XA01", "1", "30.00"))
    quote = till.quote(visit_id)
    names = ("psn_part_amt", "psn_cash_pay")
    body = {"quote_id": quote["quote_id"], **{name: quote["setlinfo"][name] for name in names}}
    return f"visits/{visit_id}/settlements/", body


class TestTheAnswerOfMoneyIsLost:
    @pytest.mark.parametrize("fault", LOST)
    def test_and_the_repeat_settles_and_refunds_once(self, till, worker, fault):
        is_done, before = fault == "timeout_after_commit", world.balance(worker)
        call = (*to_settle(till, worker), "settle-1")
        lost = ask(till, *call, fault)
        assert lost.status_code == (503 if fault.startswith("error") else 504)
        assert Settlement.objects.count() == int(is_done)
        assert (world.balance(worker) < before) == is_done
        again = ask(till, *call)
        assert again.status_code == 201 and Settlement.objects.count() == 1
        assert (again.get("Idempotent-Replayed") == "true") == is_done
        address = f"settlements/{again.json()['setl_id']}/refunds/"
        back = (address, {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药"}, "refund-1")
        assert ask(till, *back, fault).status_code == lost.status_code
        assert Refund.objects.count() == int(is_done)
        assert ask(till, *back).status_code == 201 and Refund.objects.count() == 1
        assert proof.verify() == []

    def test_and_never_asked_again_ends_by_the_task(self, till, worker):
        ask(till, *to_settle(till, worker), "settle-1", "timeout_before_commit")
        past = clock.now() - timedelta(seconds=1)
        SettlementAttempt.objects.filter(state="PENDING").update(deadline_at=past)
        attempts.close_stale(by=None)
        assert till.get("settlement-attempts/settle-1/").json()["status"] == "FAILED"

    def test_over_the_national_interface_too(self, till, worker):
        access.open_for(by=None, client=till.client, opening=access.Opening(variant="NONE"))
        system = System(Client().post, till.place.fixmedins_code)
        sent = system.envelope("9001", {"signIn": {"opter_no": "1", "mac": "-", "ip": "1.1.1.1"}})
        for fault, status in (("timeout_after_commit", 504), ("slow:5", 200), ("error:502", 502)):
            answer = Client().post(
                "/gateway/fsi/api/rsfComIfsService/callService",
                json.dumps(sent),
                content_type="text/plain",
                headers={"X-Sandbox-Fault": fault},
            )
            assert (answer.status_code, answer["X-Sandbox-Fault"]) == (status, fault)
        first = json.loads(system.send(sent).text)
        assert first["infcode"] == 0


class TestAMessage:
    def work(self):
        while outbox.work_off(200):
            continue
        pump.run(by=None)

    def settled(self, till, worker, fault):
        assert ask(till, *to_settle(till, worker), "settle-1", fault).status_code == 201
        self.work()

    def test_comes_twice_with_the_same_id(self, hook, till, worker, receiver):
        self.settled(till, worker, "duplicate_webhook")
        first, second = receiver.got
        assert first[0]["webhook-id"] == second[0]["webhook-id"]
        assert Delivery.objects.get().state == "DELIVERED"

    @pytest.mark.parametrize("fault", ["bad_signature", "clock_skew:+301", "clock_skew:-900"])
    def test_is_wrong_once_and_right_the_next_time(self, hook, till, worker, receiver, fault):
        receiver.answers.append((400, {}))
        self.settled(till, worker, fault)
        Delivery.objects.filter(state="PENDING").update(due_at=clock.now())
        self.work()
        signed = [is_signed(*one, hook.secret, now=time.time()) for one in receiver.got]
        assert signed == [False, True]


class TestTheHeader:
    @pytest.mark.parametrize(
        "text", ["nothing", "slow", "slow:0", "slow:99999", "error:200", "clock_skew:x", "slow:-1"]
    )
    def test_with_an_unknown_value_is_refused_and_nothing_is_done(self, till, worker, text):
        answer = ask(till, *to_settle(till, worker), "settle-1", text)
        assert (answer.status_code, answer.json()["code"]) == (422, "sandbox.fault_unknown")
        assert not Settlement.objects.exists()

    def test_of_a_live_client_is_refused_and_nothing_is_done(self, till, worker, city):
        call = to_settle(till, worker)
        city.kind = "LIVE"
        city.save(update_fields=["kind"])
        answer = ask(till, *call, "settle-1", "timeout_after_commit")
        assert (answer.status_code, answer.json()["code"]) == (422, "sandbox.fault_not_allowed")
        assert not Settlement.objects.exists()

    def test_of_a_stranger_does_nothing(self, till):
        headers = {"Authorization": "Bearer wrong", "X-Sandbox-Fault": "timeout_after_commit"}
        assert Client().get("/api/v1/visits/1/", headers=headers).status_code == 401

    def test_is_not_heard_in_production(self, settings):
        folder = Path(settings.BASE_DIR) / "yibao" / "settings"
        assert "sandbox.faults" in (folder / "local.py").read_text("utf-8")
        for name in ("base.py", "production.py"):
            assert "sandbox.faults" not in (folder / name).read_text("utf-8")

    def test_is_not_even_loaded_without_a_sandbox(self, settings):
        settings.SANDBOX_ENABLED = False
        with pytest.raises(MiddlewareNotUsed):
            FaultMiddleware(lambda request: None)
