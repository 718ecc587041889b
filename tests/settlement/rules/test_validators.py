"""What packs and cases must not say: refused with path and sentence, everything at once."""

import json

import pytest

from settlement.rules import compile_pack, parse_case
from settlement.rules.documents import read_json, read_yaml
from settlement.rules.explain import explain
from settlement.rules.reading import CaseInvalid, DocumentInvalid, PackInvalid

from .documents import basic, case, line, pack, tiered


def refused_pack(document):
    with pytest.raises(PackInvalid) as refusal:
        compile_pack(document)
    return [error["path"] for error in refusal.value.errors]


def refused_case(document):
    with pytest.raises(CaseInvalid) as refusal:
        parse_case(document)
    assert all(error["message"].endswith("。") for error in refusal.value.errors)
    return [error["path"] for error in refusal.value.errors]


def without(document, key):
    return {name: value for name, value in document.items() if name != key}


BANDS = {
    "not rising": ([("50.00", "0.5"), ("50.00", "0.6")], "bands[1].upto"),
    "falling": ([("50.00", "0.5"), ("40.00", "0.6"), (None, "0.7")], "bands[1].upto"),
    "open too early": ([(None, "0.5"), ("50.00", "0.6")], "bands[0].upto"),
    "nothing": ([("0.00", "0.5")], "bands[0].upto"),
    "ratio above one": ([(None, "1.01")], "bands[0].ratio"),
    "negative ratio": ([(None, "-0.1")], "bands[0].ratio"),
    "float ratio": ([(None, 0.5)], "bands[0].ratio"),
    "number ratio": ([(None, 1)], "bands[0].ratio"),
    "none": ([], "bands"),
}
BENEFITS = {
    "unknown key": ({"colour": "red"}, "colour"),
    "unknown condition": ({"when": {"city": ["x"]}}, "when.city"),
    "unknown remote": ({"when": {"remote": ["far"]}}, "when.remote[0]"),
    "empty condition": ({"when": {"insutype": []}}, "when.insutype"),
    "number in condition": ({"when": {"psn_type": [11]}}, "when.psn_type[0]"),
    "condition without list": ({"when": {"psn_type": "11"}}, "when.psn_type"),
    "ages crossed": ({"when": {"age_from": 60, "age_to": 18}}, "when.age_to"),
    "age as bool": ({"when": {"age_from": True}}, "when.age_from"),
    "unknown fund": ({"fund": "acct_pay"}, "fund"),
    "unknown kind": ({"kind": "flat"}, "kind"),
    "unknown scope": ({"start_scope": "month"}, "start_scope"),
    "float start": ({"start": 200.0}, "start"),
    "negative cap": ({"cap": "-1.00"}, "cap"),
    "factor on a yearly start": ({"repeat_factor": "0.50"}, "repeat_factor"),
    "base on basic": ({"base_counter": "b"}, "base_counter"),
    "counter of stays": ({"cap_counter": "stays"}, "cap_counter"),
    "one counter twice": ({"cap_counter": "dedc"}, "cap_counter"),
}
PACKS = {
    "official as text": ({"official": "false"}, "official"),
    "region as number": ({"region": 510600}, "region"),
    "version as float": ({"version": 2025.1}, "version"),
    "unknown rounding": ({"rounding": "down"}, "rounding"),
    "no such day": ({"effective": {"from": "2025-02-30", "to": None}}, "effective.from"),
    "empty period": ({"effective": {"from": "2025-01-01", "to": "2025-01-01"}}, "effective.to"),
    "unknown parameter": ({"parameters": {"QR_TTL": 60}}, "parameters.QR_TTL"),
    "float parameter": ({"parameters": {"QA_SAMPLE_RATE": 0.05}}, "parameters.QA_SAMPLE_RATE"),
    "unknown key": ({"extra": 1}, "extra"),
    "points above one": (
        {"remote": [{"when": {}, "kind": "points", "value": "1.5"}]},
        "remote[0].value",
    ),
    "half a scope": (
        {"account_scope": {"hospital": {"own_share": True}, "pharmacy": {}}},
        "account_scope.hospital.preselfpay",
    ),
}


