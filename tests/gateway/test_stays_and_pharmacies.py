"""Stays in hospital and purchases over the national interface."""

from decimal import Decimal

import pytest
from django.test import Client

from settlement.models import Settlement, Stay, Visit
from tests.factories import world
from tests.gateway import chains
from tests.gateway.client import System
from tests.gateway.test_outpatient import identities
from yibao.gateway.services import access

pytestmark = pytest.mark.django_db
DRUG = "XA01"


def admit(system, who, *, msgid="", **more):
    """2401; the reply."""
    row = {
        **chains.patient(who), **chains.card(who), "begntime": chains.now(), "med_type": "21",
        "ipt_no": "ZY0001", "atddr_no": "D01", "chfpdr_name": "张医生",
        "adm_diag_dscr": "肺炎", "adm_dept_codg": "0201", "adm_dept_name": "呼吸科",
        "adm_bed": "12", "dscg_maindiag_code": "J18.900", "dscg_maindiag_name": "肺炎", **more,
    }  # fmt: skip
    rows = [chains.diagnosis(psn_no=who.person.psn_no, maindiag_flag="1")]
    return system.call("2401", {"mdtrtinfo": row, "diseinfo": rows}, msgid=msgid)


def leave(system, who, mdtrt_id):
    """2402."""
    row = {
        **chains.patient(who), "mdtrt_id": mdtrt_id, "endtime": chains.now(),
        "dscg_dept_codg": "0201", "dscg_dept_name": "呼吸科", "dscg_way": "1",
    }  # fmt: skip
    disease = chains.diagnosis(
        psn_no=who.person.psn_no, mdtrt_id=mdtrt_id, maindiag_flag="1", diag_code="J15.900"
    )
    return system.call("2402", {"dscginfo": row, "diseinfo": [disease]})


class TestAStay:
    def test_from_admission_to_the_cancelled_bill(self, system, worker):
        mdtrt_id = admit(system, worker).output["result"]["mdtrt_id"]
        rows = [chains.fee(worker, mdtrt_id, 1, DRUG, "4", "500.00", med_type="21")]
        assert system.call("2301", {"feedetail": rows}).code == 0
        assert leave(system, worker, mdtrt_id).code == 0
        asked = chains.trial(worker, mdtrt_id, "2000.00", med_type="21")
        tried = system.call("2303", {"data": asked}).output["setlinfo"]
        identities(tried)
        found = system.call("2304", {"data": chains.confirmed(asked, tried)}).output["setlinfo"]
        identities(found)
        assert found["fund_pay_sumamt"] > 0
        row = {"mdtrt_id": mdtrt_id, "setl_id": found["setl_id"], "psn_no": found["psn_no"]}
        undone = system.call("2305", {"data": row}).output["setlinfo"]
        assert undone["medfee_sumamt"] == Decimal("-2000.00")
        visit = Visit.objects.get()
        assert "J15.900" in visit.diagnoses and visit.dept_name == "呼吸科"

    def test_goes_on_when_the_discharge_is_taken_back(self, system, worker):
        mdtrt_id = admit(system, worker).output["result"]["mdtrt_id"]
        leave(system, worker, mdtrt_id)
        row = {"mdtrt_id": mdtrt_id, "psn_no": worker.person.psn_no}
        assert system.call("2405", {"data": row}).code == 0
        assert Stay.objects.get().state == "ADMITTED"
        assert system.call("2404", {"data": row}).code == 0
        assert Visit.objects.get().state == "CANCELLED"

    def test_changes_its_bed(self, system, worker):
        mdtrt_id = admit(system, worker).output["result"]["mdtrt_id"]
        row = {
            "mdtrt_id": mdtrt_id, "psn_no": worker.person.psn_no, "begntime": chains.now(),
            "mdtrt_cert_type": "03", "med_type": "24", "ipt_otp_no": "ZY0001",
            "atddr_no": "D02", "chfpdr_name": "李医生", "adm_diag_dscr": "肺炎",
            "adm_dept_codg": "0202", "adm_dept_name": "重症医学科", "adm_bed": "3",
            "dscg_maindiag_code": "J18.900", "dscg_maindiag_name": "肺炎",
        }  # fmt: skip
        rows = [chains.diagnosis(psn_no=worker.person.psn_no, mdtrt_id=mdtrt_id, maindiag_flag="1")]
        assert system.call("2403", {"adminfo": row, "diseinfo": rows}).words == ""
        assert (Stay.objects.get().bed, Visit.objects.get().med_type) == ("3", "24")

    def test_takes_fees_back_with_a_minus(self, system, worker):
        mdtrt_id = admit(system, worker).output["result"]["mdtrt_id"]
        rows = [
            chains.fee(worker, mdtrt_id, 1, DRUG, "4", "5.00"),
            chains.fee(worker, mdtrt_id, 2, DRUG, "-3", "5.00", init_feedetl_sn="1"),
        ]
        found = system.call("2301", {"feedetail": rows}).output["result"]
        assert [row["det_item_fee_sumamt"] for row in found] == [20, -15]
        more = chains.fee(worker, mdtrt_id, 3, DRUG, "-2", "5.00", init_feedetl_sn="1")
        assert system.call("2301", {"feedetail": [more]}).code == -1
        row = {"mdtrt_id": mdtrt_id, "psn_no": worker.person.psn_no, "feedetl_sn": "0000"}
        assert system.call("2302", {"data": [row]}).code == 0
        assert Visit.objects.get().state == "REGISTERED"

    def test_is_admitted_with_the_id_card_that_1101_read(self, system, worker):
        """A number without the name proves nothing by itself (T04)."""
        person = worker.person
        certificate = {"mdtrt_cert_type": "02", "mdtrt_cert_no": person.certno}
        assert admit(system, worker, **certificate).code == -1
        asked = {"data": {**certificate, "psn_name": person.name}}
        assert system.call("1101", asked).code == 0
        assert admit(system, worker, **certificate).code == 0

    def test_is_reversed_by_2601(self, system, worker):
        """The answer of the admission was lost (T62)."""
        number = system.msgid()
        admit(system, worker, msgid=number)
        lost = {"psn_no": worker.person.psn_no, "omsgid": number, "oinfno": "2401"}
        assert system.call("2601", {"data": lost}).code == 0
        assert Visit.objects.get().state == "CANCELLED"


