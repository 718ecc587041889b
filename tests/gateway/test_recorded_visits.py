"""Answers have the nodes and fields of recorded ones, and the same kinds of values."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.gateway import chains
from tests.gateway.test_outpatient import FEES

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent / "recorded"
#: Extensions of one place that no document has.
LOCAL = {"expContent"}


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
