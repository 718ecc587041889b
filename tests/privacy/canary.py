"""Somebody made up whose data must turn up nowhere, and the spellings to look for (T88, T89)."""

import base64
import json
import urllib.parse
from dataclasses import dataclass
from datetime import date

from yibao.kernel.idcard import make_certno

NAME = "欧阳金丝雀"
CERTNO = make_certno("510600", date(1977, 7, 7), 717)
PHONE = "13987654321"
CARD = "6217000012345678909"
EVERYTHING = {"name": NAME, "certno": CERTNO, "phone": PHONE, "card": CARD}


def _full_width(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


def _groups(text: str) -> set[str]:
    """Numbers as people group them."""
    if not text.isascii():
        return set()
    fours = [text[at : at + 4] for at in range(0, len(text), 4)]
    threes = [text[:3], text[3:7], text[7:]]
    birth = [text[:6], text[6:14], text[14:]]
    return {sign.join(parts) for sign in " -" for parts in (fours, threes, birth)}


def _base64(text: str) -> set[str]:
    """What every base64 text that contains it must contain, at each of the three positions."""
    found = set()
    for shift in range(3):
        raw = base64.b64encode(b"\0" * shift + text.encode()).decode().rstrip("=")
        # Characters at both ends also depend on the neighbours.
        found.add(raw[(0, 2, 3)[shift] : len(raw) - 2])
    return found | {one.replace("+", "-").replace("/", "_") for one in found}


def spellings(text: str) -> set[str]:
    """Plain, encoded for URLs, JSON and base64, full width, in groups, reversed, in hex."""
    return {
        text,
        urllib.parse.quote(text),
        json.dumps(text)[1:-1],
        text.encode("unicode_escape").decode(),
        str(text.encode())[2:-1],
        _full_width(text),
        text[::-1],
        text.encode().hex(),
        *_groups(text),
        *_base64(text),
    }


@dataclass(frozen=True, slots=True)
class Find:
    """What was found where."""

    kind: str
    spelling: str
    place: str


def hunt(text: str, place: str, **more: str) -> list[Find]:
    """Every spelling of every canary in a text."""
    return [
        Find(kind, spelling, place)
        for kind, value in {**EVERYTHING, **more}.items()
        for spelling in spellings(value)
        if spelling in text
    ]
