"""A client's list of addresses binds token requests and every call with its tokens (T75)."""

import base64

import pytest
from django.test import Client

from accounts.errors import ClientKeyNetworkWrong
from accounts.rules.client_keys import is_from
from accounts.services import client_keys, partners
from tests.factories import world
from tests.factories.accounts import UserFactory
from yibao.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
HOME, NEAR, AWAY = "127.0.0.1", "203.0.113.7", "198.51.100.1"


@pytest.fixture
def till(tenant):
    return world.Till(world.institution(tenant))


def allow(client, text):
    partners.set_networks(by=None, client=client, text=text, reason="上线登记")
    client.refresh_from_db()


def token(client, secret, *, address=HOME):
    """The answer of the token endpoint."""
    pair = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    return Client().post(
        "/oauth/token/", {"grant_type": "client_credentials"}, REMOTE_ADDR=address,
        headers={"Authorization": f"Basic {pair}"},
    )  # fmt: skip


def read(bearer, *, address=HOME):
    """One call with a token."""
    return Client().get(
        "/api/v1/clearings/", REMOTE_ADDR=address, headers={"Authorization": f"Bearer {bearer}"}
    )


class TestTheListOfAClient:
    def test_binds_tokens_that_were_fetched_before(self, till):
        assert read(till.token, address=AWAY).status_code == 200
        allow(till.client, "203.0.113.0/24")
        refused = read(till.token)
        assert (refused.status_code, refused.json()["code"]) == (403, "accounts.client.address")
        assert "登记" in refused.json()["detail"]
        assert read(till.token, address=NEAR).status_code == 200
        assert read(till.token, address=f"::ffff:{NEAR}").status_code == 200
        allow(till.client, "")
        assert read(till.token).status_code == 200

    def test_binds_token_requests_by_either_secret(self, till):
        allow(till.client, NEAR)
        by = UserFactory(tenant=till.client.tenant)
        _, key = client_keys.make(by=by, client=till.client, name="新", scopes=[], networks="")
        own = partners.rotate_secret(by=by, client=till.client, reason="开通")
        for secret in (own, key):
            assert token(till.client, secret, address=NEAR).status_code == 200
            refused = token(till.client, secret)
            assert refused.status_code == 401
            assert HOME in refused.json()["error_description"]

    def test_is_refused_whole_where_a_line_is_wrong(self, till):
        allow(till.client, NEAR)
        with pytest.raises(ClientKeyNetworkWrong):
            allow(till.client, "10.0.0.1 hospital")
        till.client.refresh_from_db()
        assert till.client.networks == [f"{NEAR}/32"]
        event = AuditEvent.objects.get(verb="accounts.client.networks_set")
        assert event.data["networks"] == [f"{NEAR}/32"]


class TestTheListOfAKey:
    def test_binds_the_calls_of_its_own_tokens_only(self, till):
        by = UserFactory(tenant=till.client.tenant)
        _, narrow = client_keys.make(by=by, client=till.client, name="窄", scopes=[], networks=NEAR)
        bearer = token(till.client, narrow, address=NEAR).json()["access_token"]
        assert read(bearer, address=NEAR).status_code == 200
        assert read(bearer, address=AWAY).json()["code"] == "accounts.client.address"
        assert read(till.token, address=AWAY).status_code == 200


class TestAddresses:
    @pytest.mark.parametrize("address", ["", "unix", "203.0.113.7:80", "203.0.114.7", "::1"])
    def test_that_are_not_on_the_list_are_refused(self, address):
        assert not is_from(["203.0.113.0/24"], address)
        assert is_from([], address)
