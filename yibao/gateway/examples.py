"""Recorded messages of every number: what systems of made-up people sent, and what they got.

``recorded/<number>-in.json`` is the whole message, ``-out.json`` the whole answer, as texts, so
that amounts keep their places; a number that answers with a file has no second one.
"""

import json
from functools import cache
from pathlib import Path

#: The institution that sent most of them.
INSTITUTION = "H51060009001"
_FOLDER = Path(__file__).parent / "recorded"


def sent(infno: str) -> str:
    """The message."""
    return _text(f"{infno}-in.json")


def answered(infno: str) -> str:
    """The answer; empty where it is a file."""
    return _text(f"{infno}-out.json")


@cache
def given(infno: str) -> str:
    """The ``input`` of the message alone, to begin with."""
    return json.dumps(json.loads(sent(infno))["input"], ensure_ascii=False, indent=2)


@cache
def _text(name: str) -> str:
    path = _FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""
