"""The sandbox API (partner-api 7)."""

import pytest

from accounts.models import PartnerClient, Person
from settlement.models import LedgerAccount, Settlement, Visit
from vouchers.models import Voucher
from yibao.kernel.models import Tenant
from yibao.sandbox import services
from yibao.sandbox.demo.clients import client
from yibao.sandbox.demo.neighbours import person
from yibao.sandbox.till import words

pytestmark = pytest.mark.django_db


def _balance(key: str) -> int:
    owner = Person.objects.get(psn_no=person(key).psn_no)
    return LedgerAccount.objects.get(person=owner).balance_fen


def _scan(partner, key: str = "employee"):
    code = partner.post(f"sandbox/people/{key}/code/", {}).json()["code"]
    return partner.post(
        "scans/",
        {
            "medium": "code", "code": code, "business_type": words.BUSINESS_HOSPITAL,
            "terminal": "T01", "operator": {"id": "0007", "name": "收费员"},
        },
    )  # fmt: skip


def _settle(partner, key: str = "employee") -> str:
    begun = "2026-11-01T09:00:00+08:00"
    visit = partner.post(
        "visits/",
        {
            "scan_id": _scan(partner, key).json()["scan_id"], "med_type": "11",
            "ipt_otp_no": "M1", "begntime": begun, "remote": "none",
        },
    ).json()["visit_id"]  # fmt: skip
    line = {
        "feedetl_sn": "1", "medins_list_name": "护腰带", "cnt": "1", "pric": "300.00",
        "fee_ocur_time": begun,
    }  # fmt: skip
    partner.post(f"visits/{visit}/fees/", {"items": [line]})
    drug = {**line, "feedetl_sn": "2", "med_list_codg": "002105000350000", "pric": "400.00"}
    assert partner.post(f"visits/{visit}/fees/", {"items": [drug]}).status_code == 201
    quote = partner.post(f"visits/{visit}/quotes/", {"acct_used_flag": "1"}).json()
    info = quote["setlinfo"]
    settled = partner.post(
        f"visits/{visit}/settlements/",
        {
            "quote_id": quote["quote_id"], "psn_part_amt": info["psn_part_amt"],
            "psn_cash_pay": info["psn_cash_pay"],
        },
    )  # fmt: skip
    assert settled.status_code == 201, settled.content
    return settled.json()["setl_id"]


class TestCode:
    def test_is_what_the_phone_would_show_and_scans_once(self, partner):
        till = partner("hospital3")
        shown = till.post("sandbox/people/employee/code/", {})
        assert shown.status_code == 201
        assert set(shown.json()) == {"code", "expires_at", "refresh_after"}
        answer = _scan(till)
        assert answer.status_code == 201
        assert answer.json()["person"]["psn_no"] == person("employee").psn_no

    @pytest.mark.parametrize(
        ("key", "status", "code"),
        [
            ("nobody", 404, "sandbox.person_unknown"),
            ("fresh", 409, "sandbox.person_has_no_account"),
            ("frozen", 409, "voucher.suspended"),
            ("deceased", 409, "voucher.not_active"),
        ],
    )
    def test_is_refused_with_a_reason(self, partner, key, status, code):
        answer = partner("hospital3").post(f"sandbox/people/{key}/code/", {})
        assert (answer.status_code, answer.json()["code"]) == (status, code)

    def test_of_a_relative_needs_a_binding(self, partner):
        till = partner("hospital3")
        answer = till.post("sandbox/people/employee/code/", {"member_key": "spouse"})
        assert answer.json()["code"] == "sandbox.member_not_bound"

    def test_of_a_bound_relative_names_who_shows_it(self, partner):
        till = partner("hospital3")
        shown = till.post("sandbox/people/employee/code/", {"member_key": "resident_mother"})
        answer = till.post(
            "scans/",
            {"medium": "code", "code": shown.json()["code"], "business_type": "01301",
             "terminal": "T01", "operator": {"id": "0007"}, "presence": "patient_present"},
        )  # fmt: skip
        assert answer.json()["presented_by"] == "儿子" and answer.json()["warnings"] == []
        assert answer.json()["person"]["psn_no"] == person("resident_mother").psn_no

    def test_needs_the_scope(self, partner):
        answer = partner("vendor_norights").post("sandbox/people/employee/code/", {})
        assert answer.status_code == 403

    def test_is_hidden_from_clients_of_the_live_tenant(self, partner):
        till = partner("hospital3")
        live = Tenant.objects.get(code="live")
        PartnerClient.objects.filter(client_id=client("hospital3").client_id).update(tenant=live)
        assert till.get("sandbox/people/").status_code in (401, 404)


