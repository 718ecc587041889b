"""What a till may not write in a field: refused with the field's path, and nothing is stored."""

import json

import pytest

from tests.settlement.tables import counts

pytestmark = pytest.mark.django_db

NOW = "2026-01-05T09:30:00+08:00"
NAN = float("nan")
#: Sixty spellings and more that are no amount, wherever they stand (T56).
AMOUNTS = [
    "-1.00", "-0", "-0.00", "+1", "１００", "1_000", "1e3", "1E3", "NaN", "Infinity", "-Infinity",
    "9" * 30, "007", "01.00", " 1.00", "1.00 ", "1 0", "1,000.00", ".5", "1.", "0x10", "٣", "一百",
    "+0.01", "--1", "1-", "(1.00)", "1.0.0", "0,01", "1;00", "１.00", "1．00", "1e-2", "1E+2",
    "0b1", "0o7", "inf", "nan", "-NaN", "¥1.00", "1元", "²", "½", "௧", "1\t", "\n1", "1\u00a0",
    "1\u200b", "null", "true", "%31",
    "", " ", 1, -1, 0, 1.5, 1.0, 1e3, -0.0, True, None, [], {}, ["1.00"], {"value": "1.00"},
]  # fmt: skip
TEXTS = [
    5,
    1.5,
    True,
    [],
    {},
    ["x"],
    "x" * 10_000,
    "a\u200bb",
    "a\u202eb",
    "\x07",
    "\ufeff",
    "\x1b",
]
CODES = [*TEXTS, "1 1", " 11", "11 ", "１１", "-1", "x", "99999999999"]
MOMENTS = [
    5,
    1.5,
    True,
    [],
    {},
    "",
    "yesterday",
    "2026-13-01",
    "２０２６-01-01",
    "0001-01-01",
    "x" * 99,
]
FLAGS = [1, 0, True, "2", "x", "", "１", None, [], {}, " 1"]
LINE = {
    "feedetl_sn": "1",
    "med_list_codg": "XA01",
    "medins_list_codg": "A1",
    "medins_list_name": "药",
    "cnt": "1",
    "pric": "1.00",
    "det_item_fee_sumamt": "1.00",
    "fee_ocur_time": NOW,
    "rx_circ_flag": "0",
    "chrgitm_lv": "01",
}
SETTLE = {
    "quote_id": "Q1",
    "psn_part_amt": "1.00",
    "psn_cash_pay": "1.00",
    "cash_method": "cash",
    "invono": "1",
}
VISIT = {
    "scan_id": "S1",
    "med_type": "11",
    "ipt_otp_no": "1",
    "begntime": NOW,
    "dept": {"id": "1", "name": "内科"},
    "doctor": {"id": "1", "name": "李"},
    "diagnoses": [{"diag_code": "J00", "diag_name": "感冒", "main": True}],
    "remote": "none",
}
REFUND = {"lines": [{"feedetl_sn": "1", "cnt": "1"}], "reason": "退药", "invono": ""}
REVERSAL = {"idempotency_key": "k", "reason": "无应答"}

