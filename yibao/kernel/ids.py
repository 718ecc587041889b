"""Identifiers: time-ordered keys for rows, opaque references for people and partners."""

import os
import re
import secrets
import time
import uuid

# No vowels (no words by accident) and no 0/O, 1/I/L, U/V twins: 28 characters.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
_LENGTH = 24
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]{0,11}[_-]?", re.ASCII)


def new_id() -> uuid.UUID:
    """Return a UUID version 7: 48 bits of milliseconds, 12 bits below them, 62 random bits.

    Rows made later sort later (to a quarter of a microsecond), which keeps indexes compact.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << 12) // 1_000_000
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | fraction << 64 | 0b10 << 62 | tail
    return uuid.UUID(int=value)


def new_ref(prefix: str) -> str:
    """Return ``prefix`` and 24 random characters (115 bits): opaque, and safe to read out.

    The prefix is a letter, up to eleven letters or digits, and an optional ``_`` or ``-``;
    anything else raises ``ValueError``.
    """
    if _PREFIX.fullmatch(prefix) is None:
        raise ValueError("the prefix must be ASCII letters and digits")
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def uuid_of(text: object) -> uuid.UUID | None:
    """The id that a text says; None for what is none, as in the subject of a strange case."""
    try:
        return text if isinstance(text, uuid.UUID) else uuid.UUID(str(text))
    except ValueError:
        return None
