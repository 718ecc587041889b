"""Reconciliation and clearing in the console: figures, the queue of differences, two people."""

import pytest

from settlement.models import Clearing, Difference
from settlement.services import clearing, comparing
from tests.admin.conftest import Console, make_staff, signed_in
from tests.factories import matching, world
from yibao.audit.models import AuditEvent

from .test_clearing import applied, last_month, shift

pytestmark = pytest.mark.django_db
LINES = [("1", "XA01", "1", "300.00")]
BASE = "/admin/settlement"


@pytest.fixture
def console(tenant):
    return Console(tenant)


@pytest.fixture
def finance(console):
    return console.browser("finance")


@pytest.fixture
def found(till, worker, city):
    """Two bills; the institution forgot one and made one up."""
    for who in (worker, world.insured(city)):
        till.bill(who, *LINES)
    rows = matching.told(till.place)
    row = matching.mismatch(till)
    matching.send(till, row, matching.ndjson([rows[0], {**rows[0], "setl_id": "=HIS()"}]))
    comparing.compare_next(by=None)
    row.refresh_from_db()
    return row


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


class TestMonth:
    def test_says_per_institution_what_agrees_and_what_does_not(self, finance, found):
        said = text(finance.get(f"{BASE}/reconcile/"))
        assert found.institution.name in said and "处理差异" in said
        assert "一致 1 笔，一边没有 2 笔，不一样 0 笔" in said
        assert "<svg" in said and "银行卡扣款和退款" in said

    def test_says_since_when_one_is_unfinished(self, finance, till, worker):
        till.bill(worker, *LINES)
        matching.mismatch(till)
        assert "起</td>" in text(finance.get(f"{BASE}/reconcile/"))

    def test_of_nothing_says_so(self, finance, city):
        said = text(finance.get(f"{BASE}/reconcile/", {"month": "2020-01"}))
        assert "没有结算，也没有对账" in said and "<svg class" not in said
        assert text(finance.get(f"{BASE}/reconcile/", {"month": "nonsense"}))

    def test_day_names_who_has_not_reconciled(self, finance, found, city, worker):
        silent = world.Till(world.institution(city))
        silent.bill(worker, *LINES)
        day = matching.today(city).isoformat()
        said = text(finance.get(f"{BASE}/reconcile/day/{day}/"))
        assert found.ref in said and f"{silent.place.name}：结算 1 笔" in said
        assert finance.get(f"{BASE}/reconcile/day/nonsense/").status_code == 404

    def test_csv_is_safe_and_written_down(self, finance, found):
        """T93."""
        answer = finance.get(f"{BASE}/reconcile/{found.ref}/csv/")
        assert "'=HIS()" in b"".join(answer.streaming_content).decode()
        assert AuditEvent.objects.filter(verb="settlement.reconciliation.exported").exists()

    def test_is_closed_to_others(self, console, found):
        """T41."""
        for role in ("reviewer", "lead", "clerk", "admin"):
            assert console.browser(role).get(f"{BASE}/reconcile/").status_code == 403


class TestDifference:
    def test_is_asked_and_then_resolved_with_a_reason(self, console, finance, found):
        row = Difference.objects.get(reconciliation=found, kind="missing_there")
        page = f"{BASE}/difference/{row.pk}"
        assert "机构补记这一笔" in text(finance.get(f"{page}/change/"))
        finance.post(f"{page}/do/ask/", {"reason": "请查当天的结算"})
        row.refresh_from_db()
        assert (row.state, row.note) == ("ASKED", "请查当天的结算")
        finance.post(f"{page}/do/resolve/", {"reason": "已补记", "action": "INSTITUTION_ADDS"})
        row.refresh_from_db()
        assert (row.state, row.action) == ("RESOLVED", "INSTITUTION_ADDS")
        assert row.resolved_by == console.user("finance") and row.resolved_at
        event = AuditEvent.objects.get(verb="settlement.difference.resolved")
        assert event.data["note"] == "已补记"

    def test_needs_an_action(self, finance, found):
        row = found.differences.first()
        page = f"{BASE}/difference/{row.pk}/do/resolve/"
        assert "请选择怎么处理的" in text(finance.post(page, {"reason": "已补记"}))

    def test_is_listed_in_a_queue_and_on_its_reconciliation(self, finance, found):
        listed = text(finance.get(f"{BASE}/difference/", {"state__exact": "OPEN"}))
        assert "=HIS()" in listed and found.institution.name in listed
        said = text(finance.get(f"{BASE}/reconciliation/{found.pk}/change/"))
        assert "两边的合计" in said and "=HIS()" in said
        assert found.ref in text(finance.get(f"{BASE}/reconciliation/"))

    def test_is_only_read_by_auditors(self, console, found):
        row = found.differences.first()
        page = f"{BASE}/difference/{row.pk}"
        auditor = console.browser("auditor")
        assert text(auditor.get(f"{page}/change/"))
        assert auditor.post(f"{page}/do/resolve/", {}).status_code == 403


class TestClearing:
    @pytest.fixture
    def row(self, till, worker, city, as_owner) -> Clearing:
        till.bill(worker, *LINES)
        shift(as_owner, till.place)
        return applied(till, last_month(city))

    def test_is_audited_by_one_and_paid_by_another(self, tenant, finance, row):
        """I19, settled: two people."""
        page = f"{BASE}/clearing/{row.pk}"
        assert "应拨付" in text(finance.get(f"{page}/change/"))
        finance.post(f"{page}/do/audit/", {"reason": "核对过"})
        pay = {"reason": "已转账", "bank_number": "B-2026-1"}
        said = text(finance.post(f"{page}/do/pay/", pay, follow=True))
        assert "审核人不能拨付" in said
        other = signed_in(make_staff(tenant, "x-finance-2", "finance"))
        assert "不能撤销" in text(other.get(f"{page}/do/pay/"))
        assert "已登记拨付" not in text(other.post(f"{page}/do/pay/", {"reason": "付"}))
        assert "已登记拨付并记账" in text(other.post(f"{page}/do/pay/", pay, follow=True))
        row.refresh_from_db()
        assert (row.state, row.bank_number) == ("PAID", "B-2026-1")
        assert "拨付机构" in text(other.get(f"{page}/change/"))

    def test_goes_back_to_the_application(self, finance, console, row):
        clearing.audit_one(by=console.user("finance"), clearing_id=row.pk, reason="核对过")
        finance.post(f"{BASE}/clearing/{row.pk}/do/undo/", {"reason": "金额要再查"})
        row.refresh_from_db()
        assert (row.state, row.auditor) == ("APPLIED", None)

    def test_statement_is_a_file(self, finance, row):
        paper = finance.get(f"{BASE}/reconcile/clearings/{row.ref}/pdf/")
        assert paper.content.startswith(b"%PDF")
        lines = finance.get(f"{BASE}/reconcile/clearings/{row.ref}/csv/")
        assert b"".join(lines.streaming_content).decode().count("\n") == 2
        assert row.ref in text(finance.get(f"{BASE}/clearing/"))
