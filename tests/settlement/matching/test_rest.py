"""The addresses of reconciliation: totals, details as a stream, differences (partner-api 4)."""

import base64
import csv
import hashlib
import io
from datetime import timedelta

import pytest

from settlement.models import Difference, Reconciliation, ReconciliationRow
from settlement.services import comparing, reconciling
from tests.factories import matching, world
from yibao.kernel import clock
from yibao.kernel.errors import ScopeMissing

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "1", "300.00")]


@pytest.fixture
def bills(till, worker):
    for _ in range(3):
        till.bill(worker, *LINES)
    return matching.told(till.place)


@pytest.fixture
def waiting(till, bills):
    return matching.mismatch(till)


def totals(till, rows, **more):
    today = matching.today(till.place.tenant).isoformat()
    return {"date_from": today, "date_to": today, **matching.totals(rows), **more}


def put(till, ref, content, *, kind="application/x-ndjson", **headers):
    return till.http.put(
        f"/api/v1/reconciliations/{ref}/details/",
        content,
        content_type=kind,
        headers={"Authorization": f"Bearer {till.token}", **headers},
    )


class TestTotals:
    def test_that_differ_say_both_sides(self, till, bills):
        answer = till.post("reconciliations/", totals(till, bills, medfee_sumamt="1.00")).json()
        assert (answer["result"], answer["status"]) == ("MISMATCH", "MISMATCH")
        assert answer["theirs"]["medfee_sumamt"] == "1.00"
        assert answer["ours"] == matching.totals(bills)

    def test_are_asked_once_a_key(self, till, bills):
        """I7."""
        body = totals(till, bills)
        first = till.post("reconciliations/", body, key="day-1")
        again = till.post("reconciliations/", body, key="day-1")
        assert first.content == again.content and again["Idempotent-Replayed"] == "true"
        assert Reconciliation.objects.count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"medfee_sumamt": 1.5},
            {"medfee_sumamt": "1e3"},
            {"medfee_sumamt": "-0.00"},
            {"fixmedins_setl_cnt": "3"},
            {"fixmedins_setl_cnt": True},
            {"fixmedins_setl_cnt": -1},
            {"insutype": "311"},
            {"clr_type": "00"},
            {"date_from": "2026-02-30"},
            {"medfee_sumamnt": "1.00"},
        ],
    )
    def test_are_read_strictly(self, till, bills, wrong):
        """T56, T76."""
        answer = till.post("reconciliations/", totals(till, bills, **wrong))
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")

    @pytest.mark.parametrize(("first", "last"), [(1, 0), (31, 0), (0, -1)])
    def test_are_of_31_days_at_most_and_none_to_come(self, till, bills, first, last):
        today = clock.today(till.place.tenant)
        days = {"date_from": _day(today, first), "date_to": _day(today, last)}
        answer = till.post("reconciliations/", {**totals(till, bills), **days})
        assert answer.status_code == (201 if (first, last) == (1, 0) else 422)

    def test_of_another_institution_do_not_exist(self, till, city, waiting):
        """T31, T75."""
        other = world.Till(world.institution(city))
        for path in ("", "differences/", "differences/csv/"):
            assert other.get(f"reconciliations/{waiting.ref}/{path}").status_code == 404
        assert put(other, waiting.ref, b"").status_code == 404
        assert other.get("reconciliations/").json()["results"] == []

    def test_are_listed_and_filtered(self, till, waiting):
        assert len(till.get("reconciliations/", status="MISMATCH").json()["results"]) == 1
        assert till.get("reconciliations/", status="MATCHED").json()["results"] == []
        assert till.get("reconciliations/", state="MATCHED").status_code == 422


def _day(today, back):
    return (today - timedelta(days=back)).isoformat()


