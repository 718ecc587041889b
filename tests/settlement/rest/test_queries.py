"""Asking for bills: lists, one bill, its trace, a call by its key, benefits."""

import pytest

from tests.factories import world

pytestmark = pytest.mark.django_db
LINE = ("1", "XA01", "1", "300.00")


class TestList:
    def test_pages_newest_first_and_filters_exactly(self, till, worker):
        """Cursor pages with page_size; every documented filter finds its bill."""
        bills = [till.bill(worker, LINE) for _ in range(3)]
        first = till.get("settlements/", page_size=2).json()
        assert [row["setl_id"] for row in first["results"]] == [
            bills[2]["setl_id"],
            bills[1]["setl_id"],
        ]
        rest = till.http.get(first["next"], headers={"Authorization": f"Bearer {till.token}"})
        assert [row["setl_id"] for row in rest.json()["results"]] == [bills[0]["setl_id"]]
        one = till.get("settlements/", setl_id=bills[1]["setl_id"]).json()["results"]
        assert one[0]["visit_id"] == bills[1]["visit_id"]
        assert len(till.get("settlements/", psn_no=worker.person.psn_no).json()["results"]) == 3
        assert till.get("settlements/", status="REFUNDED").json()["results"] == []
        assert len(till.get("settlements/", refd_setl_flag="0").json()["results"]) == 3

    def test_takes_constant_queries(self, till, worker, django_assert_max_num_queries):
        """No query a row."""
        for _ in range(3):
            till.bill(worker, LINE)
        with django_assert_max_num_queries(6):
            till.get("settlements/")

    def test_shows_nothing_of_another_institution(self, till, worker, city):
        """T31: not yours looks like not there."""
        bill = till.bill(worker, LINE)
        other = world.Till(world.institution(city))
        assert other.get("settlements/").json()["results"] == []
        foreign = other.get(f"settlements/{bill['setl_id']}/")
        missing = other.get("settlements/J0000/")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.json()["code"] == missing.json()["code"]


class TestOne:
    def test_shows_lines_sources_refunds_and_trace(self, till, worker):
        """The bill adds up from its sources; the trace replays."""
        bill = till.bill(worker, LINE)
        till.post(f"settlements/{bill['setl_id']}/refunds/", {"lines": None, "reason": "退药"})
        body = till.get(f"settlements/{bill['setl_id']}/").json()
        assert body["status"] == "REFUNDED"
        assert [row["source"] for row in body["sources"]] == ["hifp_pay", "own_account", "cash"]
        assert body["refunds"][0]["setlinfo"]["medfee_sumamt"] == "-300.00"
        trace = till.get(f"settlements/{bill['setl_id']}/trace/").json()
        assert trace["trace"][-1]["field"] == "psn_cash_pay"

    def test_answers_what_became_of_a_key(self, till, worker):
        """A lost answer is healed by asking."""
        visit_id = till.visit(worker)
        till.fees(visit_id, LINE)
        quote = till.quote(visit_id)
        assert till.get("settlement-attempts/mine/").json()["status"] == "UNKNOWN"
        till.settle(visit_id, quote, key="mine")
        assert till.get("settlement-attempts/mine/").json()["status"] == "SETTLED"


class TestBenefits:
    def test_needs_a_live_scan_of_that_person(self, till, worker, city):
        """P24: counters are shown where the person is present."""
        stranger = world.insured(city)
        refused = till.get(f"persons/{stranger.person.psn_no}/benefits/")
        assert refused.status_code == 403 and refused.json()["code"] == "person.scan_missing"
        till.bill(worker, LINE)
        body = till.get(f"persons/{worker.person.psn_no}/benefits/").json()
        assert body["counters"]["outp_dedc"] == "200.00"
        assert body["balance_class"] == "empty"


class TestStrangeInput:
    @pytest.mark.parametrize(
        "path", ["visits/%00/", "settlements/%00/", "persons/%00/benefits/", "visits/a%00b/"]
    )
    def test_looks_like_nothing_when_it_holds_a_nul(self, till, path):
        """T12: 404, never 500."""
        answer = till.get(path)
        assert answer.status_code in (403, 404)

    def test_refuses_a_parameter_that_does_not_exist(self, till):
        """T77: a typing mistake is not a wish for everything."""
        answer = till.get("settlements/", stle_id="J1")
        assert answer.status_code == 422 and answer.json()["errors"][0]["path"] == "stle_id"

    def test_refuses_care_fees_and_numbers_that_cannot_be(self, till, worker):
        """Unknown 医疗类别, a fee in the future, a serial number in full width."""
        scan_id = till.scan(worker).json()["scan_id"]
        answer = till.post(
            "visits/",
            {
                "scan_id": scan_id,
                "med_type": "88",
                "ipt_otp_no": "1",
                "begntime": "2026-01-01T00:00:00+08:00",
            },
        )
        assert answer.json()["code"] == "visit.med_type_unknown"
        visit_id = till.visit(worker)
        assert till.fees(visit_id, ("１", "XA01", "1", "1.00")).status_code == 422
        item = {
            "feedetl_sn": "1",
            "medins_list_name": "药",
            "cnt": "1",
            "pric": "1.00",
            "fee_ocur_time": "2190-01-01T00:00:00+08:00",
        }
        late = till.post(f"visits/{visit_id}/fees/", {"items": [item]})
        assert late.json()["code"] == "fee.in_future"

    def test_names_the_request_in_log_and_audit_alike(self, till, worker):
        """The reference number of an answer finds its audit rows."""
        from yibao.audit.models import AuditEvent

        answer = till.scan(worker)
        row = AuditEvent.objects.filter(verb="vouchers.scan.made").latest("at")
        assert row.trace_id == answer["X-Request-Id"]
