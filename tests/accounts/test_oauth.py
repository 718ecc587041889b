"""Tokens of partner clients: issued, hashed, limited (T75, T78)."""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.db import connection
from oauth2_provider.models import (
    get_access_token_model,
    get_grant_model,
    get_refresh_token_model,
)
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.models import PartnerClient
from accounts.rest.permissions import HasRequiredScope
from accounts.rest.throttling import ClientThrottle
from accounts.services import partners
from tests.factories.accounts import CLIENT_SECRET, PartnerClientFactory, UserFactory
from yibao.kernel import clock
from yibao.kernel.models import Tenant

AccessToken = get_access_token_model()
RefreshToken, Grant = get_refresh_token_model(), get_grant_model()
URL = "/oauth/token/"


class Probe(APIView):
    """Says who calls; stands for every endpoint."""

    required_scopes = {"GET": "settlements:read", "POST": "settlements:write"}
    throttle_classes = [ClientThrottle]

    def get(self, request):
        principal = request.user
        return Response(
            {
                "client": principal.client.client_id,
                "institution": principal.institution.fixmedins_code,
                "tenant": principal.tenant.code,
            }
        )

    def post(self, request):
        return Response({})


class Closed(APIView):
    """Names no scope."""

    def get(self, request):
        return Response({})


def basic(client, secret=CLIENT_SECRET):
    pair = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def ask(http, client, secret=CLIENT_SECRET, **data):
    return http.post(
        URL, {"grant_type": "client_credentials", **data}, headers=basic(client, secret)
    )


def call(token=None, method="get", view=Probe, **extra):
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token is not None else {}
    request = getattr(APIRequestFactory(), method)("/api/v1/probe/", **headers, **extra)
    return view.as_view()(request)


@pytest.fixture
def partner(tenant):
    return PartnerClientFactory(allowed_scopes=["settlements:read", "vouchers:scan"])


@pytest.fixture
def token(client, partner):
    return ask(client, partner).json()["access_token"]


@pytest.mark.django_db
class TestIssuing:
    def test_answers_a_bearer_token_for_an_hour(self, client, partner):
        answer = ask(client, partner)
        assert answer.status_code == 200
        body = answer.json()
        assert body["token_type"] == "Bearer" and body["expires_in"] == 3600
        assert set(body["scope"].split()) == {"settlements:read", "vouchers:scan"}
        assert answer["Cache-Control"] == "no-store"
        assert "refresh_token" not in body

    def test_keeps_no_plain_token_and_no_plain_secret(self, client, partner):
        token = ask(client, partner).json()["access_token"]
        row = AccessToken.objects.get()
        assert token not in (row.token, row.token_checksum)
        assert row.token_checksum == hashlib.sha256(token.encode()).hexdigest()
        stored = PartnerClient.objects.get().client_secret
        assert CLIENT_SECRET not in stored and is_password_usable(stored)

    def test_limits_the_scope_to_what_was_asked_for(self, client, partner):
        answer = ask(client, partner, scope="settlements:read")
        assert answer.json()["scope"] == "settlements:read"

    def test_refuses_a_scope_that_the_client_lacks_in_oauth_s_own_form(self, client, partner):
        for scope in ("refunds:write", "settlements:read refunds:write", "nonsense"):
            answer = ask(client, partner, scope=scope)
            assert answer.status_code == 400
            assert answer.json()["error"] == "invalid_scope"
        assert not AccessToken.objects.exists()

    def test_refuses_a_wrong_secret(self, client, partner):
        answer = ask(client, partner, secret="wrong")
        assert answer.status_code == 401 and answer.json()["error"] == "invalid_client"

    def test_refuses_a_disabled_client(self, client, partner):
        PartnerClient.objects.update(is_enabled=False)
        assert ask(client, partner).status_code == 401

    def test_wakes_no_token_when_it_is_switched_on_again(self, partner):
        """T75: access, renewal and half-made grants end with the switch, for good."""
        user = UserFactory()
        moment = clock.now() + timedelta(hours=1)
        common = {"application": partner, "user": user}
        RefreshToken.objects.create(token="renew", **common)
        AccessToken.objects.create(token="use", expires=moment, **common)
        Grant.objects.create(
            code="half", expires=moment, redirect_uri="https://a.example", **common
        )
        for is_enabled in (False, True):
            partners.set_enabled(by=None, client=partner, is_enabled=is_enabled, reason="查一查")
        assert not AccessToken.objects.filter(application=partner).exists()
        assert not Grant.objects.exists()
        assert not RefreshToken.objects.filter(revoked__isnull=True).exists()

    def test_knows_no_other_grants(self, client, partner):
        for grant in ("password", "implicit", "urn:ietf:params:oauth:grant-type:device_code"):
            answer = client.post(URL, {"grant_type": grant}, headers=basic(partner))
            assert answer.status_code == 400
            assert answer.json()["error"] == "unsupported_grant_type"

    def test_gives_an_institution_s_program_no_person_s_token(self, client, partner):
        for grant in ("authorization_code", "refresh_token"):
            data = {"grant_type": grant, "code": "x", "refresh_token": "x"}
            answer = client.post(URL, data, headers=basic(partner))
            assert answer.status_code == 400
            assert "access_token" not in answer.json()

    def test_gives_the_sandbox_scope_to_clients_of_a_sandbox_only(self, client):
        live = Tenant.objects.get(code="live")
        real = PartnerClientFactory(tenant=live, allowed_scopes=["sandbox", "vouchers:scan"])
        assert ask(client, real).json()["scope"] == "vouchers:scan"
        assert ask(client, real, scope="sandbox").json()["error"] == "invalid_scope"
        demo = PartnerClientFactory(allowed_scopes=["sandbox"])
        assert ask(client, demo).json()["scope"] == "sandbox"

    def test_closes_for_a_source_that_keeps_guessing(self, client, partner, monkeypatch):
        monkeypatch.setattr("accounts.rest.oauth.FAILURES_A_MINUTE", 3)
        monkeypatch.setattr("accounts.rest.oauth.WINDOW", 86400)
        for _ in range(3):
            assert ask(client, partner, secret="wrong").status_code == 401
        answer = ask(client, partner)
        assert answer.status_code == 429 and answer["Retry-After"]
        assert ask(client, partner, secret="wrong").status_code == 429

    @pytest.mark.parametrize(
        "path", ["introspect/", "applications/", "device/", "userinfo/", "register/"]
    )
    def test_offers_no_other_address(self, client, path):
        assert client.get(f"/oauth/{path}").status_code in (302, 404)

    def test_does_not_answer_get(self, client, partner):
        assert client.get(URL, headers=basic(partner)).status_code == 405


