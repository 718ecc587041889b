"""Outpatient care over the national interface, from the sign-in to the cancellation."""

from decimal import Decimal

import pytest

from settlement.models import LedgerEntry, Settlement, Visit
from tests.factories import world
from tests.gateway import chains
from tests.gateway.test_basics import SIGN_IN, info
from yibao.gateway.models import GatewayAccess

pytestmark = pytest.mark.django_db
CODES = [row[0] for row in world.ITEMS]
FEES = [(1, CODES[0], "2", "30.00"), (2, CODES[1], "1", "20.00")]


def identities(found):
    """3.1: what always adds up."""
    assert found["medfee_sumamt"] == (
        found["fund_pay_sumamt"] + found["psn_part_amt"] + found["hosp_part_amt"]
    )
    assert found["psn_part_amt"] == found["acct_pay"] + found["psn_cash_pay"]
    parts = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
    assert found["medfee_sumamt"] == sum(found[name] for name in parts)


class TestTheWholeWay:
    def test_from_sign_in_over_the_code_to_the_cancellation(self, system, worker, shown):
        GatewayAccess.objects.update(needs_sign_in=True)
        system.sign_no = system.call("9001", SIGN_IN).output["signinoutb"]["sign_no"]
        token = {
            "mdtrt_cert_type": "01",
            "mdtrt_cert_no": system.decode(shown())["data"]["ecToken"],
        }
        person = system.call("1101", info("01", token["mdtrt_cert_no"])).output["baseinfo"]
        assert person["psn_no"] == worker.person.psn_no
        before = world.balance(worker)
        mdtrt_id, reply = chains.settle(system, worker, *FEES, certificate=token)
        found = reply.output["setlinfo"]
        identities(found)
        assert found["mdtrt_id"] == mdtrt_id and found["setl_id"]
        sources = sum(row["fund_payamt"] for row in reply.output["setldetail"])
        assert sources == found["fund_pay_sumamt"] + found["acct_pay"] + found["hosp_part_amt"]
        back = {"setl_id": found["setl_id"], "mdtrt_id": mdtrt_id, "psn_no": person["psn_no"]}
        undone = system.call("2208", {"data": back}).output["setlinfo"]
        identities(undone)
        assert undone["medfee_sumamt"] == -found["medfee_sumamt"]
        assert undone["setl_id"] != found["setl_id"]
        assert undone["pdn_cash_pay"] == undone["psn_cash_pay"]
        assert world.balance(worker) == before
        for infno, row in (("2205", {"chrg_bchno": "0000"}), ("2202", {"ipt_otp_no": "1"})):
            assert system.call(infno, {"data": {**back, **row}}).code == 0
        out = {"signOut": {"sign_no": system.sign_no, "opter_no": "0001"}}
        assert system.call("9002", out).code == 0

    def test_backwards_before_a_bill(self, system, worker):
        mdtrt_id, *_ = chains.to_quote(system, worker, *FEES)
        row = {"mdtrt_id": mdtrt_id, "psn_no": worker.person.psn_no}
        assert system.call("2205", {"data": {**row, "chrg_bchno": "B1"}}).code == 0
        assert "B1" in system.call("2205", {"data": {**row, "chrg_bchno": "B1"}}).words
        assert system.call("2202", {"data": {**row, "ipt_otp_no": "1"}}).code == 0
        assert Visit.objects.get().state == "CANCELLED"

    def test_makes_the_ledger_rows_of_the_other_interface(self, system, place, city):
        """The same visit over both interfaces moves the same money."""
        one, two = (world.insured(city, balance="100.00") for _ in range(2))
        chains.settle(system, one, *FEES)
        till = world.Till(place)
        till.bill(two, *((str(number), *rest) for number, *rest in FEES))
        rows = []
        for who in (one, two):
            entries = LedgerEntry.objects.filter(posting__settlement__person=who.person)
            rows.append(sorted(entries.values_list("account__kind", "debit_fen", "credit_fen")))
        assert rows[0] == rows[1] and rows[0]


