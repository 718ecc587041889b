"""Pages around the code: history, suspending, activating."""

import re
from datetime import timedelta

import pytest

from accounts.models import FaceCheck
from tests.factories import vouchers as make
from tests.vouchers.browsing import CODE, UNLOCK, login
from vouchers.models import Scan, Voucher
from vouchers.services import scans
from yibao.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(holder):
    """The holder's browser, not unlocked."""
    return login(holder)


@pytest.fixture
def opened(browser):
    """The holder's browser after the password."""
    browser.post(UNLOCK, {"pin": make.PIN, "next": CODE})
    return browser


class TestHistory:
    def test_lists_twenty_and_a_way_to_more(self, browser, holder, hospital, till):
        for _ in range(21):
            scans.redeem(by=till, institution=hospital, ask=make.make_ask(make.show(holder)))
        page = browser.get("/code/history/").content.decode()
        assert page.count("weui-cell__title") == 20
        older = re.search(r'href="(\?before=[^"]+)"', page)[1]
        assert browser.get(f"/code/history/{older}").content.decode().count("weui-cell__title") == 1

    def test_says_so_when_there_is_nothing(self, browser):
        assert "还没有使用记录" in browser.get("/code/history/").content.decode()

    def test_shrugs_at_a_foreign_mark(self, browser):
        for mark in ("%00x", "S-none", "%F0%9F%98%80", "1" * 5000):
            assert browser.get(f"/code/history/?before={mark}").status_code == 200
            assert browser.get(f"/code/scanned/{mark}/").status_code == 404


class TestSuspend:
    def test_explains_before_it_acts(self, browser):
        page = browser.get("/code/suspend/").content.decode()
        assert "停用以后" in page
        assert "实体卡照样能用" in page
        assert Voucher.objects.get().state == "ACTIVE"

    def test_acts_at_once_and_can_be_undone(self, opened):
        assert opened.post("/code/suspend/").url == CODE
        assert Voucher.objects.get().state == "SUSPENDED"
        assert "医保码已停用" in opened.get(CODE).content.decode()
        assert "还能再试 4 次" in opened.post("/code/restore/", {"pin": "402718"}).content.decode()
        assert opened.post("/code/restore/", {"pin": make.PIN}).url == CODE
        assert Voucher.objects.get().state == "ACTIVE"


class TestActivation:
    @pytest.fixture
    def citizen(self, tenant):
        user = make.make_user(make.make_person(tenant))
        make.pass_face(user)
        return user

    def test_goes_from_the_agreement_to_the_code(self, citizen):
        browser = login(citizen)
        page = browser.get("/vouchers/activate/").content.decode()
        assert "医保电子凭证用户协议" in page
        assert browser.post("/vouchers/activate/", {"agree": "on"}).url == "/vouchers/password/"
        pins = {"pin": make.PIN, "pin_again": make.PIN}
        assert browser.post("/vouchers/password/", pins).url == "/vouchers/done/"
        assert "医保码已激活" in browser.get("/vouchers/done/").content.decode()
        assert "yb-code__svg" in browser.get(CODE).content.decode()

    def test_needs_the_box(self, citizen):
        page = login(citizen).post("/vouchers/activate/", {}).content.decode()
        assert "再勾选同意" in page
        assert not Voucher.objects.exists()

    @pytest.mark.parametrize(
        ("pin", "again", "words"),
        [
            ("111111", "111111", "一样的数字"),
            ("850307", "850307", "生日"),
            (make.PIN, "730517", "两次填的密码不一样"),
            ("12ab", "12ab", "6 位数字"),
        ],
    )
    def test_explains_what_is_wrong_with_a_password_p31(self, citizen, pin, again, words):
        browser = login(citizen)
        browser.post("/vouchers/activate/", {"agree": "on"})
        answer = browser.post("/vouchers/password/", {"pin": pin, "pin_again": again})
        assert words in answer.content.decode()
        assert Voucher.objects.get().state == "APPLIED"

    def test_sets_no_password_without_a_fresh_face_check_p28(self, citizen):
        browser = login(citizen)
        browser.post("/vouchers/activate/", {"agree": "on"})
        FaceCheck.objects.update(ended_at=clock.now() - timedelta(minutes=31))
        pins = {"pin": make.PIN, "pin_again": make.PIN}
        assert browser.post("/vouchers/password/", pins).url == "/vouchers/face/"
        assert Voucher.objects.get().pin_hash == ""

    def test_takes_a_new_face_check_p28(self, tenant):
        user = make.make_user(make.make_person(tenant))
        browser = login(user)
        browser.post("/vouchers/activate/", {"agree": "on"})
        page = browser.get("/vouchers/face/").content.decode()
        passed, failed = (re.findall(r'name="acted" value="(\w+)"', page))[:2]
        no_consent = browser.post("/vouchers/face/", {"acted": passed})
        assert "请先勾选" in no_consent.content.decode()
        again = browser.post("/vouchers/face/", {"acted": failed, "agree": "on"})
        assert "这次没认出来" in again.content.decode()
        answer = browser.post("/vouchers/face/", {"acted": passed, "agree": "on"})
        assert answer.url == "/vouchers/password/"
        assert browser.get("/vouchers/password/").status_code == 200

    def test_leaves_an_active_voucher_alone(self, browser):
        assert browser.get("/vouchers/activate/").url == CODE
        assert browser.get("/vouchers/password/").url == CODE

    def test_links_a_voucher_that_a_relative_activated(self, tenant):
        user = make.make_holder(tenant, pin="")
        make.pass_face(user)
        page = login(user).get("/vouchers/activate/").content.decode()
        assert "同意并关联" in page


class TestScanRow:
    def test_is_written_for_the_page_of_a_failed_scan_too(self, holder, hospital, till):
        code = make.show(holder)
        for _ in range(2):
            scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        assert Scan.objects.filter(person=holder.person).count() == 2
