"""The till, from the scan to the refund, over HTTP."""

import re

import pytest
import requests

from settlement.models import Settlement
from vouchers.services import codes
from yibao.sandbox.demo.neighbours import person
from yibao.sandbox.seeding import run
from yibao.sandbox.till import api

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
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page.text)[1]
        self.page = self.http.post(
            self.base + path, {"csrfmiddlewaretoken": token, **fields}, timeout=20
        )
        assert self.page.status_code == 200, self.page.text
        return self.page.text


@pytest.fixture
def empty(transactional_db, live_server, settings, tenant):
    """A real server without a city; the till calls back into it."""
    settings.INTERNAL_BASE_URL = live_server.url
    api._tokens.clear()
    return Browser(live_server.url)


@pytest.fixture
def browser(empty):
    """The same with the demo city."""
    run.seed(say=lambda line: None)
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