class TestPeople:
    def test_are_listed_with_stories(self, partner):
        rows = partner("hospital3").get("sandbox/people/").json()["results"]
        assert {row["key"] for row in rows} >= {"employee", "fresh"}
        assert all(row["story"] for row in rows)


class TestClock:
    def test_moves_on_for_this_tenant_only(self, partner, city):
        answer = partner("hospital3").post("sandbox/clock/", {"advance_seconds": 86400})
        assert answer.json()["clock_offset_seconds"] == 86400
        offsets = dict(Tenant.objects.values_list("code", "clock_offset_seconds"))
        assert offsets == {"live": 0, "demo": 86400}

    @pytest.mark.parametrize("seconds", [-1, 10**10, "60", True, 1.5])
    def test_refuses_what_makes_no_sense(self, partner, seconds):
        answer = partner("hospital3").post("sandbox/clock/", {"advance_seconds": seconds})
        assert answer.status_code in (400, 422)

    def test_makes_codes_that_still_scan(self, partner):
        till = partner("hospital3")
        till.post("sandbox/clock/", {"advance_seconds": 3600})
        assert _scan(till).status_code == 201


class TestReset:
    def test_gives_money_back_and_keeps_the_books(self, partner, city):
        till, before = partner("hospital3"), _balance("employee")
        setl_id = _settle(till)
        assert _balance("employee") < before
        done = till.post("sandbox/reset/", {}).json()
        assert done["settlements_refunded"] == 1
        assert _balance("employee") == before
        assert Settlement.objects.get(setl_id=setl_id).state == "REFUNDED"

    def test_corrects_what_was_added_or_taken(self, partner, city):
        from settlement.services import ledger

        owner = Person.objects.get(psn_no=person("employee").psn_no)
        before = _balance("employee")
        ledger.deposit(by=None, person=owner, amount_fen=500, business="test:extra")
        services.reset(by=None, tenant=city)
        assert _balance("employee") == before

    def test_ends_locks_visits_and_the_test_clock(self, partner, city):
        till = partner("hospital3")
        owner = Person.objects.get(psn_no=person("employee").psn_no)
        Voucher.objects.filter(person=owner).update(pin_failures=5)
        till.post("sandbox/clock/", {"advance_seconds": 60})
        scan = _scan(till, "two_cards").json()["scan_id"]
        till.post(
            "visits/",
            {
                "scan_id": scan, "med_type": "11", "ipt_otp_no": "M2",
                "begntime": "2026-11-01T09:00:00+08:00",
            },
        )  # fmt: skip
        done = till.post("sandbox/reset/", {}).json()
        assert done["visits_cancelled"] == 1
        assert Voucher.objects.get(person=owner).pin_failures == 0
        assert Visit.objects.latest("created_at").state == "CANCELLED"
        assert Tenant.objects.get(pk=city.pk).clock_offset_seconds == 0

    def test_leaves_the_bills_of_the_stories(self, partner, city):
        before = sorted(Settlement.objects.values_list("setl_id", "state"))
        partner("hospital3").post("sandbox/reset/", {})
        assert sorted(Settlement.objects.values_list("setl_id", "state")) == before