class TestCompilePack:
    @pytest.mark.parametrize("key", ["official", "region", "effective", "benefits", "source"])
    def test_misses_a_field(self, key):
        assert refused_pack(without(pack(), key)) == [key]

    @pytest.mark.parametrize(("changes", "path"), PACKS.values(), ids=PACKS)
    def test_refuses_the_header(self, changes, path):
        assert path in refused_pack(pack(**changes))

    @pytest.mark.parametrize(("changes", "path"), BENEFITS.values(), ids=BENEFITS)
    def test_refuses_a_benefit(self, changes, path):
        assert refused_pack(pack(basic(id="fine"), basic(**changes))) == [f"benefits[1].{path}"]

    @pytest.mark.parametrize(("bands", "path"), BANDS.values(), ids=BANDS)
    def test_refuses_bands(self, bands, path):
        written = [{"upto": upto, "ratio": ratio} for upto, ratio in bands]
        assert refused_pack(pack(basic(bands=written))) == [f"benefits[0].{path}"]

    def test_refuses_an_admission_start_of_a_tiered_benefit(self):
        assert refused_pack(pack(tiered(start_scope="admission"))) == ["benefits[0].start_scope"]

    def test_refuses_the_same_id_twice(self):
        assert refused_pack(pack(basic(), basic())) == ["benefits[1].id"]

    def test_names_every_mistake_at_once(self):
        wrong = pack(basic(fund="x", start="-1"), rounding="up", region="51")
        assert refused_pack(wrong) == [
            "region",
            "rounding",
            "benefits[0].fund",
            "benefits[0].start",
        ]

    @pytest.mark.parametrize("document", [None, [], "text", 5])
    def test_refuses_what_is_no_object(self, document):
        assert "" in refused_pack(document)


LINES = {
    "negative count": ({"cnt": "-1"}, "cnt"),
    "no count": ({"cnt": "0"}, "cnt"),
    "count as number": ({"cnt": 1}, "cnt"),
    "count as bool": ({"cnt": True}, "cnt"),
    "price as float": ({"pric": 3.5}, "pric"),
    "not a number": ({"pric": "NaN"}, "pric"),
    "infinite": ({"pric": "Infinity"}, "pric"),
    "exponent": ({"pric": "1e3"}, "pric"),
    "full width": ({"pric": "１２.００"}, "pric"),
    "seven places": ({"pric": "1.0000001"}, "pric"),
    "spaces": ({"pric": " 1.00"}, "pric"),
    "signed": ({"pric": "+1.00"}, "pric"),
    "huge": ({"pric": "9" * 40}, "pric"),
    "empty": ({"pric": ""}, "pric"),
    "share above one": ({"selfpay_prop": "1.1"}, "selfpay_prop"),
    "unknown class": ({"chrgitm_lv": "04"}, "chrgitm_lv"),
    "class as number": ({"chrgitm_lv": 1}, "chrgitm_lv"),
    "other amount": ({"det_item_fee_sumamt": "300.02"}, "det_item_fee_sumamt"),
    "unknown key": ({"price": "1"}, "price"),
    "id as number": ({"id": 1}, "id"),
    "empty id": ({"id": ""}, "id"),
}
CASES = {
    "no lines": ({"lines": []}, "lines"),
    "lines as object": ({"lines": {}}, "lines"),
    "same line twice": ({"lines": [line("1"), line("1")]}, "lines[1].id"),
    "unknown key": ({"extra": 1}, "extra"),
    "flag as number": ({"acct_used_flag": 1}, "acct_used_flag"),
    "unknown flag": ({"acct_used_flag": "3"}, "acct_used_flag"),
    "float balance": ({"accounts": {"own": 1.5}}, "accounts.own"),
    "negative balance": ({"accounts": {"own": "-1.00"}}, "accounts.own"),
    "payer without balance": (
        {"accounts": {"payers": [{"id": "A"}]}},
        "accounts.payers[0].balance",
    ),
    "stays as text": ({"counters": {"stays": "1"}}, "counters.stays"),
    "stays as bool": ({"counters": {"stays": True}}, "counters.stays"),
    "negative counter": ({"counters": {"pool": "-1.00"}}, "counters.pool"),
    "counter as number": ({"counters": {"pool": 5}}, "counters.pool"),
    "person as list": ({"person": []}, "person"),
    "too much money": ({"lines": [line(cnt="999999999", pric="9999")]}, "lines"),
}


