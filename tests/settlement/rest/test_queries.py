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