@pytest.mark.django_db
class TestTokens:
    def test_tell_who_calls_in_one_query(
        self, token, partner, django_assert_num_queries, monkeypatch
    ):
        monkeypatch.setattr(Probe, "throttle_classes", [])
        with django_assert_num_queries(1):
            answer = call(token)
        assert answer.status_code == 200
        assert answer.data == {
            "client": partner.client_id,
            "institution": partner.institution.fixmedins_code,
            "tenant": "demo",
        }

    @pytest.mark.parametrize("wrong", [None, "", "nonsense", "x" * 2000, "a b"])
    def test_that_are_missing_or_wrong_are_401(self, partner, wrong):
        answer = call(wrong)
        assert answer.status_code == 401
        assert answer.data["code"] == "auth.token_invalid"
        assert answer["WWW-Authenticate"].startswith("Bearer")

    def test_end_after_their_hour(self, token):
        AccessToken.objects.update(expires=clock.now() - timedelta(seconds=1))
        assert call(token).status_code == 401

    def test_end_with_their_client(self, token):
        PartnerClient.objects.update(is_enabled=False)
        assert call(token).status_code == 401

    def test_of_basic_credentials_do_not_open_the_api(self, partner):
        request = APIRequestFactory().get(
            "/api/v1/probe/", HTTP_AUTHORIZATION=basic(partner)["Authorization"]
        )
        assert Probe.as_view()(request).status_code == 401

    def test_open_only_what_their_scope_names(self, token):
        answer = call(token, "post", data={}, format="json")
        assert answer.status_code == 403
        assert answer.data["code"] == "auth.scope_missing"
        assert answer.data["scope"] == "settlements:write"

    def test_do_not_open_a_view_that_names_no_scope(self, token):
        assert call(token, view=Closed).status_code == 403

    def test_meet_405_where_the_verb_does_not_exist(self, token):
        assert call(token, "delete").status_code == 405

    def test_issued_narrow_stay_narrow(self, client, partner):
        narrow = ask(client, partner, scope="vouchers:scan").json()["access_token"]
        assert call(narrow).status_code == 403

    def test_permission_is_the_default_of_every_view(self):
        assert HasRequiredScope in APIView.permission_classes


@pytest.mark.django_db
class TestLimits:
    def test_are_told_in_headers(self, token, settings):
        settings.API_REQUESTS_PER_MINUTE = 20
        answer = call(token)
        assert answer["RateLimit-Limit"] == "20"
        assert answer["RateLimit-Remaining"] == "19"
        assert 0 < int(answer["RateLimit-Reset"]) <= 60

    def test_belong_to_the_client_not_to_address_or_token(
        self, client, partner, settings, monkeypatch
    ):
        monkeypatch.setattr("accounts.rest.throttling.WINDOW", 86400)
        settings.API_REQUESTS_PER_MINUTE = 2
        tokens = [ask(client, partner).json()["access_token"] for _ in range(3)]
        answers = [
            call(token, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").status_code
            for number, token in enumerate(tokens)
        ]
        assert answers == [200, 200, 429]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
class TestLimitsInParallel:
    def test_two_hundred_calls_with_limit_twenty_let_twenty_through(
        self, client, tenant, settings, monkeypatch
    ):
        monkeypatch.setattr("accounts.rest.throttling.WINDOW", 86400)
        settings.API_REQUESTS_PER_MINUTE = 20
        partner = PartnerClientFactory()
        token = ask(client, partner).json()["access_token"]

        def knock(number):
            try:
                return call(token, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(knock, range(200)))
        assert answers.count(200) == 20 and answers.count(429) == 180