class TestSettling:
    def test_repeats_its_answer_byte_for_byte(self, system, worker):
        _, asked, found = chains.to_quote(system, worker, *FEES)
        message = system.envelope("2207", {"data": chains.confirmed(asked, found)})
        first, second = system.send(message), system.send(message)
        assert first.text == second.text and Settlement.objects.count() == 1
        assert first.output["setlinfo"]["medins_setl_id"] == message["msgid"]

    @pytest.mark.parametrize("name", ["medfee_sumamt", "inscp_scp_amt", "preselfpay_amt"])
    def test_names_the_amount_that_differs_with_both_values(self, system, worker, name):
        _, asked, found = chains.to_quote(system, worker, *FEES)
        row = {**chains.confirmed(asked, found), name: "1234.56"}
        reply = system.call("2207", {"data": row})
        assert reply.code == -1 and not Settlement.objects.exists()
        assert name in reply.words and "1234.56" in reply.words
        assert f"{found[name]:.2f}" in reply.words

    def test_needs_no_trial_before_it(self, system, worker):
        mdtrt_id, asked, found = chains.to_quote(system, worker, *FEES)
        row = chains.fee(worker, mdtrt_id, 3, CODES[0], "1", "10.00")
        part = system.call("2204", {"feedetail": [row]}).output["result"][0]
        total = {name: str(found[name] + part[_line(name)]) for name in _SPLITS}
        asked = {**asked, **total, "medfee_sumamt": str(found["medfee_sumamt"] + 10)}
        assert system.call("2207", {"data": asked}).output["setlinfo"]["setl_id"]

    def test_settles_one_bill_for_two_messages(self, system, worker):
        """T61: two keys, one bill."""
        _, asked, found = chains.to_quote(system, worker, *FEES)
        row = chains.confirmed(asked, found)
        assert system.call("2207", {"data": row}).code == 0
        assert system.call("2207", {"data": row}).code == -1
        assert Settlement.objects.count() == 1

    def test_uses_no_account_where_the_flag_says_so(self, system, worker):
        _, reply = chains.settle(system, worker, *FEES, acct_used_flag="0")
        assert reply.output["setlinfo"]["acct_pay"] == 0
        assert "310200" not in {row["fund_pay_type"] for row in reply.output["setldetail"]}

    def test_is_undone_by_2601(self, system, worker):
        """T62: the answer was lost."""
        _, asked, found = chains.to_quote(system, worker, *FEES)
        message = system.envelope("2207", {"data": chains.confirmed(asked, found)})
        before = world.balance(worker)
        system.send(message)
        lost = {"psn_no": worker.person.psn_no, "omsgid": message["msgid"], "oinfno": "2207"}
        assert system.call("2601", {"data": lost}).code == 0
        assert world.balance(worker) == before
        assert Settlement.objects.get().state == "REVERSED"

    def test_refuses_the_card_of_somebody_else(self, system, worker, city):
        _, asked, found = chains.to_quote(system, worker, *FEES)
        other = chains.card(world.insured(city))
        reply = system.call("2207", {"data": {**chains.confirmed(asked, found), **other}})
        assert reply.code == -1 and "凭证" in reply.words


class TestFees:
    @pytest.mark.parametrize("number", ["0", "1234567890123456", "yp570"])
    def test_have_numbers_of_digits(self, system, worker, number):
        mdtrt_id = chains.register(system, worker)
        row = chains.fee(worker, mdtrt_id, number, CODES[0], "1", "1.00")
        reply = system.call("2204", {"feedetail": [row]})
        assert reply.code == -1 and "feedetl_sn" in reply.words

    def test_have_numbers_that_serve_once(self, system, worker):
        mdtrt_id = chains.register(system, worker)
        rows = [chains.fee(worker, mdtrt_id, 7, CODES[0], "1", "1.00")]
        assert system.call("2204", {"feedetail": rows}).code == 0
        assert system.call("2204", {"feedetail": rows}).code == -1

    def test_of_two_visits_are_refused(self, system, worker):
        one = chains.register(system, worker)
        rows = [chains.fee(worker, mdtrt, 1, CODES[0], "1", "1.00") for mdtrt in (one, "M0")]
        assert "mdtrt_id" in system.call("2204", {"feedetail": rows}).words

    def test_not_approved_are_paid_by_the_patient(self, system, worker):
        mdtrt_id = chains.register(system, worker)
        row = chains.fee(worker, mdtrt_id, 1, CODES[0], "1", "9.00", hosp_appr_flag="2")
        found = system.call("2204", {"feedetail": [row]}).output["result"][0]
        assert found["fulamt_ownpay_amt"] == Decimal("9.00") and found["inscp_scp_amt"] == 0

    def test_go_batch_by_batch(self, system, worker):
        mdtrt_id = chains.register(system, worker)
        rows = [
            chains.fee(worker, mdtrt_id, place, CODES[0], "1", "1.00", chrg_bchno=f"B{place}")
            for place in (1, 2)
        ]
        system.call("2204", {"feedetail": rows})
        row = {"mdtrt_id": mdtrt_id, "psn_no": worker.person.psn_no, "chrg_bchno": "B2"}
        assert system.call("2205", {"data": row}).code == 0
        asked = chains.trial(worker, mdtrt_id, "1.00")
        assert system.call("2206", {"data": asked}).code == 0


class TestTheVisit:
    def test_learns_its_diagnoses_and_forgets_withdrawn_ones(self, system, worker):
        mdtrt_id = chains.register(system, worker)
        chains.describe(system, worker, mdtrt_id, "13")
        second = chains.diagnosis(diag_srt_no="2", diag_code="R50.900", diag_name="发热")
        gone = chains.diagnosis(vali_flag="0")
        chains.describe(system, worker, mdtrt_id, "13", [second, gone])
        visit = Visit.objects.get()
        assert visit.med_type == "13"
        assert "R50.900" in visit.diagnoses and "J06.900" not in visit.diagnoses

    def test_of_another_person_is_refused(self, system, worker, city):
        mdtrt_id = chains.register(system, worker)
        other = world.insured(city)
        assert "psn_no" in chains.describe(system, other, mdtrt_id).words

    def test_of_another_insurance_is_not_opened(self, system, worker):
        row = {
            **chains.patient(worker, insutype="390"), **chains.card(worker),
            "begntime": chains.now(), "ipt_otp_no": "MZ1", "dept_code": "1", "dept_name": "内科",
            "caty": "A03",
        }  # fmt: skip
        assert "insutype" in system.call("2201", {"data": row}).words
        assert not Visit.objects.exists()

    def test_says_the_kind_of_person_in_the_clients_words(self, system, city):
        who = world.insured(city, balance="50.00")
        _, _, found = chains.to_quote(system, who, *FEES)
        assert found["psn_type"] == "11"


_SPLITS = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")


def _line(name):
    """The name of a part in a line."""
    return "overlmt_amt" if name == "overlmt_selfpay" else name