#: (address, valid body, path of the field, what may not stand there).
FIELDS = [
    ("visits/", VISIT, "scan_id", [*TEXTS, "", None]),
    ("visits/", VISIT, "med_type", [*CODES, "", None]),
    ("visits/", VISIT, "ipt_otp_no", [*TEXTS, "", None]),
    ("visits/", VISIT, "begntime", [*MOMENTS, None]),
    ("visits/", VISIT, "dept", ["x", 5, []]),
    ("visits/", VISIT, "dept.id", [*TEXTS, "", None]),
    ("visits/", VISIT, "dept.name", [*TEXTS, None]),
    ("visits/", VISIT, "doctor.id", [*TEXTS, "", None]),
    ("visits/", VISIT, "doctor.name", [*TEXTS, None]),
    ("visits/", VISIT, "diagnoses", ["x", 5, None, {}]),
    ("visits/", VISIT, "diagnoses[0].diag_code", [*TEXTS, "", None]),
    ("visits/", VISIT, "diagnoses[0].diag_name", [*TEXTS, "", None]),
    ("visits/", VISIT, "diagnoses[0].main", ["true", "1", 1, 0, None, [], {}]),
    ("visits/", VISIT, "remote", [5, True, None, [], {}, "", "x", "NONE"]),
    ("fees", {"items": [LINE]}, "items", ["x", 5, None, {}, []]),
    ("fees", {"items": [LINE]}, "items[0]", ["x", 5, None, []]),
    ("fees", {"items": [LINE]}, "items[0].feedetl_sn", [*TEXTS, "", None, "1\u00a02", "\u2028"]),
    ("fees", {"items": [LINE]}, "items[0].med_list_codg", [*TEXTS, None]),
    ("fees", {"items": [LINE]}, "items[0].medins_list_codg", [*TEXTS, None]),
    ("fees", {"items": [LINE]}, "items[0].medins_list_name", [*TEXTS, "", None]),
    ("fees", {"items": [LINE]}, "items[0].cnt", [*AMOUNTS, "0", "0.0", "1.00001", "1" * 13]),
    ("fees", {"items": [LINE]}, "items[0].pric", [*AMOUNTS, "1.0000001", "1" * 11]),
    ("fees", {"items": [LINE]}, "items[0].det_item_fee_sumamt", [*AMOUNTS, "1.001", "1" * 10]),
    ("fees", {"items": [LINE]}, "items[0].fee_ocur_time", [*MOMENTS, None]),
    ("fees", {"items": [LINE]}, "items[0].rx_circ_flag", FLAGS),
    ("fees", {"items": [LINE]}, "items[0].chrgitm_lv", [1, True, None, [], {}, "4", "１", "001"]),
    ("payers", {"scan_id": "S1"}, "scan_id", [*TEXTS, "", None]),
    ("quotes", {"acct_used_flag": "1", "use_aid": False}, "acct_used_flag", FLAGS),
    ("quotes", {"acct_used_flag": "1"}, "use_aid", ["true", "1", 1, 0, None, [], {}, "yes"]),
    ("settlements", SETTLE, "quote_id", [*TEXTS, "", None]),
    ("settlements", SETTLE, "psn_part_amt", [*AMOUNTS, "1.001", "1" * 10]),
    ("settlements", SETTLE, "psn_cash_pay", [*AMOUNTS, "1.001", "1" * 10]),
    ("settlements", SETTLE, "cash_method", [1, True, None, [], {}, "", "CASH", "coin"]),
    ("settlements", SETTLE, "invono", [*TEXTS, None]),
    ("cancel", {"reason": "x"}, "reason", [*TEXTS, None]),
    ("settlements/J1/refunds/", REFUND, "lines", ["x", 5, {}, []]),
    ("settlements/J1/refunds/", REFUND, "lines[0].feedetl_sn", [*TEXTS, "", None, "1\u00a02"]),
    ("settlements/J1/refunds/", REFUND, "lines[0].cnt", [*AMOUNTS, "0", "1.00001"]),
    ("settlements/J1/refunds/", REFUND, "reason", [*TEXTS, "", None]),
    ("settlements/J1/refunds/", REFUND, "invono", [*TEXTS, None]),
    ("reversals/", REVERSAL, "idempotency_key", [*TEXTS, "", None, "有", "a b", "k" * 256]),
    ("reversals/", REVERSAL, "reason", [*TEXTS, "", None]),
]
#: (address, valid body, list of fields that must be there).
NEEDED = [
    ("visits/", VISIT, ["scan_id", "med_type", "ipt_otp_no", "begntime"]),
    ("fees", {"items": [LINE]}, ["items"]),
    ("payers", {"scan_id": "S1"}, ["scan_id"]),
    ("settlements", SETTLE, ["quote_id", "psn_part_amt", "psn_cash_pay"]),
    ("settlements/J1/refunds/", REFUND, ["lines", "reason"]),
    ("reversals/", REVERSAL, ["idempotency_key", "reason"]),
]
BODIES = [*[(address, body) for address, body, _ in NEEDED], ("quotes", {}), ("cancel", {})]

NO_JSON = [
    "{", "{'a': 1}", "nul", "{}{}", '{"a": 1,}', "[" * 5000, b"\xff\xfe", b'{"a": "\xc3\x28"}',
    '{"a": ' * 40 + "1" + "}" * 40, '{"a": ' + "1" * 40 + "}", '{"a": Infinity}', "\ufeff{}",
]  # fmt: skip


