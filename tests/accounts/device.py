"""Signing in the way people do, with a phone number, and a software passkey."""

import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from tests.accounts.walk import CODE, LOGIN, last_code

ORIGIN = "https://testserver"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1 Safari/604.1"


def sign_in(user, http=None, agent=IPHONE):
    """A browser after number and code; pass the old one to come back on a known device."""
    http = http or Client(headers={"user-agent": agent})
    http.post(LOGIN, {"phone": user.phone})
    answer = http.post(CODE, {"code": last_code()})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return http


class Authenticator:
    """One passkey in software: made once, then signing; verifies its user always."""

    def __init__(self, origin=ORIGIN, rp_id="testserver"):
        self.origin, self.rp_id = origin, rp_id
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.count = 0

    def _client_data(self, kind, challenge):
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _data(self, flags, more=b""):
        self.count += 1
        head = hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags])
        return head + struct.pack(">I", self.count) + more

    def _answer(self, response):
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def make(self, options, flags=0x45):
        """The answer to a question of ``adding_question``."""
        cose = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = b"\0" * 16 + struct.pack(">H", len(self.id)) + self.id + cose
        whole = {"fmt": "none", "attStmt": {}, "authData": self._data(flags, attested)}
        client = self._client_data("webauthn.create", options["publicKey"]["challenge"])
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(cbor.encode(whole)),
            }
        )

    def show(self, options, flags=0x05):
        """The answer to a question of ``proving_question``."""
        client = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(flags)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signed),
            }
        )


def is_same(name, authenticator):
    """Whether a stored id is this authenticator's."""
    return websafe_decode(name) == authenticator.id
