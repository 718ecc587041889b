"""Answers have the nodes and fields of recorded ones, and the same kinds of values."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.gateway import chains
from tests.gateway.test_outpatient import FEES
from tests.gateway.test_stays_and_pharmacies import DRUG, admit, leave

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "recorded"
#: Extensions of one place that no document has.
LOCAL = {
    "expContent", "othfund_pay", "insu_admdvs", "psn_pay", "ownpay_hosp_part", "inscp_amt",
    "cashPayamt", "dedc_std", "crt_dedc", "psn_insu_rlts_id",
    "mdtrt_cert_no",
}  # fmt: skip


def recorded(name):
    """The output of a recorded answer."""
    found = json.loads((FOLDER / f"{name}.json").read_text("utf-8"), parse_float=Decimal)
    return found["messages"][0]["body"]["output"]


def same_shape(ours, theirs, path=""):
    """Every field of theirs is in ours; numbers are numbers and texts are texts."""
    if isinstance(theirs, list):
        for one in theirs:
            same_shape(ours[0], one, path)
        return
    for name in theirs.keys() - LOCAL:
        assert name in ours, f"{path}{name}"
        given = theirs[name]
        if isinstance(given, dict | list):
            same_shape(ours[name], given, f"{name}.")
        elif isinstance(given, int | Decimal):
            assert isinstance(ours[name], int | Decimal), f"{path}{name}"
        elif given is not None:
            assert isinstance(ours[name], str), f"{path}{name}"


def test_the_answers_of_a_visit_look_as_recorded(system, worker):
    mdtrt_id, asked, _ = chains.to_quote(system, worker, *FEES)
    row = chains.fee(worker, mdtrt_id, 9, FEES[0][1], "1", "5.00")
    uploaded = system.call("2204", {"feedetail": [row]}).output
    same_shape(uploaded, recorded("2204-outpatient-fee"))
    asked = {**asked, "medfee_sumamt": str(Decimal(asked["medfee_sumamt"]) + 5)}
    tried = system.call("2206", {"data": asked}).output
    same_shape(tried, recorded("2206-outpatient-presettle"))
    settled = system.call("2207", {"data": chains.confirmed(asked, tried["setlinfo"])}).output
    same_shape(settled, recorded("2207-outpatient-settle"))
    found = settled["setlinfo"]
    back = {name: found[name] for name in ("setl_id", "mdtrt_id", "psn_no")}
    undone = system.call("2208", {"data": back}).output
    same_shape(undone, recorded("2208-outpatient-refund"))


def test_the_answers_of_a_stay_look_as_recorded(system, worker):
    mdtrt_id = admit(system, worker).output["result"]["mdtrt_id"]
    row = chains.fee(worker, mdtrt_id, 1, DRUG, "4", "500.00", med_type="21")
    uploaded = system.call("2301", {"feedetail": [row]}).output
    same_shape(uploaded, recorded("2301-inpatient-fee"))
    assert leave(system, worker, mdtrt_id).code == 0
    asked = chains.trial(worker, mdtrt_id, "2000.00", med_type="21")
    tried = system.call("2303", {"data": asked}).output
    same_shape(tried, recorded("2303-inpatient-presettle"))