@pytest.fixture
def shop(city):
    """A pharmacy's system."""
    place = world.institution(city, kind="2")
    place.fixmedins_code = "P51060009002"
    place.save(update_fields=["fixmedins_code"])
    client = world.client_of(place, scopes=[*world.ALL_SCOPES, "persons:identity"])
    access.open_for(by=None, client=client, opening=access.Opening(variant="NONE"))
    return System(Client().post, place.fixmedins_code)


def goods(who, count="2"):
    """The input of 2101 and 2102."""
    row = chains.fee(who, "", 1, DRUG, count, "10.00")
    info = {
        **chains.patient(who), **chains.card(who), "psn_cert_type": "01",
        "certno": who.person.certno, "psn_type": "11", "psn_name": who.person.name,
        "begntime": chains.now(), "medfee_sumamt": row["det_item_fee_sumamt"],
        "acct_used_flag": "1", "med_type": "41",
    }  # fmt: skip
    return {"druginfo": info, "drugdetail": [row]}


class TestAPurchase:
    def test_is_tried_settled_and_given_back(self, shop, worker):
        asked = goods(worker)
        tried = shop.call("2101", asked).output
        assert len(tried["detlcutinfo"]) == 1
        before = world.balance(worker)
        found = shop.call("2102", asked).output["setlinfo"]
        identities(found)
        assert found["acct_pay"] == tried["setlinfo"]["acct_pay"] == Decimal("20.00")
        assert Visit.objects.count() == 1
        row = {name: found[name] for name in ("setl_id", "mdtrt_id", "psn_no")}
        assert shop.call("2103", {"data": row}).output["setlinfo"]["acct_pay"] == -20
        assert world.balance(worker) == before

    def test_of_other_goods_replaces_the_trial(self, shop, worker):
        shop.call("2101", goods(worker))
        found = shop.call("2102", goods(worker, "3")).output["setlinfo"]
        assert found["medfee_sumamt"] == 30 and Visit.objects.count() == 1

    def test_needs_no_trial(self, shop, worker):
        assert shop.call("2102", goods(worker)).code == 0
        assert Settlement.objects.count() == 1

    def test_of_another_sum_is_refused(self, shop, worker):
        asked = goods(worker)
        asked["druginfo"]["medfee_sumamt"] = "21.00"
        assert "medfee_sumamt" in shop.call("2102", asked).words
        assert not Settlement.objects.exists()
