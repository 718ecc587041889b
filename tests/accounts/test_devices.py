"""Devices, new and known; sign-ins listed and ended (T16, T23, T28, P191)."""

from datetime import timedelta

import django
import pytest
import time_machine
from django.test import Client

from accounts.models import SignIn
from accounts.rules.devices import label_of
from tests.accounts.device import IPHONE, sign_in
from tests.accounts.walk import LOGIN, PHONE, REAL_NAME, text_of, to_code
from tests.factories import vouchers as make
from tests.factories.accounts import RegionFactory, UserFactory
from yibao.kernel import clock
from yibao.notices.models import Notice, SmsMessage

pytestmark = pytest.mark.django_db
UNLOCK, SECURITY = "/code/unlock/", "/me/security/"
OWN = ("/me/", "/code/", "/bills/", "/balance/", "/messages/", "/me/phone/", SECURITY)


@pytest.fixture
def holder(tenant):
    RegionFactory()
    return make.make_holder(tenant)


def prove(http, target="/"):
    answer = http.post(UNLOCK, {"pin": make.PIN, "next": target})
    assert answer.url == target
    return http


class TestNewDevice:
    """T16: who holds only the number sees nothing of the person and gets no voucher."""

    @pytest.mark.parametrize("page", OWN)
    def test_asks_for_more_than_the_message_t16(self, holder, page):
        answer = sign_in(holder).get(page)
        assert answer.status_code == 302 and answer.url.startswith(UNLOCK)

    def test_shows_a_masked_name_at_home_t16(self, holder):
        page = text_of(sign_in(holder).get("/"))
        assert holder.person.masked_name in page and holder.person.name not in page
        assert "第一次在这部设备上登录" in page and "职工医保" not in page

    def test_refuses_what_changes_something_t16(self, holder):
        assert sign_in(holder).post("/me/security/end/").status_code == 403

    def test_leads_out_of_a_stopped_voucher_too(self, holder):
        http = sign_in(holder)
        http.post("/code/suspend/")
        answer = http.get("/code/", follow=True)
        assert "请先验证是您本人" in text_of(answer)
        prove(http, "/code/")
        assert "医保码已停用" in text_of(http.get("/code/", follow=True))

    def test_lets_a_forgotten_password_be_reset_by_the_face(self, holder):
        http = sign_in(holder)
        assert http.get("/vouchers/password/reset/").url.startswith("/vouchers/face/")
        assert http.get("/vouchers/face/").status_code == 200

    def test_lets_a_lost_voucher_be_stopped(self, holder):
        http = sign_in(holder)
        assert http.get("/code/suspend/").status_code == 200
        http.post("/code/suspend/")
        holder.person.voucher.refresh_from_db()
        assert holder.person.voucher.state == "SUSPENDED"

    def test_opens_after_the_password(self, holder):
        http = prove(sign_in(holder))
        assert http.get("/me/").status_code == 200
        assert holder.person.name in text_of(http.get("/"))
        assert SignIn.objects.get().proved_at is not None

    def test_stays_closed_to_wrong_passwords_t16(self, holder):
        http = sign_in(holder)
        http.post(UNLOCK, {"pin": "000001", "next": "/me/"})
        assert http.get("/me/").url.startswith(UNLOCK)

    def test_opens_after_the_face(self, holder):
        http = sign_in(holder)
        face = f"{UNLOCK}face/?next=/me/"
        assert "刷脸，证明是您本人" in text_of(http.get(face))
        assert http.post(face, {"agree": "on", "acted": "pass"}).url == "/me/"
        assert http.get("/me/").status_code == 200

    def test_is_told_to_the_owner_p191(self, holder):
        sign_in(holder)
        notice = Notice.objects.get(user=holder, code="new_device")
        assert "苹果手机" in notice.body and notice.link == SECURITY
        assert SmsMessage.objects.filter(code="new_device").count() == 1

    def test_is_not_told_of_an_account_without_a_person(self, tenant):
        http = sign_in(UserFactory(phone=PHONE))
        assert http.get(REAL_NAME).status_code == 200
        assert not Notice.objects.exists()


class TestKnownDevice:
    def test_needs_no_second_proof(self, holder):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            http = prove(sign_in(holder))
            http.post("/accounts/logout/")
            at.shift(120)
            again = sign_in(holder, http)
            assert again.get("/me/").status_code == 200
            assert Notice.objects.filter(code="new_device").count() == 1

    def test_is_not_known_by_signing_in_twice_t16(self, holder):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            http = sign_in(holder)
            http.post("/accounts/logout/")
            at.shift(120)
            assert sign_in(holder, http).get("/me/").url.startswith(UNLOCK)

    def test_is_forgotten_after_thirty_days(self, holder):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            http = prove(sign_in(holder))
            at.shift(timedelta(days=30, minutes=1))
            assert sign_in(holder, http).get("/me/").url.startswith(UNLOCK)

    def test_is_not_known_to_another_account(self, holder, tenant):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            http = prove(sign_in(holder))
            at.shift(120)
            other = make.make_holder(tenant)
            assert sign_in(other, http).get("/me/").url.startswith(UNLOCK)

    def test_cannot_be_made_up_t23(self, holder, settings):
        http = Client()
        http.cookies[settings.DEVICE_COOKIE_NAME] = "V01ABCDEF:forged"
        assert sign_in(holder, http).get("/me/").url.startswith(UNLOCK)