class TestDetails:
    def test_lead_to_differences(self, till, bills, waiting):
        content = matching.ndjson(bills[1:])
        answer = put(till, waiting.ref, content)
        assert answer.status_code == 202, answer.content
        told = answer.json()
        assert (told["status"], told["rows_received"]) == ("COMPARING", 2)
        assert told["rows_sha256"] == hashlib.sha256(content).hexdigest()
        assert told["received_agrees"] is False
        comparing.compare_next(by=None)
        assert till.get(f"reconciliations/{waiting.ref}/").json()["rows_matched"] == 2
        page = till.get(f"reconciliations/{waiting.ref}/differences/").json()
        (one,) = page["results"]
        assert (one["kind"], one["setl_id"]) == ("missing_there", bills[0]["setl_id"])
        assert one["ours"]["medfee_sumamt"] == "300.00" and one["theirs"] is None
        assert (one["suggested"], one["scan_seen"]) == ("REVERSE", True)
        assert one["ours"]["setl_time"].endswith("+08:00")

    def test_come_as_csv_too(self, till, bills, waiting):
        answer = put(till, waiting.ref, matching.csv_file(bills), kind="text/csv; charset=utf-8")
        assert (answer.status_code, answer.json()["rows_received"]) == (202, 3)

    def test_in_another_form_are_refused(self, till, waiting):
        assert put(till, waiting.ref, b"{}", kind="application/json").status_code == 415

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"medfee_sumamt": 300}, "JSON"),
            ({"medfee_sumamt": "300.001"}, "medfee_sumamt"),
            ({"medfee_sumamt": "-300.00"}, "不能为负"),
            ({"refd_setl_flag": "1"}, "应为负数"),
            ({"refd_setl_flag": "2"}, "refd_setl_flag"),
            ({"setl_id": ""}, "setl_id"),
            ({"setl_id": "a\tb"}, "setl_id"),
            ({"setl_id": "a\\b"}, "setl_id"),
            ({"setl_id": "x" * 41}, "setl_id"),
            ({"psn_cash": "1.00"}, "不能多也不能少"),
        ],
    )
    def test_with_a_wrong_line_are_refused_as_a_whole(self, till, bills, waiting, change, word):
        """T70: its number is named and nothing is kept."""
        answer = put(till, waiting.ref, matching.ndjson([*bills, {**bills[0], **change}]))
        told = answer.json()
        assert (answer.status_code, told["code"]) == (422, "reconciliation.line_refused")
        assert told["line"] == 4 and word in told["detail"]
        waiting.refresh_from_db()
        assert (waiting.state, waiting.rows_received) == ("MISMATCH", 0)
        assert not ReconciliationRow.objects.exists()

    @pytest.mark.parametrize(
        "line",
        [b"[]", b"null", b'"x"', b"{", b"\xff\xfe", b"{}" * 2000, b'{"setl_id":"1","setl_id":"2"}'],
    )
    def test_that_are_no_rows_are_refused(self, till, waiting, line):
        assert put(till, waiting.ref, line).json()["line"] == 1

    def test_with_a_formula_for_a_number_stay_text_in_the_csv(self, till, bills, waiting):
        """T93."""
        put(till, waiting.ref, matching.ndjson([*bills, {**bills[0], "setl_id": "=1+1"}]))
        comparing.compare_next(by=None)
        answer = till.get(f"reconciliations/{waiting.ref}/differences/csv/")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert rows[1][0] == "'=1+1" and "机构300.00" not in text and "300.00" in rows[1]
        assert "attachment" in answer["Content-Disposition"]

    def test_that_do_not_fit_their_digest_are_refused(self, till, bills, waiting):
        """T70: an altered file is not taken."""
        content = matching.ndjson(bills)
        seal = base64.b64encode(hashlib.sha256(content).digest()).decode()
        altered = content.replace(b'"300.00"', b'"300.01"', 1)
        head = {"Content-Digest": f"sha-256=:{seal}:"}
        answer = put(till, waiting.ref, altered, **head)
        assert answer.json()["code"] == "reconciliation.digest_wrong"
        assert not ReconciliationRow.objects.exists()
        assert put(till, waiting.ref, content, **head).status_code == 202

    def test_of_totals_that_agreed_are_not_wanted(self, till, bills):
        ref = till.post("reconciliations/", totals(till, bills)).json()["reconciliation_id"]
        answer = put(till, ref, matching.ndjson(bills))
        assert (answer.status_code, answer.json()["code"]) == (
            409,
            "reconciliation.no_details_wanted",
        )

    def test_of_a_day_without_bills_may_be_empty(self, till):
        row = matching.mismatch(till)
        assert put(till, row.ref, b"\n").status_code == 202
        comparing.compare_next(by=None)
        assert not Difference.objects.exists()

    def test_are_nothing_for_a_client_without_institution(self, till, tenant):
        with pytest.raises(ScopeMissing):
            reconciling.ask(by=till.client, institution=None, ask=matching.period(tenant))
