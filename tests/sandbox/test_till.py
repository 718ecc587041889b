"""The till, from the scan to the refund, over HTTP."""

import re
from datetime import date
from decimal import Decimal

import pytest
import requests

from family.models import Binding
from family.services import showing
from settlement.models import Settlement, Visit
from vouchers.services import codes
from yibao.cases.models import Case
from yibao.kernel import clock
from yibao.kernel.models import Tenant
from yibao.sandbox.demo.neighbours import person
from yibao.sandbox.seeding import run
from yibao.sandbox.templatetags import till
from yibao.sandbox.till import api, words

TILL = "/dev/sandbox/terminal/"


class Browser:
    """A browser without JavaScript: follows redirects and posts the page's forms."""

    def __init__(self, base: str) -> None:
        self.base, self.http = base, requests.Session()
        self.page = None

    def open(self, path: str) -> str:
        self.page = self.http.get(self.base + path, timeout=20)
        return self.page.text

    def send(self, path: str, **fields: str) -> str:
        return self.send_from(self.page.text, path, **fields)

    def send_from(self, text: str, path: str, **fields: str) -> str:
        """Press the button on a page that was shown earlier: another tab, or a second click."""
        hidden = _hidden(text, path)
        self.page = self.http.post(self.base + path, {**hidden, **fields}, timeout=20)
        assert self.page.status_code == 200, self.page.text
        return self.page.text


def _attribute(tag: str, name: str) -> str:
    found = re.search(f' {name}="([^"]*)"', tag)
    return found[1] if found else ""