class TestCookies:
    def test_carry_their_flags_t23(self, holder, settings):
        http = sign_in(holder)
        for name in (settings.SESSION_COOKIE_NAME, settings.DEVICE_COOKIE_NAME):
            cookie = http.cookies[name]
            assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
            assert cookie["max-age"] == 30 * 24 * 3600

    def test_are_secure_where_the_session_is_t23(self, holder, settings):
        settings.SESSION_COOKIE_SECURE = True
        http = sign_in(holder)
        assert http.cookies[settings.DEVICE_COOKIE_NAME]["secure"]

    def test_of_a_stranger_are_changed_at_the_login_t23(self, holder, settings):
        http = Client()
        to_code(http, LOGIN, holder.phone)
        planted = http.session.session_key
        sign_in(holder, http)
        assert http.session.session_key != planted
        before = http.session.session_key
        prove(http)
        assert http.session.session_key != before

    def test_run_under_a_django_without_the_fixation_flaw_t23(self):
        assert django.VERSION >= (5, 2, 14)


class TestSecurityPage:
    def test_lists_devices_and_ends_the_others_t28(self, holder):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            lost = prove(sign_in(holder))
            at.shift(120)
            here = prove(sign_in(holder, agent="Mozilla/5.0 (Linux; Android 15) Chrome/140"))
            page = text_of(here.get(SECURITY))
            assert "安卓手机，Chrome 浏览器" in page and "苹果手机，Safari 浏览器" in page
            assert "有您不认识的登录" in page and "退出其他设备" in page
            assert here.post("/me/security/end/").url == SECURITY
            assert here.get("/me/").status_code == 200
            assert lost.get("/me/").url.startswith(LOGIN)
            page = text_of(here.get(SECURITY))
            assert "没有别的设备在登录" in page and "退出其他设备" not in page

    def test_ends_sessions_that_nobody_noted_t28(self, holder):
        old = Client()
        old.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
        assert old.get("/me/").status_code == 200
        here = prove(sign_in(holder))
        here.post("/me/security/end/")
        assert old.get("/me/").url.startswith(LOGIN)

    def test_ends_one_and_forgets_the_device(self, holder):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            lost = prove(sign_in(holder))
            ref = SignIn.objects.get().ref
            at.shift(120)
            here = prove(sign_in(holder))
            here.post(f"/me/security/end/{ref}/")
            assert lost.get("/code/").url.startswith(LOGIN)
            at.shift(120)
            assert sign_in(holder, lost).get("/me/").url.startswith(UNLOCK)

    def test_ends_nobody_elses(self, holder, tenant):
        other = make.make_holder(tenant)
        sign_in(other)
        ref = SignIn.objects.get().ref
        assert prove(sign_in(holder)).post(f"/me/security/end/{ref}/").status_code == 404
        assert SignIn.objects.get(ref=ref).ended_at is None

    def test_logs_out_a_citizen_who_was_switched_off_t27(self, holder):
        http = prove(sign_in(holder))
        type(holder).objects.filter(pk=holder.pk).update(is_active=False)
        assert http.get("/me/").url.startswith(LOGIN)


class TestLastSeen:
    def test_is_written_at_most_every_five_minutes(self, holder):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            http = prove(sign_in(holder))
            http.get("/me/")
            first = SignIn.objects.get().last_seen_at
            at.shift(200)
            http.get("/me/")
            assert SignIn.objects.get().last_seen_at == first
            at.shift(200)
            http.get("/me/")
            assert SignIn.objects.get().last_seen_at == clock.now()

    def test_ends_with_the_sign_in(self, holder):
        http = prove(sign_in(holder))
        http.post("/accounts/logout/")
        assert SignIn.objects.get().ended_at is not None


@pytest.mark.parametrize(
    ("agent", "label"),
    [
        (IPHONE, "苹果手机，Safari 浏览器"),
        ("Mozilla/5.0 (Linux; Android 15) MicroMessenger/8.0 Chrome/130", "安卓手机，微信"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Edg/140", "Windows 电脑，Edge 浏览器"),
        ("curl/8", "其他设备"),
        ("", "其他设备"),
    ],
)
def test_a_device_is_called_by_kind_and_browser(agent, label):
    assert label_of(agent) == label
