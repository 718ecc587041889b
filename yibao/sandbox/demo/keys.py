"""Secrets of demo accounts, derived from ``SECRET_KEY``.

Stored forms are hashed like everybody's; deriving lets the demo print them without keeping them.
Only sandbox tenants have such accounts, so nothing in production follows from its ``SECRET_KEY``.
"""

import base64
import hashlib
import hmac

from django.conf import settings


def derive(purpose: str, key: str) -> bytes:
    """32 bytes for one purpose and one account."""
    text = f"yibao.sandbox\x00{purpose}\x00{key}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()


def client_secret(key: str) -> str:
    """Secret of a partner client: 43 characters."""
    return base64.urlsafe_b64encode(derive("client", key)).decode().rstrip("=")


def staff_password(username: str) -> str:
    """Password of a member of staff: 20 letters and digits in five groups."""
    text = base64.b32encode(derive("password", username)).decode().lower()[:20]
    return "-".join(text[at : at + 4] for at in range(0, 20, 4))


def totp_key(username: str) -> bytes:
    """Second factor of a member of staff: 20 bytes (RFC 4226)."""
    return derive("totp", username)[:20]


def totp_secret(username: str) -> str:
    """The same as authenticator apps read it: base32."""
    return base64.b32encode(totp_key(username)).decode()


def opaque_digits(purpose: str, key: str, length: int) -> str:
    """Digits that say nothing about the person, the same in every installation."""
    number = int.from_bytes(hashlib.sha256(f"{purpose}\x00{key}".encode()).digest(), "big")
    return str(number % 10**length).zfill(length)
