"""Sealing of personal data and keyed look-up hashes (T89, T90).

A sealed value is ``v1.<key id>.<base64(nonce + ciphertext)>``, AES-256-GCM, with model, column
and row id as associated data: a ciphertext moved to another row or column does not open.
The first key of ``FIELD_KEYS`` (``id:hex,id:hex``) seals; all of them open.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = "v1"


class SealBroken(ValueError):
    """The value was changed, moved to another row, or sealed with an unknown key."""


@lru_cache(maxsize=4)
def _ring(text: str) -> tuple[str, dict[str, AESGCM]]:
    pairs = [part.partition(":") for part in text.split(",") if part]
    ring = {key_id: AESGCM(bytes.fromhex(key)) for key_id, _, key in pairs}
    return pairs[0][0], ring


def seal(plain: str, *, context: str) -> str:
    """Encrypt ``plain`` under the current key, bound to ``context``."""
    key_id, ring = _ring(settings.FIELD_KEYS)
    nonce = os.urandom(12)
    body = ring[key_id].encrypt(nonce, plain.encode(), context.encode())
    return f"{_VERSION}.{key_id}.{base64.urlsafe_b64encode(nonce + body).decode()}"


def unseal(token: str, *, context: str) -> str:
    """Decrypt; raises ``SealBroken`` where value, row or key do not fit."""
    version, _, rest = token.partition(".")
    key_id, _, body = rest.partition(".")
    ring = _ring(settings.FIELD_KEYS)[1]
    if version != _VERSION or key_id not in ring:
        raise SealBroken("unknown version or key id")
    raw = base64.urlsafe_b64decode(body)
    try:
        return ring[key_id].decrypt(raw[:12], raw[12:], context.encode()).decode()
    except InvalidTag as broken:
        raise SealBroken("authentication failed") from broken


def key_id_of(token: str) -> str:
    """The id of the key that sealed the value."""
    return token.split(".", 2)[1]


def current_prefix() -> str:
    """How every value begins that the current key has sealed."""
    return f"{_VERSION}.{_ring(settings.FIELD_KEYS)[0]}."


def blind_index(value: str, column: str) -> str:
    """Keyed hash of a value for equality look-up; 64 hex digits, one key space a column."""
    return keyed_hash(settings.INDEX_KEY, f"{column}\x00{value}")


def code_hash(code: str) -> str:
    """Keyed hash under which a dynamic code is stored; the code itself never is."""
    return keyed_hash(settings.CODE_KEY, code)


def keyed_hash(key_hex: str, text: str) -> str:
    """HMAC-SHA256 as hex."""
    return hmac.new(bytes.fromhex(key_hex), text.encode(), hashlib.sha256).hexdigest()
