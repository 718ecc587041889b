"""The second scan over the national interface: patient's code first, then the payer's (P113)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from settlement.models import LedgerAccount, Settlement, VisitPayer
from settlement.selectors import proof
from settlement.services import payer_words
from tests.factories import world
from tests.factories.aid import make_grant
from tests.factories.bindings import make_binding
from tests.gateway import chains
from tests.gateway.test_outpatient import FEES, identities
from tests.gateway.test_stays_and_pharmacies import DRUG, admit, goods, leave, shop
from vouchers.models import Scan
from vouchers.services import codes
from yibao.gateway.models import GatewayMessage, GatewayToken

pytestmark = pytest.mark.django_db
__all__ = ["shop"]


@pytest.fixture
def poor(city):
    """A patient with five yuan."""
    return world.insured(city, balance="5.00")


@pytest.fixture
def payer(city):
    return world.insured(city, balance="1000.00")


def code_of(who):
    """A code shown right after a fresh proof, which a pharmacy asks for at night (T02)."""
    return codes.issue(by=who.user, person=who.person, is_stepped_up=True).code


def pays(system, who, mdtrt_id):
    """Decode the payer's code for a visit."""
    return system.decode(code_of(who), "01301", business_info=f"payer:{mdtrt_id}")


def charged(system, who):
    """2201 to 2204: the mdtrt_id."""
    mdtrt_id = chains.register(system, who)
    chains.describe(system, who, mdtrt_id)
    rows = [chains.fee(who, mdtrt_id, *one) for one in FEES]
    assert system.call("2204", {"feedetail": rows}).code == 0
    return mdtrt_id


def tried(system, who, mdtrt_id, total="80.00", number="2206", **more):
    """2206 or 2303 with the accounts of relatives: the input of 2207 or 2304, and setlinfo."""
    asked = chains.trial(who, mdtrt_id, total, acct_used_flag="2", **more)
    info = system.call(number, {"data": asked}).output["setlinfo"]
    return chains.confirmed(asked, info), info


class TestAPayerWhoAgreed:
    def test_pays_and_nobody_else_does(self, system, poor, payer, city):
        """2207: of two who allow it only the one whose code was scanned."""
        other = world.insured(city, balance="1000.00")
        make_grant(payer, poor), make_grant(other, poor)
        mdtrt_id = charged(system, poor)
        answer = pays(system, payer, mdtrt_id)
        assert (answer["code"], answer["data"]["extra"]) == (0, "STANDING")
        asked, info = tried(system, poor, mdtrt_id)
        bill = system.call("2207", {"data": asked}).output["setlinfo"]
        identities(bill)
        assert bill["acct_mulaid_pay"] == info["acct_mulaid_pay"] > 0
        taken = int(bill["acct_mulaid_pay"] * 100)
        assert (world.balance(payer), world.balance(other)) == (100000 - taken, 100000)
        assert proof.verify() == []

    def test_pays_for_a_stay(self, system, poor, payer):
        """2304: the patient's certificate is read at the discharge, then the payer's code."""
        make_grant(payer, poor)
        mdtrt_id = admit(system, poor).output["result"]["mdtrt_id"]
        rows = [chains.fee(poor, mdtrt_id, 1, DRUG, "4", "500.00", med_type="21")]
        assert system.call("2301", {"feedetail": rows}).code == 0
        assert leave(system, poor, mdtrt_id).code == 0
        assert system.call("1101", {"data": chains.card(poor)}).code == 0
        assert pays(system, payer, mdtrt_id)["code"] == 0
        asked, _ = tried(system, poor, mdtrt_id, "2000.00", "2303", med_type="21")
        bill = system.call("2304", {"data": asked}).output["setlinfo"]
        identities(bill)
        assert world.balance(payer) == 100000 - int(bill["acct_mulaid_pay"] * 100) < 100000

    def test_pays_at_a_pharmacy(self, shop, poor, payer):
        """2102, after 2101 has given the number of the visit."""
        make_grant(payer, poor)
        asked = goods(poor)
        asked["druginfo"]["acct_used_flag"] = "2"
        mdtrt_id = shop.call("2101", asked).output["setlinfo"]["mdtrt_id"]
        answer = shop.decode(code_of(payer), "02121", business_info=f"payer:{mdtrt_id}")
        assert answer["code"] == 0
        bill = shop.call("2102", asked).output["setlinfo"]
        assert (bill["mdtrt_id"], bill["acct_mulaid_pay"]) == (mdtrt_id, Decimal("15.00"))
        assert world.balance(payer) == 98500

    def test_is_told_without_number_and_token(self, system, poor, payer):
        """T89: the till needs to know that somebody pays, not who that is."""
        make_grant(payer, poor)
        answer = pays(system, payer, charged(system, poor))["data"]
        assert answer["userName"] == payer.person.masked_name
        assert (answer["idNo"], answer["ecToken"]) == ("", "") and not GatewayToken.objects.exists()
        kept = "".join(row.request + row.answer for row in GatewayMessage.objects.all())
        assert payer.person.name not in kept and payer.person.certno not in kept

    def test_is_named_once_when_the_answer_was_lost(self, system, poor, payer):
        make_grant(payer, poor)
        mdtrt_id = charged(system, poor)
        code = code_of(payer)
        told = [
            system.decode(code, "01301", business_info=f"payer:{mdtrt_id}")["data"]
            for _ in range(2)
        ]
        assert told[0] == told[1] and VisitPayer.objects.count() == 1


