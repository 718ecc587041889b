"""Signatures of Standard Webhooks: ``v1,`` and Base64 of HMAC-SHA256 over id.timestamp.body."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """``whsec_`` and 32 random bytes in Base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def wire(body: dict[str, Any]) -> bytes:
    """The bytes that are sent and signed."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature; ``timestamp`` are Unix seconds."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def headers(keys: list[str], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers; during a change of secrets two signatures stand side by side."""
    signed = [signature(one, message_id=message_id, timestamp=timestamp, body=body) for one in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signed),
    }
