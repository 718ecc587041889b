"""Every chain in every style of address, by everybody who may show who calls; each POST twice."""

import base64
import io
import json
import zipfile

import pytest

from settlement.models import Settlement
from tests.factories import world
from tests.gateway import chains
from tests.gateway.client import ONE_ADDRESS
from tests.gateway.test_chains import STYLES, Sealing, opened
from tests.gateway.test_outpatient import FEES, identities
from tests.gateway.test_reconciliation import totals
from tests.gateway.test_stays_and_pharmacies import DRUG, admit, goods, leave
from vouchers.services import codes
from yibao.gateway.sm import cipher

pytestmark = pytest.mark.django_db
VARIANTS = ("NONE", "TIF", "CSB_HMAC", "API_KEY", "SM_BODY")


@pytest.fixture(params=STYLES)
def style(request):
    """A style of address (2.5)."""
    return STYLES[request.param]


@pytest.fixture(params=VARIANTS)
def speaker(request, style, place, partner):
    """The hospital's system, which sends everything twice and gets one answer (I7)."""
    return twice(opened(request.param, place, partner), style)


def twice(system, style):
    """The same system; both answers have to be one and good."""
    once = system.send
    system.style = style

    def send(message, **where):
        first, second = once(message, **where), once(message, **where)
        assert first.code == second.code == 0, (message["infno"], first.words, second.words)
        assert first.document.get("output") == second.document.get("output"), message["infno"]
        return first

    system.send = send
    return system


@pytest.fixture
def patient(city):
    """Somebody with 100 yuan in the account."""
    return world.insured(city, balance="100.00")


def token_of(system, who):
    """1162 of a code that is shown now: the ecToken."""
    row = {
        "orgId": system.institution, "businessType": "01101", "operatorId": "1",
        "operatorName": "测试", "officeId": "1", "officeName": "收费处", "deviceType": "",
        "ecQrCode": codes.issue(by=who.user, person=who.person).code, "mdtrt_cert_type": "01",
    }  # fmt: skip
    return system.call("1162", {"data": row}).output["data"]["ecToken"]


def given_back(system, infno, bill):
    """2208, 2103, 2305."""
    row = {"setl_id": bill["setl_id"], "mdtrt_id": bill["mdtrt_id"], "psn_no": bill["psn_no"]}
    undone = system.call(infno, {"data": row}).output["setlinfo"]
    identities(undone)
    assert undone["medfee_sumamt"] == -bill["medfee_sumamt"]
    return undone


def test_of_a_visit_by_code(speaker, patient):
    """1162 → 1101 → 2201 … 2207 → 2208, all by the code that the patient showed."""
    certificate = {"mdtrt_cert_type": "01", "mdtrt_cert_no": token_of(speaker, patient)}
    found = speaker.call("1101", {"data": certificate}).output["baseinfo"]
    assert found["psn_no"] == patient.person.psn_no
    bill = chains.settle(speaker, patient, *FEES, certificate=certificate)[1].output["setlinfo"]
    identities(bill)
    assert world.balance(patient) == 10000 - int(bill["acct_pay"] * 100) < 10000
    given_back(speaker, "2208", bill)
    assert world.balance(patient) == 10000 and Settlement.objects.count() == 1


def test_of_a_stay(speaker, patient):
    """2401 → 2301 → 2402 → 2303 → 2304 → 2305."""
    mdtrt_id = admit(speaker, patient).output["result"]["mdtrt_id"]
    rows = [chains.fee(patient, mdtrt_id, 1, DRUG, "4", "500.00", med_type="21")]
    speaker.call("2301", {"feedetail": rows})
    leave(speaker, patient, mdtrt_id)
    asked = chains.trial(patient, mdtrt_id, "2000.00", med_type="21")
    tried = speaker.call("2303", {"data": asked}).output["setlinfo"]
    bill = speaker.call("2304", {"data": chains.confirmed(asked, tried)}).output["setlinfo"]
    identities(bill)
    given_back(speaker, "2305", bill)
    assert world.balance(patient) == 10000 and Settlement.objects.count() == 1


def test_of_an_order_on_the_phone(speaker, patient):
    """6201 → 6202 → 6301 → 6203."""
    order = chains.Order(
        speaker, patient, lambda: codes.issue(by=patient.user, person=patient.person).code
    )
    order.token = lambda: token_of(speaker, patient)
    told = speaker.call("6201", order.upload()).output["data"]
    paid = speaker.call("6202", order.payment(told)).output["data"]
    assert speaker.call("6301", order.question(told)).output["data"]["ordStas"] in ("4", "6")
    speaker.call("6203", order.refund(told, paid))
    assert speaker.call("6301", order.question(told)).output["data"]["ordStas"] == "7"
    assert world.balance(patient) == 10000


def test_of_a_statement_with_a_planted_difference(speaker, patient):
    """3201 → 9101 → 3202: the line that we do not have, and the bill that they left out."""
    bill = chains.settle(speaker, patient, *FEES)[1].output["setlinfo"]
    asked = totals([bill])
    assert speaker.call("3201", asked).output["stmtinfo"]["stmt_rslt"] == "0"
    number = _uploaded(speaker, "J0\tM0\tP0\t5.00\t0.00\t0.00\t0\n")
    row = {**asked["data"], "file_qury_no": number, "cash_payamt": "0"}
    file = speaker.call("3202", {"data": row}).output["fileinfo"]
    lines = _downloaded(speaker, file)
    assert {"J0", "null"} == {line[2] for line in lines}
    assert bill["medins_setl_id"] in {line[3] for line in lines}


def _wire(system, message):
    return system.sealed(message) if isinstance(system, Sealing) else message


def _headers(system, message):
    return system.signer(message) if system.signer else {}


def _uploaded(system, text):
    """9101: the message and a zip beside it, in parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("detail.txt", text)
    packed.seek(0)
    row = {"filename": "detail.zip", "fixmedins_code": system.institution}
    message = system.envelope("9101", {"fsUploadIn": row})
    form = {"jsonStr": json.dumps(_wire(system, message)), "file": packed}
    answer = system.post(ONE_ADDRESS, form, headers=_headers(system, message)).json()["output"]
    return _plain(system, answer)["file_qury_no"]


def _plain(system, output):
    if not isinstance(system, Sealing):
        return output
    return json.loads(cipher.decrypt(system.key, base64.b64decode(output).hex()))


def _downloaded(system, file):
    """9102: the lines of the result."""
    row = {**{k: file[k] for k in ("file_qury_no", "filename")}, "fixmedins_code": "plc"}
    message = system.envelope("9102", {"fsDownloadIn": row})
    answer = system.post(
        system.style("9102"), json.dumps(_wire(system, message)),
        content_type="text/plain", headers=_headers(system, message),
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    return [line.split("\t") for line in text.splitlines()]


class TestAPharmacy:
    @pytest.fixture
    def place(self, city):
        """A pharmacy instead of the hospital."""
        made = world.institution(city, kind="2")
        made.fixmedins_code = "P51060009002"
        made.save(update_fields=["fixmedins_code"])
        return made

    def test_sells_and_takes_back(self, speaker, patient):
        """2101 → 2102 → 2103."""
        tried = speaker.call("2101", goods(patient)).output["setlinfo"]
        identities(tried)
        bill = speaker.call("2102", goods(patient)).output["setlinfo"]
        identities(bill)
        given_back(speaker, "2103", bill)
        assert world.balance(patient) == 10000 and Settlement.objects.count() == 1