def _hidden(text: str, path: str) -> dict[str, str]:
    """The hidden fields of the form that posts to ``path``; else just the page's token."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]
    found = {"csrfmiddlewaretoken": token}
    for attributes, body in re.findall(r"<form([^>]*)>(.*?)</form>", text, re.S):
        if "post" in attributes and (_attribute(attributes, "action") or path) == path:
            tags = re.findall(r'<input type="hidden"[^>]*>', body)
            return found | {_attribute(tag, "name"): _attribute(tag, "value") for tag in tags}
    return found


@pytest.fixture
def empty(transactional_db, live_server, settings, tenant):
    """A real server without a city; the till calls back into it."""
    settings.INTERNAL_BASE_URL = live_server.url
    api._tokens.clear()
    return Browser(live_server.url)


@pytest.fixture
def browser(empty):
    """The same with the demo city."""
    run.seed(say=lambda line: None, with_desk=False)
    return empty


def _code(key: str) -> str:
    from accounts.models import Person

    owner = Person.objects.get(psn_no=person(key).psn_no)
    return codes.issue(by=owner.user, person=owner).code


def _scanned(browser: Browser, key: str, counter: str = "hospital3/T01/0007") -> str:
    browser.open(TILL)
    browser.send(TILL, counter=counter)
    code = _code(key)
    typed = " ".join(code[at : at + 4] for at in range(0, 28, 4))
    return browser.send(f"{TILL}scan/", medium="code", code=typed)


def _quoted(browser: Browser) -> str:
    browser.send(f"{TILL}visit/", med_type="11", diagnosis="J06.900", dept="内科", doctor="某")
    page = browser.open(f"{TILL}items/?q=CT")
    code = re.search(r'name="code" value="([^"]+)"', page)[1]
    browser.send(f"{TILL}items/", code=code, name="胸部CT平扫", cnt="3", pric="220.00")
    browser.send(f"{TILL}items/", code="", name="护腰带", cnt="1", pric="88.80")
    return browser.send(f"{TILL}quote/", way="aid")


class TestJourney:
    def test_goes_from_the_scan_to_a_partial_refund(self, browser):
        assert "王*国" in _scanned(browser, "employee")
        assert "总费用 748.80 元" in _quoted(browser)
        page = browser.send(f"{TILL}settle/", cash_method="cash", received="1000")
        assert "结算完成" in page
        bill = Settlement.objects.latest("setl_time")
        assert bill.setl_id in page
        assert "钱没有再动一次" in browser.send(f"{TILL}resend/")
        assert Settlement.objects.filter(visit=bill.visit).count() == 1
        browser.open(f"{TILL}refund/{bill.setl_id}/")
        over = browser.send(f"{TILL}refund/{bill.setl_id}/", reason="试", cnt_1="4")
        assert "refund.exceeds_source" in over
        done = browser.send(f"{TILL}refund/{bill.setl_id}/", reason="试", cnt_1="1")
        assert "退费完成" in done and "220.00" in done

    def test_reverses_by_key_when_the_answer_is_lost(self, browser):
        _scanned(browser, "employee")
        _quoted(browser)
        browser.send(f"{TILL}settle/", cash_method="cash", received="")
        assert "已冲正" in browser.send(f"{TILL}reverse/")
        assert Settlement.objects.latest("setl_time").state == "REVERSED"

    def test_lets_the_authorised_spouse_pay_with_a_second_code(self, browser):
        _scanned(browser, "aid_member")
        _quoted(browser)
        browser.open(f"{TILL}payer/")
        page = browser.send(f"{TILL}payer/", code=_code("aid_payer"))
        assert "已加付款人" in page
        assert "家人账户" in browser.send(f"{TILL}quote/", way="aid")


class TestRelativesCode:
    """P88–P90: the till asks who is there, and settles nothing before."""

    def _shown(self, browser):
        browser.open(TILL)
        browser.send(TILL, counter="hospital3/T01/0007")
        row = Binding.objects.filter(state="ACTIVE", member__voucher__state="ACTIVE").first()
        code = showing.show(by=row.holder.user, ref=row.ref).code
        return browser.send(f"{TILL}scan/", medium="code", code=code)

    def test_is_settled_after_the_counter_said_who_is_there(self, browser):
        assert "确认谁在场" in self._shown(browser)
        asked = browser.page.text
        browser.open(f"{TILL}visit/")
        page = _quoted(browser)
        assert "还没有确认谁在场，不能结算" in page
        refused = browser.send(f"{TILL}settle/", cash_method="cash")
        assert "voucher.presence_not_confirmed" in refused
        empty = browser.send_from(asked, f"{TILL}presence/", presence="authorised_purchase")
        assert "请填代办人姓名" in empty and "请填代办人身份证号" in empty
        browser.send(f"{TILL}presence/", presence="patient_present")
        page = browser.open(f"{TILL}quote/")
        assert "还没有确认谁在场" not in page
        assert "结算完成" in browser.send(f"{TILL}settle/", cash_method="cash")

    def test_of_somebody_else_is_reported_and_not_settled(self, browser):
        self._shown(browser)
        page = browser.send(f"{TILL}mismatch/", statement="不是本人")
        assert "已反映，没有结算" in page
        assert Case.objects.filter(case_type="family.risk", statement__isnull=False).exists()


class TestTabs:
    def test_settle_is_refused_for_another_bill_than_shown(self, browser):
        _scanned(browser, "employee")
        _quoted(browser)
        tab = browser.page.text
        browser.send(f"{TILL}next/")
        _scanned(browser, "retired_father")
        for press in ("settle/", "next/", "quote/"):
            assert "钱没有动" in browser.send_from(tab, f"{TILL}{press}", cash_method="cash")
        _quoted(browser)
        page = browser.send_from(tab, f"{TILL}settle/", cash_method="cash")
        assert "这一页已经过时" in page
        assert not Settlement.objects.filter(attempt__key__startswith="till-").exists()
        assert "结算完成" in browser.send_from(
            browser.open(f"{TILL}quote/"), f"{TILL}settle/", cash_method="cash"
        )

    def test_second_press_keeps_the_key_that_settled(self, browser):
        _scanned(browser, "employee")
        tab = _quoted(browser)
        browser.send(f"{TILL}settle/", cash_method="cash")
        bill = Settlement.objects.latest("setl_time")
        again = browser.send_from(browser.open(f"{TILL}quote/"), f"{TILL}settle/")
        assert bill.setl_id in again
        assert bill.setl_id in browser.send_from(tab, f"{TILL}settle/", cash_method="cash")
        receipt = browser.page.text
        assert "已冲正" in browser.send(f"{TILL}reverse/")
        assert "已冲正" in browser.send_from(receipt, f"{TILL}reverse/")
        bill.refresh_from_db()
        assert bill.state == "REVERSED"

    def test_refund_form_sent_twice_refunds_once(self, browser):
        _scanned(browser, "employee")
        _quoted(browser)
        browser.send(f"{TILL}settle/", cash_method="cash")
        bill = Settlement.objects.latest("setl_time")
        path = f"{TILL}refund/{bill.setl_id}/"
        tab = browser.open(path)
        for count in ("1", "1"):
            assert "退费完成" in browser.send_from(tab, path, reason="试", cnt_2=count)
        for _ in range(2):
            page = browser.send_from(tab, path, reason="试", is_whole="on")
        assert "这个键已用于另一个请求" in page
        assert bill.refunds.count() == 1


class TestWords:
    def test_empty_department_is_left_out_and_huge_prices_are_refused(self, browser):
        _scanned(browser, "employee")
        page = browser.send(f"{TILL}visit/", med_type="11", diagnosis="J06.900", dept="", doctor="")
        assert "找药品、项目或材料" in page
        huge = browser.send(f"{TILL}items/", code="", name="x", cnt="1", pric="999999999")
        assert "单价要小于 1000 万元" in huge
        many = browser.send(f"{TILL}items/", code="", name="x", cnt="99999999", pric="9")
        assert "要小于 1 亿元" in many
        assert till.percent(Decimal("0.2000")) == "20%"
        assert "12,345.60" in browser.send(
            f"{TILL}items/", code="", name="x", cnt="1", pric="12345.60"
        )

    def test_refused_fields_go_by_their_names_at_the_counter(self):
        errors = [{"path": "dept.name", "message": "不能为空"}, {"path": "odd", "message": "?"}]
        shown = words.problem(422, {"detail": "请按 errors 列表", "errors": errors})
        assert [one["label"] for one in shown["errors"]] == ["科室", "odd"]
        assert "errors" not in shown["detail"]


class TestRefusals:
    def test_tell_clerk_and_patient_apart_and_move_no_money(self, browser):
        page = _scanned(browser, "employee", "pharmacy_nocode/P01/4001")
        assert "institution.capability_missing" in page
        browser.open(TILL)
        browser.send(TILL, counter="hospital3/T01/0007")
        page = browser.send(f"{TILL}scan/", medium="code", code="1" * 28)
        assert "voucher.code.unknown" in page
        assert "请告诉就诊人" in page and "参考编号" in page
        _scanned(browser, "employee")
        _quoted(browser)
        before = Settlement.objects.count()
        assert "还差" in browser.send(f"{TILL}settle/", cash_method="cash", received="0.01")
        assert Settlement.objects.count() == before

    def test_of_the_form_stay_on_the_page(self, empty):
        empty.open(TILL)
        empty.send(TILL, counter="hospital3/T01/0007")
        for code in ("", "123", "１" * 28, "a" * 28):
            page = empty.send(f"{TILL}scan/", medium="code", code=code)
            assert "处需要修改" in page

    def test_say_so_when_the_service_is_away(self, empty, settings):
        empty.open(TILL)
        empty.send(TILL, counter="hospital3/T01/0007")
        settings.INTERNAL_BASE_URL = "http://127.0.0.1:9"
        page = empty.send(f"{TILL}scan/", medium="code", code="1" * 28)
        assert "没有连上服务" in page


class TestOrder:
    @pytest.mark.parametrize("step", ["scan", "visit", "items", "quote", "receipt", "payer"])
    def test_a_page_too_early_leads_to_the_one_before(self, client, tenant, step):
        answer = client.get(f"{TILL}{step}/")
        assert answer.status_code == 302
        assert answer.url == TILL


class TestPatientInBed:
    """P143, P144: admission, discharge, and a patient who stays while others are served."""

    def _admitted(self, browser):
        _scanned(browser, "employee")
        page = browser.send(
            f"{TILL}visit/", med_type="21", diagnosis="K29.700", dept="内科", doctor="某"
        )
        assert "入院登记" in page
        page = browser.send(f"{TILL}stay/", ipt_no="ZY001", adm_bed="3 床")
        assert "住院号 ZY001，3 床" in page and "住院中" in page
        browser.open(f"{TILL}items/")
        browser.send(f"{TILL}items/", code="", name="陪护床", cnt="1", pric="88.80")
        return browser.send(f"{TILL}quote/", way="aid")

    def test_is_settled_after_the_discharge(self, browser):
        self._admitted(browser)
        assert "还没有办出院" in browser.send(f"{TILL}settle/", cash_method="cash", received="")
        browser.open(f"{TILL}stay/")
        assert "已出院" in browser.send(f"{TILL}stay/discharge/", dscg_way="1")
        assert "住院中" in browser.send(f"{TILL}stay/undo/")
        browser.send(f"{TILL}stay/discharge/", dscg_way="1")
        browser.open(f"{TILL}quote/")
        browser.send(f"{TILL}quote/", way="aid")
        assert "结算完成" in browser.send(f"{TILL}settle/", cash_method="cash", received="")

    def test_waits_while_the_next_one_is_served(self, browser):
        self._admitted(browser)
        visit_id = Visit.objects.latest("created_at").visit_id
        browser.open(f"{TILL}stay/")
        page = browser.send(f"{TILL}next/")
        assert "住院中的病人" in page and "ZY001" in page
        assert Visit.objects.get(visit_id=visit_id).state == "QUOTED"
        page = browser.send(f"{TILL}stay/resume/", bed=visit_id)
        assert "住院号 ZY001" in page
        assert "没有跨过" in browser.send(f"{TILL}stay/interim/")
        assert "扫就诊人的医保码" in browser.send(f"{TILL}stay/undo/")
        assert Visit.objects.get(visit_id=visit_id).state == "CANCELLED"

    def test_goes_on_in_the_new_year(self, browser, tenant):
        self._admitted(browser)
        days = 32 + (date(clock.today().year, 12, 31) - clock.today()).days
        Tenant.objects.filter(kind="SANDBOX").update(clock_offset_seconds=days * 24 * 3600)
        browser.open(f"{TILL}items/")
        browser.send(f"{TILL}items/", code="", name="轮椅", cnt="1", pric="50.00")
        browser.send(f"{TILL}quote/", way="aid")
        browser.open(f"{TILL}stay/")
        page = browser.send(f"{TILL}stay/interim/")
        assert f"{clock.today().year}-12-31" in page
        browser.open(f"{TILL}quote/")
        assert "总费用 88.80 元" in browser.send(f"{TILL}quote/", way="aid")
        assert "结算完成" in browser.send(f"{TILL}settle/", cash_method="cash", received="")
        browser.send(f"{TILL}next/")
        page = browser.open(f"{TILL}scan/")
        running = Visit.objects.get(segment=2)
        browser.send(f"{TILL}stay/resume/", bed=running.visit_id)
        browser.send(f"{TILL}stay/discharge/", dscg_way="1")
        browser.open(f"{TILL}quote/")
        assert "总费用 50.00 元" in browser.send(f"{TILL}quote/", way="aid")
        assert "结算完成" in browser.send(f"{TILL}settle/", cash_method="cash", received="")
        assert running.stay.state == "SETTLED"
