"""The ecToken of a stay over the year's end (1.2, P144)."""

import json

import pytest

from tests.factories import stays
from tests.gateway import chains
from tests.gateway.test_chains import text_of
from tests.gateway.test_stays_and_pharmacies import DRUG, admit, leave

pytestmark = pytest.mark.django_db
WARD = "01103"


@pytest.fixture
def parts(system, worker, shown):
    """The token of an admission, and the numbers of the ended and of the running part."""
    token = system.decode(shown(), WARD)["data"]["ecToken"]
    certificate = {"mdtrt_cert_type": "01", "mdtrt_cert_no": token}
    since = text_of(stays.new_year_eve())
    ended = admit(system, worker, begntime=since, **certificate).output["result"]["mdtrt_id"]
    rows = [
        chains.fee(worker, ended, 1, DRUG, "4", "500.00", med_type="21", fee_ocur_time=since),
        chains.fee(worker, ended, 2, DRUG, "1", "300.00", med_type="21"),
    ]
    assert system.call("2301", {"feedetail": rows}).code == 0
    more = {"med_type": "21", "mid_setl_flag": "1", **certificate}
    asked = chains.trial(worker, ended, "2000.00", **more)
    tried = system.call("2303", {"data": asked}).output["setlinfo"]
    bill = system.call("2304", {"data": chains.confirmed(asked, tried)}).output["setlinfo"]
    return certificate, json.loads(bill["exp_content"])["next_mdtrt_id"]


def test_settles_the_part_that_goes_on(system, worker, parts):
    certificate, after = parts
    assert leave(system, worker, after).code == 0
    asked = chains.trial(worker, after, "300.00", med_type="21", **certificate)
    tried = system.call("2303", {"data": asked}).output["setlinfo"]
    found = system.call("2304", {"data": chains.confirmed(asked, tried)}).output["setlinfo"]
    assert (found["mdtrt_id"], found["medfee_sumamt"]) == (after, 300)


def test_serves_no_other_visit_of_the_same_person(system, worker, parts):
    certificate, _ = parts
    other = chains.register(system, worker)
    row = chains.fee(worker, other, 9, DRUG, "1", "10.00")
    assert system.call("2204", {"feedetail": [row]}).code == 0
    asked = chains.trial(worker, other, "10.00", **certificate)
    assert system.call("2206", {"data": asked}).code == -1
    assert system.call("2206", {"data": {**asked, **chains.card(worker)}}).code == 0
