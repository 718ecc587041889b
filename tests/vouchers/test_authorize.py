"""The page on which a person lets a channel app use the voucher, and the tokens that follow."""

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from accounts.models import Consent, Region
from accounts.services import client_keys
from tests.factories import vouchers as make
from vouchers import selectors
from vouchers.models import ChannelRegion, ChannelSlot
from yibao.audit.models import AuditEvent
from yibao.kernel.models import Tenant

from .channels import CALLBACK, SECRET, make_app

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)


@pytest.fixture
def bank(tenant):
    return make_app(tenant)


@pytest.fixture
def phone(holder):
    """The holder's browser, unlocked a moment ago."""
    return browser(holder)


def browser(user, *, unlock=True):
    """A signed-in browser."""
    one = Client(HTTP_HOST="127.0.0.1")
    one.force_login(user, backend=BACKEND)
    if unlock:
        one.post("/code/unlock/", {"pin": make.PIN})
    return one


def address(bank, **more):
    """Where the app sends its user."""
    asked = {
        "response_type": "code",
        "client_id": bank.client_id,
        "redirect_uri": CALLBACK,
        "scope": "me.profile me.voucher",
        "state": "s-1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | more
    kept = {key: value for key, value in asked.items() if value is not None}
    return f"/oauth/authorize/?{urlencode(kept)}"


def answered(response):
    """What the app finds in the address that the browser is sent to."""
    assert response.status_code == 302, response.content.decode()
    assert response.url.startswith(CALLBACK)
    return {key: value[0] for key, value in parse_qs(urlsplit(response.url).query).items()}


def exchange(bank, **data):
    """The app's own call to the token address."""
    pair = base64.b64encode(f"{bank.client_id}:{SECRET}".encode()).decode()
    return Client().post("/oauth/token/", data, headers={"Authorization": f"Basic {pair}"})


def tokens(bank, code, *, verifier=VERIFIER):
    """Trade the code in."""
    return exchange(
        bank,
        grant_type="authorization_code",
        code=code,
        redirect_uri=CALLBACK,
        code_verifier=verifier,
    )


def agreed(bank, phone, **more):
    """Press 同意; the code of the answer."""
    return answered(phone.post(address(bank, **more), {"decision": "agree"}))["code"]


def profile(access):
    """A call with the token."""
    return Client().get("/api/v1/me/profile/", headers={"Authorization": f"Bearer {access}"})


class TestPage:
    def test_says_who_asks_what_for_and_what_stays_closed(self, bank, phone):
        answer = phone.get(address(bank))
        words = answer.content.decode()
        assert answer.status_code == 200
        assert "连接示例银行" in words and "陈*军" in words and "https://bank.example" in words
        assert "在应用里开通、出示您的医保码" in words
        assert "看您能替哪些家人出示医保码" not in words
        assert "看不到身份证号、手机号和账单" in words
        assert "不同意" in words

    def test_lets_the_form_end_at_the_app_and_nowhere_else(self, bank, phone):
        policy = phone.get(address(bank))["Content-Security-Policy"]
        assert "form-action 'self' https://bank.example" in policy

    def test_asks_for_the_login_first_and_comes_back(self, bank):
        answer = Client().get(address(bank))
        assert answer.status_code == 302 and answer.url.startswith("/accounts/login/?next=")
        assert "code_challenge" in answer.url

    def test_asks_for_a_fresh_proof_and_comes_back_t28(self, bank, holder):
        late = browser(holder, unlock=False)
        answer = late.get(address(bank))
        assert answer.url.startswith("/code/unlock/?next=%2Foauth%2Fauthorize%2F%3F")
        back = late.post(answer.url, {"pin": make.PIN, "next": address(bank)})
        assert back.url == address(bank)

    def test_agrees_to_nothing_without_a_fresh_proof_t28(self, bank, holder):
        late = browser(holder, unlock=False)
        assert late.post(address(bank), {"decision": "agree"}).status_code == 403
        assert answered(late.post(address(bank), {"decision": "refuse"}))["error"]

    def test_leads_a_person_without_voucher_to_the_activation(self, bank, tenant):
        newcomer = browser(make.make_user(make.make_person(tenant)), unlock=False)
        words = newcomer.get(address(bank)).content.decode()
        assert "医保码还没激活" in words and "/vouchers/activate/" in words
        assert newcomer.post(address(bank), {"decision": "agree"}).url == address(bank)

    def test_is_not_for_staff(self, bank, tenant):
        from accounts.models import User

        staff = User.objects.create_staff(tenant=tenant, username="r", password="x")
        assert browser(staff, unlock=False).get(address(bank)).status_code == 403

    def test_refuses_a_forged_form(self, bank, holder):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(holder, backend=BACKEND)
        answer = strict.post(address(bank), {"decision": "agree"})
        assert answer.status_code == 403 and "text/html" in answer["Content-Type"]


class TestFalseRequests:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"client_id": "nobody"},
            {"client_id": None},
            {"redirect_uri": "https://evil.example/"},
            {"redirect_uri": "https://bank.example/callback/../evil/"},
        ],
    )
    def test_end_on_a_page_of_ours(self, bank, phone, wrong):
        answer = phone.get(address(bank, **wrong))
        assert answer.status_code == 400
        assert "应用发来的请求不对" in answer.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"scope": "me.profile visits:write"}, "invalid_scope"),
            ({"scope": "sandbox"}, "invalid_scope"),
            ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"response_type": "token"}, "unauthorized_client"),
        ],
    )
    def test_go_back_to_the_app_with_the_reason(self, bank, phone, wrong, error):
        for answer in (
            phone.get(address(bank, **wrong)),
            phone.post(address(bank, **wrong), {"decision": "agree"}),
        ):
            assert error in answer.url and answer.url.startswith(CALLBACK)
        assert not Consent.objects.exists()

    def test_of_an_app_without_channel_or_of_another_world_end_here(self, tenant, phone):
        loose = make_app(tenant, channel=False)
        foreign = make_app(Tenant.objects.get(code="live"))
        for app in (loose, foreign):
            assert phone.get(address(app)).status_code == 403
            assert phone.post(address(app), {"decision": "agree"}).status_code == 403

    def test_of_a_channel_that_is_off_in_the_area_end_here_p9(self, bank, phone):
        Region.objects.create(code="510600", name="德阳市")
        off = {"can_activate": False, "can_show": False, "can_bind": False}
        ChannelRegion.objects.create(channel=bank.channel, region_id="510600", **off)
        assert "没有开通" in phone.get(address(bank)).content.decode()

    def test_of_a_disabled_app_end_here(self, bank, phone):
        bank.is_enabled = False
        bank.save()
        assert phone.get(address(bank)).status_code == 400


