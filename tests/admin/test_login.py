"""Getting in: password and second factor, locks, ends of sessions (T23, T25–T27)."""

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory

from accounts.services import staff
from tests.factories.accounts import CitizenFactory
from yibao.kernel import clock
from yibao.web.console_lock import lock_seconds

from .conftest import PASSWORD, make_staff, signed_in, token

LOGIN = "/admin/login/"


@pytest.fixture
def reviewer(tenant):
    """A reviewer with an authenticator."""
    return make_staff(tenant, "zhangmin", "reviewer")


def enter(browser, username="zhangmin", password=PASSWORD, otp="", **extra):
    """Send the login form."""
    data = {"username": username, "password": password, "otp_token": otp, "next": "/admin/"}
    return browser.post(LOGIN, data, **extra)


@pytest.mark.django_db
class TestSecondFactor:
    def test_password_and_token_open_the_console(self, reviewer):
        browser = Client()
        assert enter(browser, otp=token()).headers["Location"] == "/admin/"
        assert browser.get("/admin/").status_code == 200

    def test_password_only_gives_no_page_but_the_login(self, reviewer):
        browser = Client()
        answer = enter(browser)
        assert answer.status_code == 200
        assert "请填写动态口令" in answer.content.decode()
        assert browser.get("/admin/").headers["Location"].startswith(LOGIN)

    def test_a_session_without_the_factor_sees_no_page(self, reviewer):
        browser = Client()
        browser.force_login(reviewer)
        for path in ("", "accounts/person/", "password_change/", "jsi18n/"):
            assert browser.get(f"/admin/{path}").headers["Location"].startswith(LOGIN)

    def test_wrong_password_and_wrong_token_read_the_same(self, reviewer):
        one = enter(Client(), password="nonsense-nonsense", otp=token()).content.decode()
        two = enter(Client(), otp="000000").content.decode()
        sentence = "用户名、密码或动态口令不对"
        assert sentence in one
        assert sentence in two

    def test_a_token_works_once(self, reviewer):
        now = token()
        assert enter(Client(), otp=now).status_code == 302
        assert enter(Client(), otp=now).status_code == 200

    def test_citizens_do_not_get_in(self, tenant):
        citizen = CitizenFactory(tenant=tenant)
        citizen.set_password(PASSWORD)
        citizen.save()
        browser = Client()
        browser.force_login(citizen)
        assert browser.get("/admin/").headers["Location"].startswith(LOGIN)
        assert enter(Client(), username=citizen.username, otp="123456").status_code == 200

    def test_another_persons_device_does_not_count(self, tenant, reviewer):
        other = make_staff(tenant, "other", "reviewer")
        browser = signed_in(reviewer)
        session = browser.session
        session["otp_device_id"] = other.authenticator_set.get().persistent_id
        session.save()
        assert browser.get("/admin/").headers["Location"].startswith(LOGIN)


@pytest.mark.django_db
class TestLock:
    def test_locks_account_and_source_together(self, reviewer):
        here, there = {"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": "10.0.0.2"}
        for _ in range(5):
            enter(Client(), password="nonsense-nonsense", otp="123456", **here)
        locked = enter(Client(), otp=token(), **here)
        assert locked.status_code in (403, 429)
        assert "暂时不能登录" in locked.content.decode()
        assert enter(Client(), otp=token(), **there).status_code == 302

    def test_grows_from_half_a_minute_to_an_hour_t26(self, reviewer):
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False) as at:
            for _ in range(5):
                answer = enter(Client(), password="nonsense-nonsense", otp="123456")
            assert answer.status_code == 429 and answer["Retry-After"] == "30"
            assert "请在 30 秒后再试" in answer.content.decode()
            at.shift(29)
            assert enter(Client(), otp=token()).status_code == 429
            at.shift(2)
            answer = enter(Client(), password="nonsense-nonsense", otp="123456")
            assert answer.status_code == 429 and answer["Retry-After"] == "60"
            at.shift(61)
            assert enter(Client(), otp=token()).status_code == 302

    @pytest.mark.parametrize(
        ("failures", "seconds"), [(4, 0), (5, 30), (6, 60), (11, 1920), (12, 3600), (1000, 3600)]
    )
    def test_has_its_longest_t26(self, failures, seconds):
        assert lock_seconds(failures, 5) == seconds

    def test_of_a_thousand_tries_keeps_nobody_else_out_t26(self, reviewer):
        here, there = {"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": "10.0.0.2"}
        request = RequestFactory().post(LOGIN, **here)
        with time_machine.travel("2026-03-02 09:00:00+08:00", tick=False):
            for number in range(1000):
                wrong = authenticate(request, username="zhangmin", password=f"wrong-{number}")
                assert wrong is None
            assert enter(Client(), otp=token(), **here).status_code == 429
            assert enter(Client(), otp=token(), **there).status_code == 302

    def test_wrong_tokens_lock_too(self, reviewer):
        for _ in range(6):
            answer = enter(Client(), otp="000000")
        assert answer.status_code in (403, 429)


@pytest.mark.django_db
class TestSession:
    def test_key_changes_at_login(self, reviewer):
        browser = Client()
        browser.get(LOGIN)
        session = browser.session
        session["planted"] = 1
        session.save()
        before = session.session_key
        enter(browser, otp=token())
        assert browser.session.session_key != before

    @pytest.mark.parametrize(
        ("seconds", "ended"), [(14 * 60, ""), (15 * 60 + 5, "idle"), (8 * 3600 + 5, "total")]
    )
    def test_ends_when_idle_or_old(self, reviewer, seconds, ended):
        browser = signed_in(reviewer)
        session, now = browser.session, int(clock.now().timestamp())
        session["console_seen_at"] = now - (10 if ended == "total" else seconds)
        session["console_started_at"] = now - seconds
        session.save()
        answer = browser.get("/admin/")
        if not ended:
            assert answer.status_code == 200
            return
        assert answer.headers["Location"] == f"{LOGIN}?ended={ended}"
        assert browser.get("/admin/").status_code == 302

    def test_a_session_that_the_console_did_not_begin_is_refused(self, reviewer):
        browser = signed_in(reviewer)
        session = browser.session
        del session["console_started_at"]
        session.save()
        assert browser.get("/admin/").headers["Location"].startswith(LOGIN)

    def test_disabled_staff_are_out_with_the_next_request(self, reviewer):
        browser = signed_in(reviewer)
        assert browser.get("/admin/").status_code == 200
        staff.disable(by=None, user=reviewer)
        answer = browser.get("/admin/")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(LOGIN)

    def test_a_new_authenticator_ends_old_sessions(self, reviewer):
        browser = signed_in(reviewer)
        staff.enrol_totp(by=None, user=reviewer)
        assert browser.get("/admin/").headers["Location"].startswith(LOGIN)

    def test_pages_are_not_stored(self, reviewer):
        answer = signed_in(reviewer).get("/admin/")
        assert "no-store" in answer.headers["Cache-Control"]
