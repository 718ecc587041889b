"""The text of a pass for times without a network (断网码): ``YBO1.<payload>.<signature>``.

Written like a printed code (``slips``), with another version and audience, so that neither is ever
taken for the other, and with the cap a day in 分. No name, no identity number (P23).
"""

import json
import re
from dataclasses import asdict, dataclass

from . import slips
from .slips import NotASlip

VERSION = "YBO1"
AUDIENCE = "yibao.offline"
_FORM = re.compile(r"YBO1\.([A-Za-z0-9_-]{40,480})\.([A-Za-z0-9_-]{86})", re.ASCII)
_KINDS = {"aud": str, "cap": int, "exp": int, "iat": int, "kid": str, "region": str, "serial": str}


@dataclass(frozen=True, slots=True)
class PassPayload:
    """What is signed; ``cap`` is what all passes of the person bring on a day, in 分."""

    kid: str
    serial: str
    region: str
    cap: int
    iat: int
    exp: int
    aud: str = AUDIENCE


def is_pass(text: object) -> bool:
    """The strict grammar and length, checked before anything else (T12)."""
    if not isinstance(text, str) or len(text) > slips.MAX_LENGTH:
        return False
    return _FORM.fullmatch(text) is not None


def pass_part(payload: PassPayload) -> str:
    """What is signed: version and payload."""
    body = json.dumps(asdict(payload), sort_keys=True, separators=(",", ":"))
    return f"{VERSION}.{slips.encode(body.encode())}"


def split_pass(text: str) -> tuple[bytes, bytes]:
    """What was signed, and the signature; nothing is read yet. Raises ``NotASlip``."""
    if not is_pass(text):
        raise NotASlip
    signed, _, signature = text.rpartition(".")
    return signed.encode("ascii"), slips.decode(signature)


def read_pass(signed: bytes) -> PassPayload:
    """The content, to be read after the signature was found good. Raises ``NotASlip``."""
    try:
        facts = json.loads(slips.decode(signed.decode("ascii").partition(".")[2]))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as broken:
        raise NotASlip from broken
    if not isinstance(facts, dict) or set(facts) != set(_KINDS):
        raise NotASlip
    if not all(type(facts[name]) is kind for name, kind in _KINDS.items()):
        raise NotASlip
    return PassPayload(**facts)