class TestAnswer:
    def test_keeps_what_was_agreed_to(self, bank, phone, holder):
        found = answered(phone.post(address(bank), {"decision": "agree"}))
        assert found["state"] == "s-1" and found["iss"] == "http://127.0.0.1"
        consent = Consent.objects.get(user=holder)
        assert consent.kind == selectors.channels.consent_kind(bank.channel)
        event = AuditEvent.objects.get(verb="vouchers.channel.agreed")
        assert event.data["scopes"] == ["me.profile", "me.voucher"]

    def test_of_refusal_keeps_nothing(self, bank, phone):
        found = answered(phone.post(address(bank), {"decision": "refuse"}))
        assert (found["error"], found["state"]) == ("access_denied", "s-1")
        assert not Consent.objects.exists()


class TestTokens:
    def test_come_for_the_code_once(self, bank, phone):
        code = agreed(bank, phone)
        body = tokens(bank, code).json()
        assert body["scope"] == "me.profile me.voucher" and body["refresh_token"]
        assert profile(body["access_token"]).json()["psn_name"] == "陈*军"
        assert tokens(bank, code).json()["error"] == "invalid_grant"

    def test_need_the_verifier_and_the_app_that_asked(self, bank, phone, tenant):
        other = make_app(tenant)
        assert tokens(bank, agreed(bank, phone), verifier="x" * 50).status_code == 400
        assert tokens(other, agreed(bank, phone)).status_code == 400

    def test_rotate_and_an_old_one_ends_the_family(self, bank, phone):
        first = tokens(bank, agreed(bank, phone)).json()
        second = renew(bank, first["refresh_token"]).json()
        assert second["refresh_token"] != first["refresh_token"]
        assert profile(second["access_token"]).status_code == 200
        assert renew(bank, first["refresh_token"]).json()["error"] == "invalid_grant"
        assert profile(second["access_token"]).status_code == 401
        assert renew(bank, second["refresh_token"]).status_code == 400

    def test_renewed_grow_no_wider(self, bank, phone):
        first = tokens(bank, agreed(bank, phone, scope="me.profile")).json()
        wider = renew(bank, first["refresh_token"], scope="me.profile me.voucher")
        assert wider.json()["error"] == "invalid_scope"

    def test_carry_no_scope_that_the_app_has_lost_t75(self, bank, phone):
        first = tokens(bank, agreed(bank, phone)).json()
        bank.allowed_scopes = ["me.profile"]
        bank.save(update_fields=["allowed_scopes"])
        assert renew(bank, first["refresh_token"]).json()["scope"] == "me.profile"

    def test_carry_no_scope_that_the_key_keeps_closed_t75(self, bank, phone, holder):
        _, secret = client_keys.make(
            by=holder, client=bank, name="窄", scopes=["me.profile"], networks=""
        )
        pair = base64.b64encode(f"{bank.client_id}:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}"}
        said = {
            "grant_type": "authorization_code", "code": agreed(bank, phone),
            "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
        }  # fmt: skip
        first = Client().post("/oauth/token/", said, headers=headers).json()
        assert first["scope"] == "me.profile"
        said = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        assert Client().post("/oauth/token/", said, headers=headers).json()["scope"] == "me.profile"

    def test_end_by_revocation(self, bank, phone):
        body = tokens(bank, agreed(bank, phone)).json()
        pair = base64.b64encode(f"{bank.client_id}:{SECRET}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}"}
        gone = Client().post(
            "/oauth/revoke_token/", {"token": body["access_token"]}, headers=headers
        )
        assert gone.status_code == 200
        assert profile(body["access_token"]).status_code == 401
        assert renew(bank, body["refresh_token"]).status_code == 400

    def test_end_when_the_person_ends_the_channel_p37(self, bank, phone, holder):
        body = tokens(bank, agreed(bank, phone)).json()
        headers = {"Authorization": f"Bearer {body['access_token']}"}
        Client().post("/api/v1/me/channel/", "{}", "application/json", headers=headers)
        waiting = agreed(bank, phone)
        slot = ChannelSlot.objects.get()
        assert phone.post(f"/code/channels/{slot.ref}/end/").url == "/code/channels/"
        assert profile(body["access_token"]).status_code == 401
        assert renew(bank, body["refresh_token"]).status_code == 400
        assert tokens(bank, waiting).status_code == 400

    def test_for_the_app_itself_carry_nothing_personal(self, tenant):
        app = make_app(tenant, scopes=["me.profile", "sandbox"])
        body = exchange(app, grant_type="client_credentials").json()
        assert body["scope"] == "sandbox"
        refused = exchange(app, grant_type="client_credentials", scope="me.profile")
        assert refused.json()["error"] == "invalid_scope"


def renew(bank, refresh, **more):
    """Trade the refresh token in."""
    return exchange(bank, grant_type="refresh_token", refresh_token=refresh, **more)