def with_value(body, path, value):
    """A copy of the body with another value at a path like ``items[0].cnt``."""
    copy = json.loads(json.dumps(body))
    keys = [
        int(key) if key.isdigit() else key
        for key in path.replace("[", ".").replace("]", "").split(".")
    ]
    place = copy
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    return copy


def speaks_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


@pytest.fixture
def send(till, worker):
    """Post to an address; short ones belong to a visit of the till."""
    visit_id = till.visit(worker)

    def post(address, body=None, **more):
        path = address if "/" in address else f"visits/{visit_id}/{address}/"
        return till.post(path, body, **more)

    return post


class TestFields:
    @pytest.mark.parametrize("where", sorted({field[0] for field in FIELDS}))
    def test_refuse_every_other_spelling(self, send, where):
        """T56, T76, T97: 422 with the path and a Chinese sentence; no row."""
        before = counts()
        for address, body, path, values in FIELDS:
            for value in values if address == where else ():
                answer = send(address, with_value(body, path, value))
                found = answer.json()
                said = (answer.status_code, found["code"])
                assert said == (422, "request.invalid"), (path, value)
                assert found["errors"], (path, value)
                for error in found["errors"]:
                    assert error["path"].startswith(path), (value, error)
                    assert speaks_chinese(error["message"]), (value, error)
        assert counts() == before

    def test_refuse_what_no_text_can_hold(self, send):
        """T12, T74: NaN, NUL and lone surrogates are no JSON of ours."""
        before = counts()
        for address, body, path, _ in FIELDS:
            for value in (NAN, "a\x00b", "\ud800"):
                answer = send(address, raw=json.dumps(with_value(body, path, value)))
                said = (answer.status_code, answer.json()["code"])
                assert said == (400, "request.malformed"), (path, value)
        assert counts() == before

    def test_must_be_there(self, send):
        before = counts()
        for address, body, needed in NEEDED:
            for name in needed:
                answer = send(address, {key: value for key, value in body.items() if key != name})
                assert answer.status_code == 422
                assert [error["path"] for error in answer.json()["errors"]] == [name]
        assert counts() == before


class TestBodies:
    def test_refuse_unknown_fields_by_name(self, send):
        """T76: a typo in an amount is never ignored, nor is a field of the table taken over."""
        before = counts()
        for address, body in BODIES:
            for name in ("psn_part_amnt", "state", "tenant", "is_staff", "balance_fen"):
                answer = send(address, {**body, name: "1"})
                assert answer.status_code == 422
                error = answer.json()["errors"][0]
                assert (error["path"], error["code"]) == (name, "unknown")
        assert counts() == before

    def test_refuse_unknown_fields_inside(self, send):
        answer = send("fees", {"items": [{**LINE, "price": "1.00"}]})
        assert answer.json()["errors"][0]["path"] == "items[0].price"

    def test_refuse_one_key_twice(self, send):
        """T74: the second value would win silently."""
        before = counts()
        for address, body in BODIES:
            inside = json.dumps(body)[1:-1] + ", " if body else ""
            for rest in ('"reason": "a", "reason": "b"', '"x": {"a": 1, "a": 1}'):
                answer = send(address, raw=f"{{{inside}{rest}}}")
                assert (answer.status_code, answer.json()["code"]) == (400, "request.duplicate_key")
                assert speaks_chinese(answer.json()["detail"])
        assert counts() == before

    def test_refuse_what_is_no_json(self, send):
        before = counts()
        for raw in NO_JSON:
            for address in ("fees", "settlements"):
                answer = send(address, raw=raw)
                assert (answer.status_code, answer.json()["code"]) == (400, "request.malformed"), (
                    raw
                )
        assert counts() == before

    def test_must_be_objects(self, send):
        before = counts()
        for raw in ("[]", '"x"', "5", "null", "true", '[{"quote_id": "1"}]'):
            for address in ("fees", "settlements", "quotes", "cancel", "reversals/"):
                answer = send(address, raw=raw)
                assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid"), raw
        assert counts() == before

    def test_must_be_announced_as_json(self, till):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "text/xml"):
            answer = till.http.post(
                "/api/v1/visits/",
                "a=1",
                content_type=kind,
                headers={"Authorization": f"Bearer {till.token}", "Idempotency-Key": "k"},
            )
            assert (answer.status_code, answer.json()["code"]) == (415, "request.media_type")

    def test_must_not_be_giant(self, send, till):
        """T97: beyond 1 MB a body is not even read."""
        giant = '{"items": "' + "x" * 1_100_000 + '"}'
        answer = send("fees", raw=giant)
        assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
        answer = till.delete("visits/V1/fees/", {"feedetl_sns": ["x" * 1_100_000]})
        assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")

    def test_hold_at_most_500_lines(self, send):
        answer = send("fees", {"items": [{**LINE, "feedetl_sn": str(n)} for n in range(501)]})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == "items"


