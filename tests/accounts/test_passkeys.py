"""Passkeys: made, used for login and for the code, refused where anything is off (settled 14)."""

import json

import pytest
from django.test import Client

from accounts.models import Passkey, SignIn
from tests.accounts.device import Authenticator, is_same, sign_in
from tests.accounts.walk import LOGIN, text_of
from tests.factories import vouchers as make
from tests.factories.accounts import RegionFactory
from yibao.notices.models import Notice

pytestmark = pytest.mark.django_db
OPTIONS, ENTER = "/accounts/passkey/options/", "/accounts/passkey/"
ADD, NEW = "/me/security/passkeys/", "/me/security/passkeys/options/"
UNLOCK, SECURITY = "/code/unlock/", "/me/security/"
SECURE = {"secure": True}


@pytest.fixture
def holder(tenant):
    RegionFactory()
    return make.make_holder(tenant)


@pytest.fixture
def http(holder):
    browser = sign_in(holder)
    browser.post(UNLOCK, {"pin": make.PIN, "next": ADD})
    return browser


def options(http, address=OPTIONS):
    answer = http.post(address, **SECURE)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


@pytest.fixture
def key(http):
    """A passkey of the holder."""
    made = Authenticator()
    assert http.post(ADD, {"credential": made.make(options(http, NEW))}, **SECURE).url == SECURITY
    return made


class TestAdding:
    def test_keeps_the_public_half_and_tells_the_owner(self, http, holder, key):
        row = Passkey.objects.get()
        assert row.user == holder and is_same(row.credential_id, key)
        assert "苹果手机" in row.label
        assert Notice.objects.filter(user=holder, code="passkey_added").count() == 1
        assert "苹果手机" in text_of(http.get(SECURITY))

    def test_asks_for_a_verified_user_and_a_kept_key(self, http):
        asked = options(http, NEW)["publicKey"]
        chosen = asked["authenticatorSelection"]
        assert chosen["userVerification"] == "required" and chosen["residentKey"] == "required"
        assert "****" in asked["user"]["name"]

    @pytest.mark.parametrize(
        "made",
        [
            Authenticator(origin="https://evil.example"),
            Authenticator(rp_id="evil.example"),
        ],
    )
    def test_refuses_another_site(self, http, made):
        http.post(ADD, {"credential": made.make(options(http, NEW))}, **SECURE)
        assert not Passkey.objects.exists()

    def test_refuses_a_device_that_did_not_ask_its_user(self, http):
        http.post(ADD, {"credential": Authenticator().make(options(http, NEW), 0x41)}, **SECURE)
        assert not Passkey.objects.exists()

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": 1}', "x" * 30_000])
    def test_refuses_nonsense(self, http, text):
        options(http, NEW)
        assert http.post(ADD, {"credential": text}, **SECURE).url == ADD
        assert not Passkey.objects.exists()

    def test_takes_an_answer_once(self, http, key):
        again = Authenticator().make(options(http, NEW))
        http.post(ADD, {"credential": again}, **SECURE)
        http.post(ADD, {"credential": again}, **SECURE)
        assert Passkey.objects.count() == 2

    def test_ends_at_five(self, http, key):
        for _ in range(4):
            made = Authenticator()
            http.post(ADD, {"credential": made.make(options(http, NEW))}, **SECURE)
        assert http.post(NEW, **SECURE).status_code == 409
        assert "已经够多" in text_of(http.get(ADD))

    @pytest.mark.parametrize("page", [ADD, NEW])
    def test_needs_a_fresh_proof_t28(self, holder, page):
        browser = Client()
        browser.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
        assert browser.post(page).status_code == 403


class TestSigningIn:
    def test_knows_the_owner_without_number_and_password(self, http, holder, key):
        browser = Client()
        asked = options(browser)
        assert "allowCredentials" not in asked["publicKey"]
        answer = browser.post(ENTER, {"credential": key.show(asked), "next": "/me/"}, **SECURE)
        assert answer.url == "/me/"
        assert browser.get("/me/").status_code == 200
        row = SignIn.objects.get(user=holder, way="PASSKEY")
        assert row.proved_at is not None

    def test_leads_to_no_other_site(self, http, key):
        browser = Client()
        sent = {"credential": key.show(options(browser)), "next": "https://evil.example/"}
        assert browser.post(ENTER, sent, **SECURE).url == "/"

    def test_refuses_an_unknown_key(self, holder):
        browser = Client()
        stranger = Authenticator()
        sent = {"credential": stranger.show(options(browser))}
        answer = browser.post(ENTER, sent, follow=True, **SECURE)
        assert "通行密钥没通过" in text_of(answer)
        assert not SignIn.objects.exists()

    def test_refuses_a_replayed_answer(self, http, key):
        browser = Client()
        sent = {"credential": key.show(options(browser))}
        browser.post(ENTER, sent, **SECURE)
        thief = Client()
        options(thief)
        assert thief.post(ENTER, sent, **SECURE).url == LOGIN

    def test_refuses_a_copied_key(self, http, key):
        browser = Client()
        key.count = 0
        assert (
            browser.post(ENTER, {"credential": key.show(options(browser))}, **SECURE).url == LOGIN
        )

    def test_refuses_an_answer_without_a_question(self, http, key):
        asked = options(Client())
        assert Client().post(ENTER, {"credential": key.show(asked)}, **SECURE).url == LOGIN

    def test_refuses_a_removed_key(self, http, key):
        ref = Passkey.objects.get().ref
        assert "请先看清楚" in text_of(http.get(f"{ADD}{ref}/remove/"))
        assert http.post(f"{ADD}{ref}/remove/").url == SECURITY
        browser = Client()
        assert (
            browser.post(ENTER, {"credential": key.show(options(browser))}, **SECURE).url == LOGIN
        )

    def test_needs_the_form_s_token_t24(self):
        browser = Client(enforce_csrf_checks=True)
        assert browser.post(OPTIONS).status_code == 403
        assert browser.post(ENTER, {"credential": "{}"}).status_code == 403


class TestUnlocking:
    def test_opens_the_code(self, http, holder, key):
        browser = Client()
        browser.force_login(holder, backend="django.contrib.auth.backends.ModelBackend")
        assert "用通行密钥" in text_of(browser.get(f"{UNLOCK}?next=/code/"))
        asked = options(browser)
        assert len(asked["publicKey"]["allowCredentials"]) == 1
        sent = {"credential": key.show(asked), "next": "/code/"}
        assert browser.post(f"{UNLOCK}passkey/", sent, **SECURE).url == "/code/"
        assert browser.get("/code/").status_code == 200
        assert browser.session["unlocked_by"] == "passkey"

    def test_takes_nobody_elses(self, http, key, tenant):
        other = make.make_holder(tenant)
        browser = Client()
        browser.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
        sent = {"credential": key.show(options(browser)), "next": "/code/"}
        answer = browser.post(f"{UNLOCK}passkey/", sent, **SECURE)
        assert "通行密钥没通过" in text_of(answer)
        assert "unlocked_by" not in browser.session
