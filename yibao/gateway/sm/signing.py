"""SM2 with SM3: keys as Base64, signatures as r‖s (64 bytes) in Base64."""

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum

import gmssl_pyx
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

_PRIVATE, _PUBLIC, _HALF = 32, 64, 32
DEFAULT_USER_ID = b"1234567812345678"


class UserId(StrEnum):
    """What a client takes as the SM2 user id; AUTO tries both."""

    AUTO = "AUTO"
    DEFAULT = "DEFAULT"
    SECRET = "SECRET"

    def candidates(self, secret: str) -> list[bytes]:
        """The user ids that may have signed, the one for our own signature first."""
        own = {UserId.DEFAULT: [DEFAULT_USER_ID], UserId.SECRET: [secret.encode()]}
        return own.get(self, [DEFAULT_USER_ID, secret.encode()])


class LeafValues(StrEnum):
    """Whether numbers in the signed data stay numbers or become strings; AUTO tries both."""

    AUTO = "AUTO"
    JSON = "JSON"
    TEXT = "TEXT"

    def candidates(self) -> list[bool]:
        """Whether to write leaves as text, the way of our own signature first."""
        return {LeafValues.JSON: [False], LeafValues.TEXT: [True]}.get(self, [False, True])


class KeyRefused(ValueError):
    """The text is no key of this kind."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key with its public key, raw bytes (32 and 64)."""

    private: bytes
    public: bytes

    @classmethod
    def parse(cls, *, private: str, public: str) -> "KeyPair":
        """From Base64 of 32 and of 64 (or 65, leading 04) bytes. Raises ``KeyRefused``."""
        key = _decoded(private)
        if len(key) != _PRIVATE:
            raise KeyRefused("a private key has 32 bytes")
        pair = cls(key, public_key_of(public))
        if not verify("probe", sign("probe", pair=pair), public=pair.public):
            raise KeyRefused("the two keys do not belong together")
        return pair

    def texts(self) -> tuple[str, str]:
        """Base64 of the private key and of the public key."""
        return (
            base64.b64encode(self.private).decode(),
            base64.b64encode(b"\x04" + self.public).decode(),
        )


def generate() -> KeyPair:
    """A new pair."""
    public, private = gmssl_pyx.sm2_key_generate()
    return KeyPair(private, public)


def public_key_of(text: str) -> bytes:
    """The 64 bytes of a public key given as Base64. Raises ``KeyRefused`` off the curve."""
    try:
        return gmssl_pyx.normalize_sm2_public_key(_decoded(text))
    except gmssl_pyx.InvalidValueError as failure:
        raise KeyRefused("no point of the curve") from failure


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as failure:
        raise KeyRefused("not Base64") from failure


def sign(text: str, *, pair: KeyPair, user_id: bytes = DEFAULT_USER_ID) -> str:
    """Base64 of r‖s over the UTF-8 text."""
    der = gmssl_pyx.sm2_sign(pair.private, pair.public, text.encode(), user_id)
    r, s = decode_dss_signature(der)
    return base64.b64encode(r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")).decode()


def verify(text: str, signature: str, *, public: bytes, user_id: bytes = DEFAULT_USER_ID) -> bool:
    """Whether the holder of the key signed the text; a malformed signature did not."""
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(raw) != _PUBLIC:
        return False
    der = encode_dss_signature(
        int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
    )
    try:
        return gmssl_pyx.sm2_verify(public, text.encode(), der, user_id)
    except gmssl_pyx.GmsslInnerError:
        return False
