"""Keys of clients: two beside each other, changed without a stop, for some addresses (T75)."""

import base64

import pytest
from oauth2_provider.models import get_access_token_model

from accounts.errors import (
    ClientKeyNetworkWrong,
    ClientKeyNotFound,
    ClientKeyScopeForeign,
    ClientKeysTwo,
)
from accounts.models import ClientKey
from accounts.rules.client_keys import networks_of
from accounts.services import client_keys
from tests.factories.accounts import CLIENT_SECRET, PartnerClientFactory, UserFactory

AccessToken = get_access_token_model()
HOME = "127.0.0.1"


@pytest.fixture
def partner(db):
    return PartnerClientFactory(allowed_scopes=["settlements:read", "settlements:write"])


def made(partner, *, name="新", scopes=(), networks=""):
    by = UserFactory(tenant=partner.tenant)
    return client_keys.make(
        by=by, client=partner, name=name, scopes=list(scopes), networks=networks
    )


def ask(http, partner, secret, *, address=HOME, **data):
    pair = base64.b64encode(f"{partner.client_id}:{secret}".encode()).decode()
    return http.post(
        "/oauth/token/",
        {"grant_type": "client_credentials", **data},
        headers={"Authorization": f"Basic {pair}"},
        REMOTE_ADDR=address,
    )


class TestAKey:
    def test_is_changed_for_another_without_a_stop(self, client, partner):
        old, old_secret = made(partner, name="旧")
        first = ask(client, partner, old_secret).json()["access_token"]
        _, new_secret = made(partner)
        with pytest.raises(ClientKeysTwo):
            made(partner, name="第三个")
        second = ask(client, partner, new_secret).json()["access_token"]
        assert ask(client, partner, old_secret).status_code == 200
        client_keys.revoke(by=old.created_by, client=partner, ref=old.ref)
        assert ask(client, partner, old_secret).status_code == 401
        assert ask(client, partner, new_secret).status_code == 200
        assert ask(client, partner, CLIENT_SECRET).status_code == 200
        assert AccessToken.objects.filter(application=partner).count() == 3
        assert second != first
        assert made(partner, name="又一个")[0].slot == old.slot
        with pytest.raises(ClientKeyNotFound):
            client_keys.revoke(by=old.created_by, client=partner, ref=old.ref)

    def test_that_is_revoked_while_it_is_shown_leaves_no_token(self, client, partner, monkeypatch):
        key, secret = made(partner)
        found = client_keys.matching

        def revoked_at_once(**asked):
            row = found(**asked)
            client_keys.revoke(by=key.created_by, client=partner, ref=key.ref)
            return row

        monkeypatch.setattr(client_keys, "matching", revoked_at_once)
        refused = ask(client, partner, secret)
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
        assert not AccessToken.objects.filter(application=partner).exists()

    def test_is_stored_as_a_digest_and_notes_its_use(self, client, partner):
        key, secret = made(partner)
        assert secret.startswith("yb_test_" if partner.tenant.is_sandbox else "yb_live_")
        assert secret not in str(ClientKey.objects.filter(pk=key.pk).values())
        body = {"client_id": partner.client_id, "client_secret": secret}
        said = client.post("/oauth/token/", {"grant_type": "client_credentials", **body})
        assert said.status_code == 200
        key.refresh_from_db()
        assert key.last_used_at is not None and key.tail == secret[-4:]

    def test_has_no_more_than_its_own_scopes(self, client, partner):
        _, secret = made(partner, scopes=["settlements:read"])
        assert ask(client, partner, secret).json()["scope"] == "settlements:read"
        refused = ask(client, partner, secret, scope="settlements:write")
        assert refused.json()["error"] == "invalid_scope"
        with pytest.raises(ClientKeyScopeForeign):
            made(partner, scopes=["webhooks"])

    def test_is_refused_from_another_address_with_a_reason(self, client, partner):
        _, secret = made(partner, networks="203.0.113.0/24，2001:db8::1")
        for address in ("203.0.113.7", "2001:db8::1"):
            assert ask(client, partner, secret, address=address).status_code == 200
        refused = ask(client, partner, secret, address="198.51.100.1")
        assert refused.status_code == 401
        assert "198.51.100.1 is not in the list" in refused.json()["error_description"]
        with pytest.raises(ClientKeyNetworkWrong):
            made(partner, networks="somewhere")

    def test_of_another_client_opens_nothing(self, client, partner):
        _, secret = made(partner)
        assert ask(client, PartnerClientFactory(), secret).status_code == 401
        assert ask(client, partner, "yb_test_" + "0" * 48).status_code == 401
        partner.is_enabled = False
        partner.save()
        assert ask(client, partner, secret).status_code == 401


class TestNetworks:
    def test_are_read_in_any_form_and_refused_when_many(self):
        assert networks_of("203.0.113.9, 10.0.0.1/8\n") == ["203.0.113.9/32", "10.0.0.0/8"]
        with pytest.raises(ValueError, match="too many"):
            networks_of(" ".join(["10.0.0.1"] * 21))
