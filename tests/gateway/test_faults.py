"""``X-Sandbox-Fault`` on the messages that move money: the same msgid sent again closes it."""

import json

import pytest
from django.test import Client

from settlement.models import Refund, Settlement
from settlement.selectors import proof
from tests.factories import world
from tests.gateway import chains
from tests.gateway.client import ONE_ADDRESS
from tests.gateway.test_outpatient import FEES
from tests.gateway.test_stays_and_pharmacies import goods, shop  # noqa: F401

pytestmark = pytest.mark.django_db
#: Fault → the status of the call, and whether the money moved before the answer was lost.
LOST = {
    "timeout_before_commit": (504, False),
    "timeout_after_commit": (504, True),
    "error:503": (503, False),
}


def ask(message, fault):
    """One message with a fault; its answer as it came."""
    headers = {"X-Sandbox-Fault": fault}
    raw = json.dumps(message, ensure_ascii=False).encode()
    answer = Client().post(ONE_ADDRESS, raw, content_type="text/plain", headers=headers)
    assert answer["X-Sandbox-Fault"] == fault
    return answer


def to_settle(system, worker):
    """A 2207 that is ready to be sent."""
    _, asked, found = chains.to_quote(system, worker, *FEES)
    return system.envelope("2207", {"data": chains.confirmed(asked, found)})


def to_refund(system, worker, info):
    """A 2208 for a settled bill."""
    names = ("setl_id", "mdtrt_id")
    back = {"psn_no": worker.person.psn_no, **{name: info[name] for name in names}}
    return system.envelope("2208", {"data": back})


class TestTheAnswerOfMoneyIsLost:
    @pytest.mark.parametrize("fault", LOST)
    def test_and_the_same_msgid_settles_and_refunds_once_i7(self, system, worker, fault):
        status, is_done = LOST[fault]
        before = world.balance(worker)
        message = to_settle(system, worker)
        lost = ask(message, fault)
        assert lost.status_code == status
        assert status != 504 or lost.content == b""
        assert Settlement.objects.count() == int(is_done)
        assert (world.balance(worker) < before) == is_done
        first, second = system.send(message), system.send(message)
        assert first.text == second.text and Settlement.objects.count() == 1
        back = to_refund(system, worker, first.output["setlinfo"])
        assert ask(back, fault).status_code == status
        assert Refund.objects.count() == int(is_done)
        assert system.send(back).code == 0 and Refund.objects.count() == 1
        assert world.balance(worker) == before
        assert proof.verify() == []

    @pytest.mark.parametrize("fault", ["timeout_before_commit", "timeout_after_commit"])
    def test_and_2601_ends_it_either_way_t62(self, system, worker, fault):
        before = world.balance(worker)
        message = to_settle(system, worker)
        assert ask(message, fault).status_code == 504
        lost = {"psn_no": worker.person.psn_no, "omsgid": message["msgid"], "oinfno": "2207"}
        assert system.call("2601", {"data": lost}).code == 0
        assert world.balance(worker) == before
        assert not Settlement.objects.exclude(state="REVERSED").exists()
        assert proof.verify() == []

    @pytest.mark.parametrize("fault", LOST)
    def test_and_a_purchase_is_one_too_i7(self, shop, worker, fault):  # noqa: F811
        status, is_done = LOST[fault]
        message = shop.envelope("2102", goods(worker))
        assert ask(message, fault).status_code == status
        assert Settlement.objects.count() == int(is_done)
        back = shop.envelope("2103", {"data": _given_back(worker, shop.send(message))})
        assert ask(back, fault).status_code == status
        assert shop.send(back).code == 0
        assert (Settlement.objects.count(), Refund.objects.count()) == (1, 1)
        assert proof.verify() == []


def _given_back(who, reply):
    info = reply.output["setlinfo"]
    row = {"psn_no": who.person.psn_no, "setl_id": info["setl_id"]}
    return {**row, "mdtrt_id": info["mdtrt_id"]}


class TestTheHeader:
    def test_with_an_unknown_value_moves_no_money(self, system, worker):
        message = to_settle(system, worker)
        raw = json.dumps(message).encode()
        headers = {"X-Sandbox-Fault": "explode"}
        answer = Client().post(ONE_ADDRESS, raw, content_type="text/plain", headers=headers)
        assert answer.status_code == 422 and not Settlement.objects.exists()

    def test_of_a_live_institution_is_refused_and_moves_no_money(self, city, system, worker):
        message = to_settle(system, worker)
        city.kind = "LIVE"
        city.save(update_fields=["kind"])
        raw = json.dumps(message).encode()
        headers = {"X-Sandbox-Fault": "timeout_after_commit"}
        answer = Client().post(ONE_ADDRESS, raw, content_type="text/plain", headers=headers)
        assert answer.status_code != 504 and "X-Sandbox-Fault" not in answer
        assert json.loads(answer.content)["infcode"] == -1
        assert not Settlement.objects.exists()
