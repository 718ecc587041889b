"""Lists and pages: constant queries, escaped texts, exports, the chain, searches."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Institution, Person
from tests.admin.conftest import opened
from tests.factories import world
from yibao.audit import services as audit
from yibao.audit.admin import safe_cell
from yibao.audit.models import AuditEvent
from yibao.notices import services as notices

from .pages import base_of, registered

pytestmark = pytest.mark.django_db
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "<svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    "{{ 7|add:7 }}",
]


def queries(browser, path) -> int:
    """How many statements one page needs."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def set_column(as_owner, table, column, value) -> None:
    """Write where the application itself may not."""
    as_owner(lambda cursor: cursor.execute(f"UPDATE {table} SET {column} = %s", [value]))


class TestQueries:
    def test_do_not_grow_with_the_rows(self, city, console):
        browser = console.browser("root")
        paths = [
            base_of(label)
            for label in (
                "settlement.settlement",
                "settlement.visit",
                "settlement.refund",
                "settlement.ledgerentry",
                "vouchers.scan",
                "vouchers.voucher",
                "accounts.person",
                "accounts.enrolment",
                "audit.auditevent",
            )
        ]
        for path in paths:
            browser.get(path)
        few = {path: queries(browser, path) for path in paths}
        for _ in range(3):
            who = world.insured(city.tenant, balance="50.00")
            world.Till(world.institution(city.tenant)).bill(who, ("1", "XA01", "1", "10.00"))
        many = {path: queries(browser, path) for path in paths}
        assert many == few
        assert max(many.values()) <= 16


class TestEscaping:
    def test_texts_of_partners_and_people_stay_texts(self, city, console, as_owner):
        browser = console.browser("root")
        opened(browser, city.who.person)
        for number, payload in enumerate(PAYLOADS):
            Institution.objects.filter(pk=city.till.place.pk).update(name=payload, address=payload)
            Person.objects.filter(pk=city.who.person.pk).update(psn_no=payload[:30])
            set_column(as_owner, "settlement_refund", "reason", payload)
            notices.post(
                "voucher_activated", by=None, user=city.who.user, context={"name": payload}
            )
            audit.record(f"x.{payload}"[:80], by=None, subject=payload, data={"x": payload})
            for path in (
                base_of("accounts.institution"),
                f"{base_of('accounts.institution')}{city.till.place.pk}/change/",
                base_of("accounts.person"),
                f"{base_of('accounts.person')}{city.who.person.pk}/change/",
                base_of("settlement.settlement"),
                f"{base_of('settlement.settlement')}{city.bill.pk}/change/",
                base_of("settlement.refund"),
                base_of("audit.auditevent"),
                f"{base_of('audit.auditevent')}?verb={payload}&subject={payload}&q={payload}",
                f"{base_of('vouchers.voucher')}{city.who.voucher.pk}/do/suspend/",
            ):
                text = browser.get(path).content.decode()
                assert "alert(1)<" not in text.replace("&lt;", ""), (number, path)
                assert "<img src=x" not in text, (number, path)
                assert "<svg/onload" not in text, (number, path)

    def test_pages_carry_no_inline_script_or_style(self, city, console):
        browser = console.browser("root")
        for label in registered():
            text = browser.get(base_of(label)).content.decode()
            assert "<style" not in text, label
            assert " style=" not in text, label
            assert " onclick=" not in text, label
            assert "<script>" not in text, label


class TestSearch:
    def test_finds_a_bill_by_each_of_its_numbers(self, city, console, as_owner):
        browser, bill = console.browser("finance"), city.bill
        set_column(as_owner, "settlement_settlement", "invono", "FP00012345")
        for term in (
            bill.setl_id,
            bill.visit.mdtrt_id,
            bill.visit.visit_id,
            "FP00012345",
        ):
            text = browser.get(base_of("settlement.settlement"), {"q": term}).content.decode()
            assert f"{bill.pk}/change/" in text, term
        for term in (bill.setl_id[:10], "' OR 1=1 --", "\x00", "9" * 500):
            text = browser.get(base_of("settlement.settlement"), {"q": term}).content.decode()
            assert f"{bill.pk}/change/" not in text or term == "\x00", term


class TestBillPage:
    def test_proves_the_bill(self, city, console):
        path = f"{base_of('settlement.settlement')}{city.bill.pk}/change/"
        text = console.browser("finance").get(path).content.decode()
        for word in ("金额（元）", "资金来源", "费用明细", "计算过程", "账务凭证", "退费（元）"):
            assert word in text
        assert "规则 P1" in text
        assert city.bill.parts.first().account.code in text
        assert city.bill.refunds.get().refund_setl_id in text


class TestAudit:
    def test_filters_by_verb_actor_and_day(self, city, console):
        browser = console.browser("auditor")
        audit.record("demo.one.done", by=None)
        audit.record("demo.two.done", by=city.who.user)
        base = base_of("audit.auditevent")
        one = browser.get(base, {"verb": "demo.one"}).content.decode()
        assert "demo.one.done" in one
        assert "demo.two.done" not in one
        actor = browser.get(base, {"actor": f"user:{city.who.user.pk}"}).content.decode()
        assert "demo.two.done" in actor
        assert "demo.one.done" not in browser.get(base, {"day": "2001-01-01"}).content.decode()
        assert browser.get(base, {"day": "nonsense"}).status_code == 200

    def test_export_is_filtered_recorded_and_free_of_formulas(self, city, console):
        browser = console.browser("auditor")
        audit.record("=cmd|calc", by=None, subject="@SUM(A1)")
        path = "/admin/audit/auditevent/export/"
        assert browser.get(path).status_code == 405
        answer = browser.post(f"{path}?verb=%3Dcmd")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert len(text.splitlines()) == 2
        assert "'=cmd|calc" in text
        assert "'@SUM(A1)" in text
        assert AuditEvent.objects.filter(verb="audit.events.exported").count() == 1
        assert console.browser("admin").post(path).status_code == 403

    @pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
    def test_cell_is_never_a_formula(self, text):
        assert safe_cell(text).startswith("'")

    def test_chain_line_tells_sealed_and_waiting(self, city, console):
        audit.seal()
        text = console.browser("auditor").get(base_of("audit.auditevent")).content.decode()
        assert "审计链完好" in text

    def test_chain_line_tells_a_changed_row(self, city, console, as_owner):
        audit.seal()
        as_owner(
            lambda cursor: cursor.execute("UPDATE audit_auditevent SET verb = 'x.changed.row'")
        )
        browser = console.browser("auditor")
        assert "对不上" in browser.get(base_of("audit.auditevent")).content.decode()
        assert "对不上" in browser.get("/admin/").content.decode()


class TestMessages:
    def test_numbers_are_masked_and_words_hidden_where_it_is_real(self, city, console, settings):
        sms = notices.owe_sms("code", by=None, phone="13912345678", text="验证码 778899")
        path = f"{base_of('notices.smsmessage')}{sms.pk}/change/"
        text = console.browser("lead").get(path).content.decode()
        assert "139****5678" in text
        assert "778899" not in text

    def test_inbox_shows_no_words(self, city, console):
        context = {"name": "王*", "reason": "挂失"}
        notice = notices.post("voucher_suspended", by=None, user=city.who.user, context=context)
        path = f"{base_of('notices.notice')}{notice.pk}/change/"
        text = console.browser("lead").get(path).content.decode()
        assert notice.title not in text
