"""The golden cases, to the fen (P152): published and derived results."""

import json
from pathlib import Path

import pytest

from settlement.rules.explain import explain

FOLDER = Path(__file__).parents[2] / "golden" / "settlement"
CASES = sorted(FOLDER.glob("*.json"))


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def golden(request):
    return json.loads(request.param.read_text(encoding="utf-8"))


class TestGolden:
    def test_cases_are_there(self):
        assert len(CASES) >= 20

    def test_gives_the_expected_amounts(self, golden):
        answer = explain(json.dumps(golden["pack"]), json.dumps(golden["case"]))
        found = {name: answer["setlinfo"][name] for name in golden["expect"]}
        assert found == golden["expect"]

    def test_gives_the_expected_payers(self, golden):
        answer = explain(json.dumps(golden["pack"]), json.dumps(golden["case"]))
        paid = {payer["id"]: payer["paid"] for payer in answer["payers"]}
        assert golden.get("expect_payers", paid) == paid