class TestAPayerWithoutAGrant:
    @pytest.mark.django_db(transaction=True)
    def test_says_yes_on_the_phone_to_the_same_call(self, system, poor, payer):
        """The same msgid asks again and goes on after the yes."""
        make_binding(payer.person, poor.person, "SPOUSE")
        mdtrt_id = charged(system, poor)
        assert pays(system, payer, mdtrt_id)["data"]["extra"] == "NEEDED"
        asked, info = tried(system, poor, mdtrt_id)
        number = system.msgid()
        reply = system.call("2207", {"data": asked}, msgid=number)
        assert reply.code == -1 and "手机上同意" in reply.words
        assert world.balance(payer) == 100000 and not Settlement.objects.exists()
        word = VisitPayer.objects.get()
        assert word.asked_fen == int(info["acct_mulaid_pay"] * 100)
        payer_words.accept(by=payer.user, ref=word.ref, shown_fen=word.asked_fen)
        bill = system.call("2207", {"data": asked}, msgid=number).output["setlinfo"]
        assert bill["acct_mulaid_pay"] == info["acct_mulaid_pay"]
        assert world.balance(payer) == 100000 - word.asked_fen and proof.verify() == []


class TestRefusals:
    def test_of_the_wrong_person(self, system, poor, payer, city):
        """T09: a stranger, the patient again, a frozen account; the code is used up (T03)."""
        frozen = world.insured(city, balance="9.00")
        make_grant(frozen, poor)
        LedgerAccount.objects.filter(person=frozen.person).update(is_frozen=True)
        mdtrt_id = charged(system, poor)
        for who, words in ((payer, "授权"), (poor, "另一个人"), (frozen, "冻结")):
            answer = pays(system, who, mdtrt_id)
            assert answer["code"] != 0 and words in answer["message"] and answer["data"] == ""
        assert not VisitPayer.objects.exists()
        assert Scan.objects.filter(purpose="payer", outcome=Scan.OK).count() == 3

    def test_too_late(self, system, poor, payer):
        """P113: within 180 seconds of the patient's scan."""
        make_grant(payer, poor)
        mdtrt_id = charged(system, poor)
        Scan.objects.update(created_at=Scan.objects.get().created_at - timedelta(seconds=181))
        assert "3 分钟" in pays(system, payer, mdtrt_id)["message"]

    def test_of_an_unknown_visit_leaves_the_code_alone(self, system, poor, payer):
        make_grant(payer, poor)
        mdtrt_id = charged(system, poor)
        code = code_of(payer)
        wrong = system.decode(code, "01301", business_info="payer:M000")
        assert wrong["code"] != 0 and not Scan.objects.filter(purpose="payer").exists()
        right = system.decode(code, "01301", business_info=f"payer:{mdtrt_id}")
        assert right["code"] == 0

    def test_of_a_settled_visit(self, system, poor, payer):
        make_grant(payer, poor)
        mdtrt_id, _ = chains.settle(system, poor, *FEES)
        assert pays(system, payer, mdtrt_id)["code"] != 0

    def test_of_a_client_that_may_only_scan(self, system, partner, poor, payer):
        """T75."""
        make_grant(payer, poor)
        mdtrt_id = charged(system, poor)
        partner.allowed_scopes = ["vouchers:scan"]
        partner.save()
        assert pays(system, payer, mdtrt_id)["code"] != 0 and not VisitPayer.objects.exists()
