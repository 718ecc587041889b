"""Orders of mobile payment: uploaded, paid with a code shown now, looked up, given back."""

import pytest

from settlement.models import LedgerEntry, Settlement, Visit
from tests.factories import world
from tests.gateway import chains
from vouchers.services import codes
from yibao.gateway.models import GatewayMessage, MobileOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(system, worker, shown):
    """Messages for the worker."""
    return chains.Order(system, worker, shown)


def stas(order, told):
    """ordStas of 6301."""
    return order.system.call("6301", order.question(told)).output["data"]["ordStas"]


class TestAnOrder:
    def test_is_paid_looked_up_and_given_back(self, system, order, worker):
        before = world.balance(worker)
        told = system.call("6201", order.upload()).output["data"]
        assert stas(order, told) == "0"
        asked, number = order.payment(told), system.msgid()
        first = system.call("6202", asked, msgid=number)
        paid = first.output["data"]
        total = paid["ownPayAmt"] + paid["psnAcctPay"] + paid["fundPay"] + paid["othFeeAmt"]
        assert paid["feeSumamt"] == total == 70
        assert stas(order, told) == paid["ordStas"] == ("4" if paid["ownPayAmt"] else "6")
        assert system.call("6202", asked, msgid=number).text == first.text
        assert "不能再支付" in system.call("6202", order.payment(told)).words
        assert "不能再支付" in system.call("6401", order.question(told)).words
        assert Settlement.objects.count() == 1

        part = order.refund(told, paid, totlRefdAmt="1.00")
        assert "totlRefdAmt" in system.call("6203", part).words
        assert "refdType" in system.call("6203", order.refund(told, paid, refdType="HI")).words
        back = order.refund(told, paid)
        given = system.call("6203", back).output["data"]
        assert given["refStatus"] == "SUCC" and stas(order, told) == "7"
        assert system.call("6203", back).output["data"] == given
        assert world.balance(worker) == before
        kept = MobileOrder.objects.get()
        said = [row.request + row.answer for row in GatewayMessage.objects.all()]
        assert told["payToken"] not in kept.token_hash + "".join(said)
        assert worker.person.certno not in "".join(said)

    def test_is_taken_back_with_its_visit_before_it_is_paid(self, system, order):
        told = system.call("6201", order.upload()).output["data"]
        for _ in range(2):
            revoked = system.call("6401", order.question(told)).output["data"]
            assert revoked == {"success": True}
        assert stas(order, told) == "12" and Visit.objects.get().state == "CANCELLED"
        assert "不能再支付" in system.call("6202", order.payment(told)).words

    def test_moves_the_money_that_2207_moves(self, system, order, city):
        other = world.insured(city, balance="100.00")
        told = system.call("6201", order.upload()).output["data"]
        assert system.call("6202", order.payment(told)).code == 0
        chains.settle(system, other, *((n, *one) for n, one in enumerate(order.fees, start=1)))
        rows = []
        for who in (order.who, other):
            entries = LedgerEntry.objects.filter(posting__settlement__person=who.person)
            rows.append(sorted(entries.values_list("account__kind", "debit_fen", "credit_fen")))
        assert rows[0] == rows[1] and rows[0]


class TestRefuses:
    def test_what_is_not_its_own(self, system, order, city):
        """T31: another token, patient, code or number looks like none or is told."""
        given = order.upload()
        told = system.call("6201", given).output["data"]
        other = world.insured(city, balance="100.00")
        stranger = codes.issue(by=other.user, person=other.person).code
        wrong = {**told, "payToken": "0" * 32}
        refusals = (
            ("6202", order.payment(wrong), "payToken"),
            ("6202", order.payment(told, mdtrtId="1"), "mdtrtId"),
            ("6202", order.payment(told, ecAuthCode=stranger), "本人出示"),
            ("6202", order.payment(told, ecAuthCode="null", payAuthNo="A1"), "payAuthNo"),
            ("6202", order.payment(told, ecAuthCode="null"), "ecAuthCode"),
            ("6301", order.question(wrong), "payToken"),
            ("6301", order.question(told, idNo=other.person.certno), "idNo"),
            ("6401", order.question(told, userName="别人"), "idNo"),
            ("6203", order.refund(told, dict.fromkeys(
                ("feeSumamt", "psnAcctPay", "fundPay", "ownPayAmt"), "0")), "没有可以退"),
            ("6201", order.upload(medOrgOrd=given["data"]["medOrgOrd"]), "订单号"),
            ("6201", order.upload(medfeeSumamt="70.01"), "medfeeSumamt"),
            ("6201", order.upload(acctUsedFlag="2"), "acctUsedFlag"),
            ("6201", order.upload(orgCodg="H1"), "orgCodg"),
        )  # fmt: skip
        for infno, asked, words in refusals:
            reply = system.call(infno, asked)
            assert (reply.code, words in reply.words) == (-1, True), (infno, reply.words)
        assert Settlement.objects.count() == 0 and MobileOrder.objects.count() == 1
        assert stas(order, told) == "0"

    def test_a_code_that_was_shown_before(self, system, order, shown):
        """T02: a code pays once."""
        code = shown()
        told = system.call("6201", order.upload()).output["data"]
        system.decode(code)
        assert system.call("6202", order.payment(told, ecAuthCode=code)).code == -1
        assert stas(order, told) == "0"
