"""The Deyang packs: the figures of P146–P151 as they are shipped, and our own golden cases."""

import hashlib
import json
from pathlib import Path

import pytest

import settlement
from settlement.rules import compile_pack, parse_case, settle
from settlement.rules.documents import read_yaml
from settlement.rules.explain import explain
from yibao.kernel import strictjson

from .documents import case, line

FOLDER = Path(settlement.__file__).parent / "packs"
TEXT = (FOLDER / "deyang_2025_2.yaml").read_text(encoding="utf-8")
GOLDEN = json.loads((FOLDER / "golden" / "deyang_2025_2.json").read_text(encoding="utf-8"))
#: Versions that installations have imported: their content is theirs for good (P195).
IMPORTED = {
    "deyang_2025_1.yaml": "6a34e891e69b9334f7c1f506022b93e3e335ff8ddd1882fdc18eaf11bf857cee",
    "deyang_2025_2.yaml": "7e4dabb94138cf519f6837476e25fa405dd42b5df824822885ad1c0961529528",
}


@pytest.fixture(scope="module")
def deyang():
    return compile_pack(read_yaml(TEXT))


def visit(
    scope, *, insutype="310", psn_type="11", tier="3", med_type="11", remote="none", **changes
):
    """A visit with ``scope`` yuan in scope in Deyang."""
    document = case(
        line(pric=scope),
        person={"insutype": insutype, "psn_type": psn_type},
        institution={"hosp_tier": tier, "fixmedins_type": "2" if med_type == "41" else "1"},
        visit={"med_type": med_type, "date": "2025-03-01", "remote": remote},
        **changes,
    )
    return parse_case(document)


class TestDeyangPack:
    def test_is_not_official(self, deyang):
        assert deyang.official is False
        assert deyang.region == "510600"

    @pytest.mark.parametrize(
        ("psn_type", "tier", "scope", "paid"),
        [
            ("11", "3", "800", 300_00),
            ("21", "3", "800", 390_00),
            ("11", "2", "800", 360_00),
            ("21", "1", "800", 455_00),
            ("11", "3", "10000", 2000_00),
            ("21", "3", "10000", 2500_00),
        ],
    )
    def test_pays_employee_outpatient_care(self, deyang, psn_type, tier, scope, paid):
        answer = settle(deyang, visit(scope, psn_type=psn_type, tier=tier))
        assert answer.hifp_pay == paid

    def test_pays_a_residents_outpatient_care_up_to_the_cap(self, deyang):
        answer = settle(deyang, visit("400", insutype="390", psn_type="41", tier="1"))
        assert (answer.hifp_pay, answer.psn_part_amt) == (200_00, 200_00)

    def test_halves_the_deductible_of_a_second_stay(self, deyang):
        first = settle(deyang, visit("10000", med_type="21"))
        again = settle(deyang, visit("10000", med_type="21", counters={"stays": 1}))
        assert (first.dedc_std, first.hifp_pay) == (800_00, 7728_00)
        assert (again.dedc_std, again.hifp_pay) == (400_00, 8064_00)
        assert (first.counters["stays"], again.counters["stays"]) == (1, 2)

    def test_takes_ten_points_off_a_referral(self, deyang):
        answer = settle(deyang, visit("10800", med_type="21", remote="referral"))
        assert answer.hifp_pay == 7400_00

    def test_pays_serious_illness_after_the_basic_benefit(self, deyang):
        answer = settle(deyang, visit("100600", insutype="390", psn_type="50", med_type="21"))
        assert answer.hifp_pay == 65000_00
        assert answer.hifmi_pay == 14160_00  # (35600 − 12000) × 60 %

    def test_pays_no_fund_at_a_pharmacy(self, deyang):
        answer = settle(deyang, visit("100", tier="0", med_type="41"))
        assert (answer.fund_pay_sumamt, answer.flags) == (0, ())

    def test_pays_benefits_of_a_tag_to_nobody_else(self, deyang):
        plain = settle(deyang, visit("1000", med_type="21"))
        assert (plain.cvlserv_pay, plain.maf_pay) == (0, 0)


class TestShippedVersions:
    @pytest.mark.parametrize("name", sorted(IMPORTED))
    def test_never_change(self, name):
        """P195: an installation that has the version refuses another content under its number."""
        document = read_yaml((FOLDER / name).read_text(encoding="utf-8"))
        digest = hashlib.sha256(strictjson.canonical(document)).hexdigest()
        assert digest == IMPORTED[name]

    def test_are_all_listed(self):
        assert {path.name for path in FOLDER.glob("*.yaml")} == set(IMPORTED)


class TestGoldenOfDeyang:
    @pytest.fixture(params=GOLDEN, ids=lambda golden: golden["id"])
    def golden(self, request):
        return request.param

    def test_gives_the_expected_amounts_to_the_fen(self, golden):
        answer = explain(TEXT, json.dumps(golden["case"]))
        assert {name: answer["setlinfo"][name] for name in golden["expect"]} == golden["expect"]

    def test_leaves_the_expected_counters(self, golden):
        answer = explain(TEXT, json.dumps(golden["case"]))
        wanted = golden.get("expect_counters", {})
        assert {name: answer["counters"].get(name) for name in wanted} == wanted

    def test_covers_each_fund_of_the_pack(self, deyang):
        paid = {
            part["fund"]
            for one in GOLDEN
            for part in explain(TEXT, json.dumps(one["case"]))["funds"]
            if part["amount"] != "0.00"
        }
        assert paid == {one.fund for one in deyang.benefits}