class TestParseCase:
    @pytest.mark.parametrize(("changes", "path"), LINES.values(), ids=LINES)
    def test_refuses_a_line(self, changes, path):
        assert refused_case(case(line("a"), line(**changes))) == [f"lines[1].{path}"]

    @pytest.mark.parametrize(("changes", "path"), CASES.values(), ids=CASES)
    def test_refuses_a_case(self, changes, path):
        assert path in refused_case(case(**changes))

    @pytest.mark.parametrize("key", ["person", "institution", "visit", "lines"])
    def test_misses_a_part(self, key):
        assert refused_case(without(case(), key)) == [key]

    @pytest.mark.parametrize("day", ["2025-13-01", "2025-02-29", "2025-1-1", "20250101", 20250101])
    def test_refuses_a_day_that_is_none(self, day):
        assert refused_case(case(visit={"med_type": "11", "date": day})) == ["visit.date"]

    @pytest.mark.parametrize("age", [-1, 151, True, "45", 4.5])
    def test_refuses_an_age_that_is_none(self, age):
        person = {"insutype": "310", "psn_type": "11", "age": age}
        assert refused_case(case(person=person)) == ["person.age"]


class TestReadYaml:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("a: 1\na: 2", "a"),
            ("a: {b: [{c: 1, c: 2}]}", "a.b[0].c"),
            ("a: [1", ""),
            ("a: &x 1\nb: *x", ""),
            ("a: !!python/name:os.system x", "a"),
            ("a: !secret x", "a"),
            ("a: yes", "a"),
            ("", ""),
            ("[" * 2000, ""),
            ("a: \x00", ""),
            ("--- 1\n--- 2", ""),
            ('{"a": 1, "a": 2}', "a"),
        ],
    )
    def test_refuses(self, text, path):
        with pytest.raises(DocumentInvalid) as refusal:
            read_yaml(text)
        assert [error["path"] for error in refusal.value.errors] == [path]

    def test_keeps_dates_as_texts_and_decimals_out(self):
        document = read_yaml(json.dumps(pack(basic())).replace('"0.50"', "0.5"))
        assert refused_pack(document) == ["benefits[0].bands[0].ratio"]
        assert read_yaml("a: 2025-02-30") == {"a": "2025-02-30"}


class TestReadJson:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("{", ""),
            ("NaN", ""),
            ('{"a": Infinity}', ""),
            ('{"lines": [{"id": "1", "id": "2"}]}', "lines[0].id"),
            ("[" * 100_000, ""),
            ('{"a": ' + "9" * 5000 + "}", ""),
            ('{"a": "\\ud800"}', "a"),
        ],
    )
    def test_refuses(self, text, path):
        with pytest.raises(DocumentInvalid) as refusal:
            read_json(text)
        assert [error["path"] for error in refusal.value.errors] == [path]


class TestExplain:
    def test_names_the_mistakes_of_both_documents(self):
        with pytest.raises(DocumentInvalid) as refusal:
            explain(json.dumps(pack(rounding="up")), json.dumps(case(acct_used_flag="9")))
        paths = [error["path"] for error in refusal.value.errors]
        assert paths == ["rounding", "acct_used_flag"]
