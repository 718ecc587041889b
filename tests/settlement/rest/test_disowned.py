"""不是我 between scan and money: nothing more is charged, what was settled stays (feature 17)."""

from decimal import Decimal

import pytest
from django.db import connection

from settlement.models import LedgerAccount, Settlement, Visit
from settlement.selectors import proof
from tests.factories import world
from tests.factories.aid import make_grant
from vouchers.models import Scan
from vouchers.services import receipts, slips
from yibao.cases.models import Case
from yibao.kernel import clock
from yibao.kernel.money import to_fen

LINES = [("1", "XA01", "1", "300.00")]
CODE = "voucher.scan.disowned"


@pytest.fixture
def worker(city):
    return world.insured(city, balance="1000.00")


def disown(who, **which):
    return receipts.disown(by=who.user, scan=Scan.objects.get(**which))


class TestDisowned:
    def test_opens_no_visit(self, till, worker):
        scan_id = till.scan(worker).json()["scan_id"]
        disown(worker)
        body = {
            "scan_id": scan_id, "med_type": "11", "ipt_otp_no": "1",
            "begntime": clock.now().isoformat(),
        }  # fmt: skip
        answer = till.post("visits/", body)
        assert (answer.status_code, answer.json()["code"]) == (409, CODE)
        assert "社保卡" in answer.json()["patient_text"]

    def test_is_neither_quoted_nor_settled(self, till, worker):
        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        quote = till.quote(visit_id)
        disown(worker)
        settled = till.settle(visit_id, quote)
        quoted = till.post(f"visits/{visit_id}/quotes/", {})
        assert [settled.status_code, quoted.status_code] == [409, 409]
        assert [settled.json()["code"], quoted.json()["code"]] == [CODE, CODE]
        assert not Settlement.objects.exists()
        assert world.balance(worker) == 100000

    def test_is_told_at_the_visit(self, till, worker):
        visit_id = till.visit(worker)
        assert till.get(f"visits/{visit_id}/").json()["disowned"] is False
        disown(worker)
        assert till.get(f"visits/{visit_id}/").json()["disowned"] is True

    def test_leaves_what_was_settled_and_the_case_says_so(self, till, worker):
        till.bill(worker, *LINES)
        disown(worker)
        assert "已经结算" in Case.objects.get().summary
        assert Settlement.objects.get().state == "SETTLED"
        assert proof.verify() == []

    def test_may_still_be_cancelled(self, till, worker):
        visit_id = till.visit(worker)
        disown(worker)
        assert till.post(f"visits/{visit_id}/cancel/", {}).status_code in (200, 201)
        assert Visit.objects.get().state == "CANCELLED"


class TestAmounts:
    def test_are_on_the_receipt_before_money_moves(self, till, worker):
        """T02: place and amount are shown to the holder."""
        from vouchers import selectors

        visit_id = till.visit(worker)
        till.fees(visit_id, *LINES)
        scan = Scan.objects.get()
        assert selectors.result_of(scan).state == "registered"
        quote = till.quote(visit_id)
        seen = selectors.result_of(scan)
        assert (seen.state, seen.total_fen) == ("quoted", 30000)
        assert f"{seen.cash_fen / 100:.2f}" == quote["setlinfo"]["psn_cash_pay"]
        till.settle(visit_id, quote)
        assert selectors.result_of(scan).state == "settled"


class TestPrintedCode:
    @pytest.fixture
    def slip(self, city, worker, django_user_model):
        make = django_user_model.objects.create_staff
        clerks = [make(tenant=city, username=name, password="x") for name in ("w1", "w2")]
        return slips.issue(by=clerks[0], second=clerks[1], voucher=worker.voucher)

    def test_pays_no_more_than_its_cap(self, till, slip):
        """settled 13: accounts pay at most what the printed code allows."""
        visit_id = self._visit(till, slip)
        paid = to_fen(Decimal(till.quote(visit_id)["setlinfo"]["acct_pay"]))
        assert paid > 0
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")  # the application may not change the cap
            cursor.execute("UPDATE vouchers_counterslip SET limit_fen = %s", [paid - 1])
        refused = till.post(f"visits/{visit_id}/quotes/", {})
        assert (refused.status_code, refused.json()["code"]) == (409, "voucher.limit_exceeded")

    def test_lets_relatives_pay_as_a_code_does(self, city, till, worker, slip):
        """Nobody shows it without a network: it is no pass (feature 21)."""
        make_grant(world.insured(city, balance="500.00"), worker)
        LedgerAccount.objects.filter(person=worker.person).update(is_frozen=True)
        paid = till.quote(self._visit(till, slip), use_aid=True)["setlinfo"]["acct_mulaid_pay"]
        assert to_fen(Decimal(paid)) > 0

    def _visit(self, till, slip):
        scan = till.post(
            "scans/",
            {
                "medium": "offline_code",
                "code": slip.code,
                "business_type": "01301",
                "terminal": "T01",
                "operator": {"id": "0007"},
            },
        )
        assert scan.status_code == 201, scan.content
        visit = {"med_type": "11", "ipt_otp_no": "1", "begntime": clock.now().isoformat()}
        opened = till.post("visits/", visit | {"scan_id": scan.json()["scan_id"]})
        visit_id = opened.json()["visit_id"]
        till.fees(visit_id, *LINES)
        return visit_id