class TestKeys:
    def test_are_visible_ascii_of_at_most_255(self, send):
        before = counts()
        for key in ("", " ", "a b", "有", "k" * 256, "a\tb", "\x7f"):
            for address, body in BODIES:
                answer = send(address, body, **{"Idempotency-Key": key})
                said = (answer.status_code, answer.json()["code"])
                assert said == (400, "idempotency.key_missing"), key
        assert counts() == before

    def test_may_be_255_characters_long(self, send):
        assert send("cancel", {}, key="k" * 255).status_code == 200


class TestAmounts:
    def test_beyond_a_bill_are_refused(self, till, worker):
        """T56: 30 digits by multiplication, and many lines that are a giant bill together."""
        visit_id = till.visit(worker)
        before = counts()["settlement_feeline"]
        for cnt, price in (("999999999999", "9999999999"), ("1", "10000000.01"), ("99999", "9999")):
            answer = till.fees(visit_id, ("1", "XA01", cnt, price))
            assert (answer.status_code, answer.json()["code"]) == (422, "fee.too_large")
        answer = till.fees(visit_id, *[(str(n), "XA01", "1", "6000000") for n in range(2)])
        assert answer.json()["code"] == "fee.too_large"
        assert till.fees(visit_id, ("1", "XA01", "1", "6000000")).status_code == 201
        answer = till.fees(visit_id, ("2", "XA01", "1", "6000000"))
        assert answer.json()["code"] == "fee.too_large"
        assert counts()["settlement_feeline"] == before + 1

    def test_of_a_line_must_be_count_times_price(self, till, worker):
        """T55."""
        visit_id = till.visit(worker)
        for given in ("9.98", "10.02", "0.00", "100.00"):
            line = {**LINE, "cnt": "2", "pric": "5.00", "det_item_fee_sumamt": given}
            answer = till.post(f"visits/{visit_id}/fees/", {"items": [line]})
            assert (answer.status_code, answer.json()["code"]) == (422, "fee.amount_mismatch")

    def test_confirmed_must_be_exact(self, till, worker):
        """T55: one fen more or less."""
        visit_id = till.visit(worker)
        till.fees(visit_id, ("1", "XA01", "1", "300.00"))
        quote = till.quote(visit_id)
        for field in ("psn_part_amt", "psn_cash_pay"):
            for change in (-1, 1):
                fen = int(quote["setlinfo"][field].replace(".", "")) + change
                info = {**quote["setlinfo"], field: f"{fen // 100}.{fen % 100:02d}"}
                answer = till.settle(visit_id, {**quote, "setlinfo": info})
                assert answer.status_code == 422
                assert answer.json()["code"] == "settlement.amount_mismatch"

    def test_never_use_another_year(self, till, worker):
        """T68."""
        scan_id = till.scan(worker).json()["scan_id"]
        for when in ("2200-01-01T00:00:00+08:00", "1995-01-01"):
            answer = till.post("visits/", {**VISIT, "scan_id": scan_id, "begntime": when})
            assert (answer.status_code, answer.json()["code"]) == (422, "visit.date_out_of_range")


class TestDepartment:
    @pytest.mark.parametrize("dept", [None, {"id": "D" * 30, "name": ""}])
    def test_may_be_left_out_or_have_no_name(self, till, worker, dept):
        """Scans and visits take the same departments."""
        assert till.visit(worker, dept=dept, doctor=None)
