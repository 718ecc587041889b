"""revsToken: what the hospital could not book itself is given back without the patient (6203)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction

from settlement.models import LedgerEntry, Refund
from settlement.services import refunds
from tests.factories import world
from tests.gateway import chains
from yibao.audit.models import AuditEvent
from yibao.gateway.models import GatewayMessage, MobileOrder
from yibao.gateway.services.mobile_reversals import LIFE
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(system, worker, shown):
    return chains.Order(system, worker, shown)


def paid(order, **more):
    """An order that was uploaded and paid: what 6201 and 6202 told."""
    told = order.system.call("6201", order.upload(**more)).output["data"]
    return told, order.system.call("6202", order.payment(told)).output["data"]


def look(order, told):
    return order.system.call("6301", order.question(told)).output["data"]


class TestToken:
    def test_undoes_the_whole_order_once(self, order, system, worker):
        before = world.balance(worker)
        told, amounts = paid(order)
        token = look(order, told)["revsToken"]
        assert token and look(order, told)["revsToken"] == token
        asked, number = order.refund(told, amounts, ecToken=token), system.msgid()
        first = system.call("6203", asked, msgid=number)
        assert first.output["data"]["refStatus"] == "SUCC"
        assert system.call("6203", asked, msgid=number).text == first.text
        assert system.call("6203", asked).output == first.output
        present = order.refund(told, amounts, appRefdSn=asked["data"]["appRefdSn"])
        assert system.call("6203", present).output == first.output
        assert Refund.objects.count() == 1 and world.balance(worker) == before
        assert AuditEvent.objects.filter(verb="gateway.order.undone").exists()
        sums = LedgerEntry.objects.values_list("debit_fen", "credit_fen")
        assert sum(debit for debit, _ in sums) == sum(credit for _, credit in sums)
        after = look(order, told)
        assert (after["ordStas"], after["revsToken"]) == ("7", "")
        said = [row.request + row.answer for row in GatewayMessage.objects.all()]
        assert token not in "".join(said)

    def test_is_of_one_order(self, order, system):
        mine, amounts = paid(order)
        token = look(order, paid(order)[0])["revsToken"]
        reply = system.call("6203", order.refund(mine, amounts, ecToken=token))
        assert (reply.code, "ecToken" in reply.words) == (-1, True)
        assert Refund.objects.count() == 0

    def test_is_none_before_payment_and_after_a_part_was_returned(self, order, system):
        told = system.call("6201", order.upload()).output["data"]
        assert look(order, told)["revsToken"] == ""
        system.call("6202", order.payment(told))
        token = look(order, told)["revsToken"]
        return_one_line(order, told)
        assert look(order, told)["revsToken"] == ""
        part = order.refund(told, look(order, told), ecToken=token)
        assert "2208" in system.call("6203", part).words

    def test_is_over_after_a_day_and_the_patient_is_asked(self, order, system):
        told, amounts = paid(order)
        token = look(order, told)["revsToken"]
        with time_machine.travel(clock.now() + LIFE + timedelta(seconds=1)):
            assert look(order, told)["revsToken"] == ""
            reply = system.call("6203", order.refund(told, amounts, ecToken=token))
            assert (reply.code, "24 小时" in reply.words) == (-1, True)
            assert Refund.objects.count() == 0
            given = system.call("6203", order.refund(told, amounts))
            assert given.output["data"]["refStatus"] == "SUCC"


def return_one_line(order, told):
    """The first fee, given back at the till."""
    kept = MobileOrder.objects.get(pay_ord_id=told["payOrdId"])
    line = refunds.LineAsk(feedetl_sn="1", cnt=Decimal("2"))
    with transaction.atomic():
        refunds.refund(
            by=None, institution=kept.institution, setl_id=kept.setl_id, lines=[line], reason="退"
        )
