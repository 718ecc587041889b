"""Pages of the voucher (pages A1 and A2)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import vouchers as make
from tests.scanning import raster, read_bars, read_qr
from tests.vouchers.browsing import CODE, FETCH, UNLOCK, digits_of, login, svg_of
from vouchers import events
from vouchers.data import ScanResult
from vouchers.models import DynamicCode, Voucher
from vouchers.services import scans, suspension
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


class TestCode:
    def test_asks_for_the_password_first_p22(self, browser):
        answer = browser.get(CODE)
        assert answer.status_code == 302
        assert answer.url == f"{UNLOCK}?next=%2Fcode%2F"
        assert not DynamicCode.objects.exists()

    def test_shows_a_code_that_a_scanner_reads_v4(self, opened, hospital, till):
        answer = opened.get(CODE)
        read = read_qr(raster(svg_of(answer), scale=8))
        assert read.text == digits_of(answer)
        assert scans.redeem(by=till, institution=hospital, ask=make.make_ask(read.text)).is_ok

    def test_shows_whose_code_it_is_where_insured_and_until_when_p19(self, opened):
        page = opened.get(CODE).content.decode()
        for words in ("陈*军的医保码", "参保地", "职工医保", "有效到", "截图 1 分钟", "立即换新码"):
            assert words in page

    def test_is_never_cached_t07(self, opened):
        answer = opened.get(CODE)
        assert "no-store" in answer["Cache-Control"]
        assert digits_of(answer) not in answer.request["PATH_INFO"]

    def test_renews_by_post_with_the_card_alone(self, opened):
        first = opened.get(CODE)
        answer = opened.post(CODE, headers=FETCH)
        page = answer.content.decode()
        assert page.lstrip().startswith("<section")
        assert digits_of(answer) != digits_of(first)
        assert "data-status-url" in page

    def test_renews_without_script_by_a_redirect(self, opened):
        opened.get(CODE)
        answer = opened.post(CODE)
        assert (answer.status_code, answer.url) == (302, CODE)

    def test_needs_the_token_of_the_form_to_renew(self, holder):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
        assert strict.post(CODE).status_code == 403

    def test_closes_after_five_minutes_settled_14(self, opened, settings):
        assert opened.get(CODE).status_code == 200
        session = opened.session
        session["unlocked_at"] -= settings.UNLOCK_SECONDS
        session.save()
        assert opened.get(CODE).status_code == 302

    def test_draws_bars_too(self, opened):
        answer = opened.get("/code/barcode/")
        read = read_bars(raster(svg_of(answer), scale=3))
        assert read.text == digits_of(answer)

    def test_sends_strangers_to_the_login(self):
        assert "/accounts/login/" in Client().get(CODE).url

    def test_sends_the_unknown_to_the_real_name_page(self, tenant, django_user_model):
        user = django_user_model.objects.create_citizen(tenant=tenant, phone="13900008888")
        assert login(user).get(CODE).url == reverse("accounts:real-name")

    def test_has_no_page_behind_an_odd_ending_t98(self, opened):
        assert opened.get("/code/x.css").status_code == 404


class TestStates:
    """Each state says what happened, what to do, and whom to ring."""

    def page(self, user):
        answer = login(user).get(CODE)
        assert answer.status_code == 200
        assert "yb-code__svg" not in answer.content.decode()
        return answer.content.decode()

    def test_not_active(self, tenant):
        page = self.page(make.make_user(make.make_person(tenant)))
        assert "医保码还没激活" in page
        assert reverse("vouchers:activate") in page

    def test_suspended(self, tenant):
        page = self.page(make.make_holder(tenant, state="SUSPENDED"))
        assert "医保码已停用" in page
        assert reverse("vouchers:restore") in page

    def test_under_a_sanction_p40(self, tenant):
        user = make.make_holder(tenant, state="SUSPENDED")
        Voucher.objects.update(suspended_until=clock.now() + timedelta(days=90))
        page = self.page(user)
        assert "停用到" in page
        assert reverse("vouchers:restore") not in page
        assert "用实体卡" not in page

    def test_locked(self, holder):
        Voucher.objects.update(pin_locked_until=clock.now() + timedelta(minutes=9))
        page = self.page(holder)
        assert "密码试了 5 次都不对" in page
        assert "窗口" in page

    def test_not_insured(self, tenant):
        for user in (
            make.make_holder(tenant, insured=False),
            make.make_user(make.make_person(tenant, insured=False)),
        ):
            page = self.page(user)
            assert "没查到您的参保信息" in page
            assert reverse("vouchers:activate") not in page

    def test_closed(self, tenant):
        assert "医保码已注销" in self.page(make.make_holder(tenant, state="CLOSED"))

    def test_restricted_keeps_the_code_under_an_amber_card_p6(self, tenant):
        browser = login(make.make_holder(tenant, stas="2"))
        browser.post(UNLOCK, {"pin": make.PIN})
        page = browser.get(CODE).content.decode()
        assert "参保已暂停" in page
        assert "yb-code__svg" in page

    def test_names_a_telephone(self, tenant):
        for state in ("SUSPENDED", "CLOSED", "APPLIED"):
            text = re.search(
                r"yb-notice__bd.*?</div>", self.page(make.make_holder(tenant, state=state)), re.S
            )[0]
            assert re.search(r"\d{5}", text)


class TestUnlock:
    def test_opens_with_a_new_session_name(self, browser):
        before = browser.session.session_key
        answer = browser.post(UNLOCK, {"pin": make.PIN, "next": "/code/barcode/"})
        assert (answer.status_code, answer.url) == (302, "/code/barcode/")
        assert browser.session.session_key != before

    @pytest.mark.parametrize(
        "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil", ""]
    )
    def test_never_leads_away(self, browser, address):
        answer = browser.post(UNLOCK, {"pin": make.PIN, "next": address})
        assert answer.url == CODE

    def test_says_how_many_tries_are_left(self, browser):
        page = browser.post(UNLOCK, {"pin": "402718"}).content.decode()
        assert "还能再试 4 次" in page
        assert "402718" not in page

    def test_shows_until_when_it_is_locked(self, browser):
        for _ in range(5):
            answer = browser.post(UNLOCK, {"pin": "402718"})
        page = browser.get(answer.url).content.decode()
        assert "密码试了 5 次都不对" in page
        assert browser.post(UNLOCK, {"pin": make.PIN}).status_code == 200
        assert browser.get(CODE).status_code == 200

    def test_asks_who_has_no_password_for_the_face(self, tenant):
        page = login(make.make_holder(tenant, pin="")).get(f"{UNLOCK}?next=/me/")
        said = page.content.decode()
        assert 'name="pin"' not in said and "/code/unlock/face/" in said


class TestReset:
    URL, FACE = "/vouchers/password/reset/", "/vouchers/face/"

    def test_is_offered_where_the_password_is_asked(self, browser):
        assert self.URL in browser.get(UNLOCK).content.decode()

    def test_takes_a_new_face_and_ends_the_lock_p28(self, browser, holder):
        make.pass_face(holder)  # of the registration: not good enough
        Voucher.objects.update(pin_failures=5, pin_locked_until=clock.now() + timedelta(minutes=9))
        pins = {"pin": "850911", "pin_again": "850911"}
        assert browser.post(self.URL, pins).url == self.FACE
        page = browser.get(self.FACE).content.decode()
        passed = re.search(r'name="acted" value="(\w+)"', page)[1]
        assert browser.post(self.FACE, {"acted": passed, "agree": "on"}).url == self.URL
        assert browser.post(self.URL, pins).url == CODE
        voucher = Voucher.objects.get()
        assert (voucher.pin_locked_until, voucher.generation) == (None, 2)
        assert "yb-code__svg" in browser.get(CODE).content.decode()
        assert holder.notices.filter(code="voucher_pin_reset").exists()
        assert browser.get(self.URL).url == self.FACE  # the check is spent


class TestStatus:
    URL = "/code/status/"

    def test_waits_while_the_code_lives(self, opened):
        opened.get(CODE)
        assert opened.get(self.URL).json() == {"state": "waiting", "url": ""}

    def test_leads_to_the_page_of_the_scan(self, opened, hospital, till):
        code = digits_of(opened.get(CODE))
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        answer = opened.get(self.URL).json()
        assert answer == {"state": "scanned", "url": f"/code/scanned/{outcome.scan.scan_id}/"}
        assert hospital.name in opened.get(answer["url"]).content.decode()

    def test_does_not_lead_there_again_with_the_next_code(self, opened, hospital, till):
        code = digits_of(opened.get(CODE))
        scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        opened.get(CODE)
        assert opened.get(self.URL).json()["state"] == "waiting"

    def test_shows_the_scan_before_a_new_code(self, opened, hospital, till):
        code = digits_of(opened.get(CODE))
        outcome = scans.redeem(by=till, institution=hospital, ask=make.make_ask(code))
        answer = opened.post(CODE, headers=FETCH)
        assert answer.url == f"/code/scanned/{outcome.scan.scan_id}/"

    def test_says_when_the_code_is_over(self, opened):
        opened.get(CODE)
        past = clock.database_now() - timedelta(seconds=100)
        DynamicCode.objects.update(issued_at=past, expires_at=past + timedelta(seconds=60))
        assert opened.get(self.URL).json()["state"] == "expired"

    def test_knows_nothing_of_other_sessions(self, opened, holder, hospital, till):
        scans.redeem(by=till, institution=hospital, ask=make.make_ask(make.show(holder)))
        assert opened.get(self.URL).json()["state"] == "expired"


class TestScanned:
    @pytest.fixture
    def scan(self, holder, hospital, till):
        ask = make.make_ask(make.show(holder))
        return scans.redeem(by=till, institution=hospital, ask=ask).scan

    def test_shows_place_time_and_purpose(self, browser, scan):
        page = browser.get(f"/code/scanned/{scan.scan_id}/").content.decode()
        assert scan.institution.name in page
        assert "结算" in page
        assert reverse("vouchers:not-me", args=[scan.scan_id]) in page

    def test_is_not_there_for_others_t31(self, tenant, scan):
        other = login(make.make_holder(tenant))
        mine = other.get(f"/code/scanned/{scan.scan_id}/")
        missing = other.get("/code/scanned/S-none/")
        assert mine.status_code == missing.status_code == 404

    def test_asks_the_settling_app_what_became_of_it(self, browser, scan):
        def answer(sender, scan, **kwargs):
            return ScanResult(state="cancelled")

        events.scan_result_wanted.connect(answer)
        try:
            page = browser.get(f"/code/scanned/{scan.scan_id}/").content.decode()
            status = browser.get(f"/code/scanned/{scan.scan_id}/status/").json()
        finally:
            events.scan_result_wanted.disconnect(answer)
        assert "工作人员已取消" in page
        assert status["state"] == "cancelled"

    def test_says_that_everything_was_refunded(self, browser, scan):
        """The own part of the old bill is not shown as if it were still paid."""

        def answer(sender, scan, **kwargs):
            return ScanResult(
                state="refunded", total_fen=5000, cash_fen=0, returned_fen=5000, bill_no="J1"
            )

        events.scan_result_wanted.connect(answer)
        try:
            page = browser.get(f"/code/scanned/{scan.scan_id}/").content.decode()
        finally:
            events.scan_result_wanted.disconnect(answer)
        assert "已经退费" in page and "<dt>已退</dt><dd>50.00 元</dd>" in page
        assert "0.00 <small>元" in page

    def test_tells_a_second_screen_of_a_stop_at_once(self, browser, holder):
        """P36: nobody waits for the minute of the code on the other screen."""
        assert browser.get("/code/status/").json()["state"] != "stopped"
        suspension.suspend(by=holder, voucher=holder.person.voucher)
        said = browser.get("/code/status/").json()
        assert said == {"state": "stopped", "url": "/code/"}

    def test_says_why_a_scan_was_refused(self, browser, holder, hospital, till):
        code = make.show(holder)
        Voucher.objects.update(state="SUSPENDED")
        scan = scans.redeem(by=till, institution=hospital, ask=make.make_ask(code)).scan
        page = browser.get(f"/code/scanned/{scan.scan_id}/").content.decode()
        assert "这次没扫成" in page
        assert "已停用" in page
