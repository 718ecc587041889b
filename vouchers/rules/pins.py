"""The six-digit password of a voucher (P27, P30, P31)."""

import re
from datetime import date

PIN_MAX_FAIL = 5
PIN_LOCK_MINUTES = 30

_PIN = re.compile(r"[0-9]{6}", re.ASCII)
_RINGS = ("01234567890123456789", "98765432109876543210")


def is_pin(text: object) -> bool:
    """Six ASCII digits; other scripts' digits are not the same password."""
    return isinstance(text, str) and _PIN.fullmatch(text) is not None


def weakness(pin: str, *, certno: str, birth_date: date, phone: str = "") -> str:
    """Why a password would be guessed: ``same``, ``run``, ``birth``, ``phone`` or ``""`` (P31)."""
    if len(set(pin)) == 1:
        return "same"
    if any(pin in ring for ring in _RINGS):
        return "run"
    if _is_birth_part(pin, birth_date) or pin in certno:
        return "birth"
    return "phone" if phone and pin in phone else ""


def _is_birth_part(pin: str, born: date) -> bool:
    year, month, day = f"{born:%Y}", f"{born:%m}", f"{born:%d}"
    short = year[2:]
    orders = (
        year + month + day,
        day + month + year,
        month + day + year,
        short + month + day,
        day + month + short,
        month + day + short,
        month + day + month + day,
    )
    return any(pin in order for order in orders)
