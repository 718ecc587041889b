"""Each way of showing who calls, and the error of the gateway where it fails (T73, T75)."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.services import partners
from tests.factories import world
from tests.gateway import chains
from tests.gateway.client import System, csb, read, static_key, tif
from vouchers.models import Scan
from vouchers.services import codes
from yibao.gateway.models import GatewayAccess, GatewayMessage, GatewayNonce, GatewaySession
from yibao.gateway.services import access, authentication
from yibao.gateway.services.messages import STRANGERS_A_MINUTE
from yibao.gateway.sm import cipher, signing

SIGN_IN = {"signIn": {"opter_no": "0001", "mac": "00-11", "ip": "10.0.0.8"}}


@pytest.fixture
def opened(place, partner):
    """Open the interface in a variant; the system and what its owner was told."""

    def make(variant, **more):
        opening = access.Opening(variant=variant, **more)
        _, told = access.open_for(by=None, client=partner, opening=opening)
        return System(Client().post, place.fixmedins_code), told.split()

    return make


def denied(reply):
    """The gateway's own error, which is no envelope."""
    return reply.status == 401 and reply.document["code"] == 401 and reply.document["message"]


@pytest.mark.django_db
class TestTif:
    def test_lets_the_right_signature_in(self, opened):
        system, (key, secret) = opened("TIF")
        system.signer = tif(key, secret)
        assert system.call("9001", SIGN_IN).code == 0

    def test_refuses_wrong_signatures_old_timestamps_and_unknown_keys(self, opened):
        system, (key, secret) = opened("TIF")
        for signer in (
            tif(key, "wrong"), tif(key, secret, age=301), tif(key, secret, age=-301),
            tif("other", secret), tif(key, secret, nonce="空"), lambda m: {"x-tif-paasid": key},
        ):  # fmt: skip
            system.signer = signer
            assert denied(system.call("9001", SIGN_IN))
        assert not GatewaySession.objects.exists()

    def test_takes_a_nonce_once(self, opened):
        system, (key, secret) = opened("TIF")
        system.signer = tif(key, secret, nonce="abc123")
        assert system.call("9001", SIGN_IN).code == 0
        assert denied(system.call("9001", SIGN_IN))

    def test_forgets_nonces_that_are_too_old_to_pass(self, opened):
        system, (key, secret) = opened("TIF")
        system.signer = tif(key, secret)
        system.call("9001", SIGN_IN)
        GatewayNonce.objects.update(seen_at="2020-01-01T00:00:00Z")
        assert authentication.forget_nonces(by=None) == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_one_of_many_equal_calls_gets_through(opened):
    """T73: a forged repeat of headers, many at once, is done once."""
    system, (key, secret) = opened("TIF")
    system.signer = tif(key, secret, nonce="once")

    def call(_):
        try:
            return system.call("9001", SIGN_IN).status
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(call, range(16)))
    assert statuses == [200] + [401] * 15


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_message_sent_many_times_at_once_is_done_once(opened):
    """I7: the repeats wait for the first and get its answer."""
    system, _ = opened("NONE")
    message = system.envelope("9001", SIGN_IN)

    def call(_):
        try:
            return system.send(message).text
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        texts = set(pool.map(call, range(16)))
    assert len(texts) == 1
    assert GatewaySession.objects.count() == 1


@pytest.mark.django_db
class TestTheOthers:
    def test_service_gateway_signs_its_four_headers(self, opened):
        system, (key, secret) = opened("CSB_HMAC", window_seconds=1800)
        system.signer = csb(key, secret, age=1700)
        assert system.call("9001", SIGN_IN).code == 0
        for signer in (csb(key, "wrong"), csb(key, secret, age=1900), csb("other", secret)):
            system.signer = signer
            assert denied(system.call("9001", SIGN_IN))

    def test_static_key_is_stored_hashed_and_compared(self, opened):
        system, (key,) = opened("API_KEY")
        system.signer = static_key(key)
        assert system.call("9001", SIGN_IN).code == 0
        row = GatewayAccess.objects.get()
        assert key not in (row.key_index, row.access_key) and row.secret is None
        system.signer = static_key(key[:-1])
        assert denied(system.call("9001", SIGN_IN))

    def test_without_a_proof_only_the_sandbox_is_spoken_to(self, opened, city):
        system, _ = opened("NONE")
        city.kind = "LIVE"
        city.save(update_fields=["kind"])
        reply = system.call("9001", SIGN_IN)
        assert reply.code == -1 and "验证" in reply.words

    def test_an_access_that_is_switched_off_hides_no_later_one(self, opened, place, partner):
        system, _ = opened("NONE")
        former = GatewayAccess.objects.get()
        access.set_enabled(by=None, access=former, is_enabled=False, reason="停用")
        assert "停用" in system.call("9001", SIGN_IN).words
        later = world.client_of(place, scopes=world.ALL_SCOPES)
        access.open_for(by=None, client=later, opening=access.Opening(variant="NONE"))
        assert system.call("9001", SIGN_IN).code == 0

    def test_no_proof_is_given_out_outside_the_sandbox(self, opened, city, partner):
        city.kind = "LIVE"
        city.save(update_fields=["kind"])
        partner.tenant.refresh_from_db()
        with pytest.raises(access.AccessNotPossible):
            opened("NONE")

    def test_client_that_must_sign_cannot_come_without(self, opened):
        system, _ = opened("TIF")
        assert "验证" in system.call("9001", SIGN_IN).words

    def test_client_speaks_for_its_own_institution_only(self, opened, city):
        """T75."""
        system, (key, secret) = opened("TIF")
        system.signer, system.institution = tif(key, secret), world.institution(city).fixmedins_code
        assert "机构编号" in system.call("9001", SIGN_IN).words

    def test_switched_off_is_off_and_new_secrets_end_the_old(self, opened):
        system, (key, secret) = opened("TIF")
        system.signer = tif(key, secret)
        row = GatewayAccess.objects.get()
        access.set_enabled(by=None, access=row, is_enabled=False, reason="停用")
        assert denied(system.call("9001", SIGN_IN))
        access.set_enabled(by=None, access=row, is_enabled=True, reason="启用")
        _, fresh = access.rotate(by=None, access=row, reason="换密钥").split()
        assert denied(system.call("9001", SIGN_IN))
        system.signer = tif(key, fresh)
        assert system.call("9001", SIGN_IN).code == 0


