"""What changed between two versions, field by field; a copy's text reads back as the same rules."""

import copy

import pytest

from settlement.rules import compile_pack
from settlement.rules.documents import read_yaml
from settlement.rules.pack_difference import difference
from settlement.rules.pack_text import to_yaml
from settlement.rules.pack_words import described
from tests.factories import world

OLD = read_yaml(world.PACK.read_text("utf-8"))


@pytest.fixture
def new():
    return copy.deepcopy(OLD)


def benefit(document, name):
    return next(one for one in document["benefits"] if one["id"] == name)


def shown(changes):
    return {
        group.key: {one.label: (one.old, one.new) for one in group.changes} for group in changes
    }


class TestDifference:
    def test_of_the_same_is_nothing(self, new):
        assert difference(OLD, new) == []

    def test_names_the_benefit_and_the_field(self, new):
        changed = benefit(new, "emp_outp_l3_work")
        changed["start"], changed["bands"] = "300.00", [{"upto": None, "ratio": "0.555"}]
        assert shown(difference(OLD, new)) == {
            "emp_outp_l3_work": {
                "起付线": ("200.00 元", "300.00 元"),
                "报销比例": ("50%", "55.5%"),
            }
        }

    def test_tells_added_and_removed_benefits_without_moving_the_others(self, new):
        gone = new["benefits"].pop(0)
        new["benefits"].insert(3, {**copy.deepcopy(new["benefits"][0]), "id": "new_one"})
        found = {group.key: group.kind for group in difference(OLD, new)}
        assert found == {gone["id"]: "removed", "new_one": "added"}

    def test_tells_another_order(self, new):
        new["benefits"][0], new["benefits"][1] = new["benefits"][1], new["benefits"][0]
        (group,) = difference(OLD, new)
        assert group.key == "order"
        assert group.changes[0].old.startswith("emp_outp_l3_work、emp_outp_l3_ret、")

    def test_tells_bands_remote_account_and_head(self, new):
        new["version"], new["official"] = "2026.1", True
        new["effective"]["to"] = "2027-01-01"
        new["remote"][0]["value"] = "0.05"
        new["account_scope"]["hospital"]["overlmt"] = True
        new["parameters"]["MAX_CARDS"] = 3
        benefit(new, "res_serious_illness")["bands"][0]["ratio"] = "0.65"
        found = shown(difference(OLD, new))
        assert found["head"]["到哪天前"] == ("一直有效", "2027-01-01")
        assert found["head"]["医保局确认"] == ("未确认", "已确认")
        assert found["parameters"] == {"MAX_CARDS": ("没有", "3")}
        assert found["remote"]["异地 转诊、异地急诊"][1] == "报销比例减 5 个百分点"
        assert found["account_scope"]["账户在医院可以付"][1].endswith("超限价")
        assert found["res_serious_illness"]["报销比例"][1].startswith("50000.00 元以内 65%，")

    def test_leaves_no_field_of_a_benefit_untold(self, new):
        """Whatever changes in a benefit shows: nothing is approved unseen."""
        fields = {
            "fund": "oth_pay", "kind": "tiered", "when": {}, "start": "1.00",
            "start_scope": "none", "start_counter": "x", "base_counter": "y",
            "repeat_factor": "0.10", "bands": [{"upto": None, "ratio": "0.01"}], "cap": None,
            "cap_counter": "z",
        }  # fmt: skip
        for name, value in fields.items():
            one = copy.deepcopy(OLD)
            one["benefits"][0][name] = value
            assert len(difference(OLD, one)) == 1, name


class TestText:
    def test_reads_back_as_the_same_rules(self):
        text = to_yaml(OLD)
        assert read_yaml(text) == OLD
        assert compile_pack(read_yaml(text)) == compile_pack(OLD)
        assert text.startswith("region: '510600'\nname: 德阳市\nversion: '2025.2'\n")

    def test_is_described_whole(self):
        keys = [group.key for group in described(OLD)]
        assert keys[:3] == ["head", "remote", "account_scope"]
        assert keys[3:] == [one["id"] for one in OLD["benefits"]]
