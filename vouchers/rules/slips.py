"""The text of a printed one-day code (settled 13, T05): ``YBP1.<payload>.<signature>``.

``YBP1`` stands for one algorithm, Ed25519 over the first two parts; nothing in the text chooses
another. Both parts are base64url without padding. The payload is canonical JSON and holds no name
and no identity number (P23).
"""

import base64
import binascii
import json
import re
from dataclasses import asdict, dataclass

VERSION = "YBP1"
ALGORITHM = "EdDSA"
AUDIENCE = "yibao.scan"
MAX_LENGTH = 600
_FORM = re.compile(r"YBP1\.([A-Za-z0-9_-]{40,480})\.([A-Za-z0-9_-]{86})", re.ASCII)
_TEXTS = ("aud", "kid", "region", "serial")
_NUMBERS = ("exp", "iat")


class NotASlip(ValueError):
    """The text is not of the form; nothing more is said."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What is signed: key, serial number, insured region, times in epoch seconds, audience."""

    kid: str
    serial: str
    region: str
    iat: int
    exp: int
    aud: str = AUDIENCE


def is_slip(text: object) -> bool:
    """The strict grammar and length, checked before anything else (T12)."""
    return isinstance(text, str) and len(text) <= MAX_LENGTH and _FORM.fullmatch(text) is not None


def signed_part(payload: Payload) -> str:
    """What is signed: version and payload."""
    body = json.dumps(asdict(payload), sort_keys=True, separators=(",", ":"))
    return f"{VERSION}.{encode(body.encode())}"


def compose_slip(signed: str, signature: bytes) -> str:
    """The whole text."""
    return f"{signed}.{encode(signature)}"


def split_slip(text: str) -> tuple[bytes, bytes]:
    """What was signed, and the signature; nothing is read yet. Raises ``NotASlip``."""
    if not is_slip(text):
        raise NotASlip
    signed, _, signature = text.rpartition(".")
    return signed.encode("ascii"), decode(signature)


def read_payload(signed: bytes) -> Payload:
    """The content, to be read after the signature was found good. Raises ``NotASlip``."""
    try:
        facts = json.loads(decode(signed.decode("ascii").partition(".")[2]))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as broken:
        raise NotASlip from broken
    if not isinstance(facts, dict) or set(facts) != {*_TEXTS, *_NUMBERS}:
        raise NotASlip
    if not all(type(facts[name]) is str for name in _TEXTS):
        raise NotASlip
    if not all(type(facts[name]) is int for name in _NUMBERS):
        raise NotASlip
    return Payload(**facts)


def is_in_time(payload: Payload, *, now: int) -> bool:
    """Whether it is for us and for this moment (``now`` in epoch seconds)."""
    return payload.iat <= now < payload.exp


def groups_of_slip(text: str, size: int = 8) -> tuple[str, ...]:
    """The text in groups, as it is printed."""
    return tuple(text[at : at + size] for at in range(0, len(text), size))


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The bytes of a part. Raises ``NotASlip``."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as broken:
        raise NotASlip from broken