@pytest.mark.django_db
class TestSealedBodies:
    def test_are_opened_answered_sealed_and_signed(self, opened):
        system, key, ours, platform = self._system(opened)
        message = self._sealed(system, key, ours)
        reply = system.send(message)
        hexed = base64.b64decode(reply.document["output"]).hex()
        output = json.loads(cipher.decrypt(bytes.fromhex(key), hexed))
        assert output["signinoutb"]["sign_no"]
        head = {k: str(v) for k, v in reply.document.items() if k not in ("cainfo", "output")}
        text = "&".join(f"{k}={head[k]}" for k in sorted(head) if head[k])
        public = signing.public_key_of(platform)
        assert signing.verify(text, reply.document["cainfo"], public=public)

    def test_repeat_the_same_sealed_output(self, opened):
        system, key, ours, _ = self._system(opened)
        message = self._sealed(system, key, ours)
        first, second = system.send(message), system.send(message)
        assert first.document["output"] == second.document["output"]

    @pytest.mark.parametrize("change", [{"opter": "9999"}, {"msgid": "X1"}, {"cainfo": "AAAA"}])
    def test_are_refused_when_something_signed_was_changed(self, opened, change):
        system, key, ours, _ = self._system(opened)
        reply = system.send({**self._sealed(system, key, ours), **change})
        assert reply.code == -1 and "验证" in reply.words

    @pytest.mark.parametrize("sealed", ["not base64!", "AAAA", {"signIn": {}}, ""])
    def test_are_refused_when_they_do_not_open(self, opened, sealed):
        system, key, ours, _ = self._system(opened)
        reply = system.send({**self._sealed(system, key, ours), "input": sealed})
        assert reply.code == -1

    def _system(self, opened):
        ours = signing.generate()
        system, told = opened("SM_BODY", peer_key=ours.texts()[1])
        return system, told[1], ours, told[3]

    def _sealed(self, system, key, ours):
        message = system.envelope("9001", {})
        plain = json.dumps(SIGN_IN).encode()
        sealed = bytes.fromhex(cipher.encrypt(bytes.fromhex(key), plain))
        message |= {"input": base64.b64encode(sealed).decode(), "enc_type": "SM4"}
        head = {k: v for k, v in message.items() if k not in ("cainfo", "input") and v != "null"}
        text = "&".join(f"{k}={head[k]}" for k in sorted(head))
        return {**message, "cainfo": signing.sign(text, pair=ours)}


@pytest.mark.django_db
def test_amounts_leave_as_texts_where_the_client_wants_that(opened, worker):
    system, _ = opened("NONE", numbers="TEXT")
    row = {"mdtrt_cert_type": "03", "mdtrt_cert_no": worker.person.card_no}
    reply = read(
        system.post(
            "/gateway/1101",
            json.dumps(system.envelope("1101", {"data": row})),
            content_type="text/plain",
        )
    )
    assert reply.output["insuinfo"][0]["balc"] == "100.00"


@pytest.mark.django_db
class TestStrangers:
    def test_fill_the_log_of_messages_no_further_than_a_minutes_share(self, system):
        """T78: who proves nothing writes so many lines a minute, and is answered all the same."""
        said = {**system.envelope("9001", SIGN_IN), "fixmedins_code": "H00000000000"}
        with time_machine.travel(datetime(2026, 3, 2, 10, 0, 5, tzinfo=UTC), tick=False):
            for _ in range(STRANGERS_A_MINUTE + 5):
                assert system.send(said).code == -1
        assert GatewayMessage.objects.count() == STRANGERS_A_MINUTE


@pytest.mark.django_db
class TestAddresses:
    """The client's list of addresses holds for every way of speaking (T75)."""

    @pytest.fixture
    def listed(self, system, partner):
        partners.set_networks(by=None, client=partner, text="203.0.113.0/24", reason="上线")
        return system

    def test_of_the_interface_and_of_the_library(self, listed, worker):
        away, near = Client(REMOTE_ADDR="198.51.100.1").post, Client(REMOTE_ADDR="203.0.113.8").post
        listed.post = near
        assert listed.call("1101", {"data": chains.card(worker)}).code == 0
        listed.post = away
        reply = listed.call("1101", {"data": chains.card(worker)})
        assert reply.code == -1 and "来访地址" in reply.words
        code = codes.issue(by=worker.user, person=worker.person).code
        before = Scan.objects.count()
        with pytest.raises(KeyError):
            listed.decode(code)
        assert Scan.objects.count() == before
        listed.post = near
        assert listed.decode(code)["data"]["ecToken"]
