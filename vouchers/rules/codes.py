"""The layout of a dynamic code (settled 13): 22 random digits, then the insured region."""

import re
import secrets

RANDOM_DIGITS = 22
REGION_DIGITS = 6
CODE_LENGTH = RANDOM_DIGITS + REGION_DIGITS
CODE_LIFE_SECONDS = 60
REFRESH_AFTER_SECONDS = CODE_LIFE_SECONDS * 3 // 4
SCAN_LIFE_MINUTES = 30

_CODE = re.compile(r"[0-9]{28}", re.ASCII)
_REGION = re.compile(r"[0-9]{6}", re.ASCII)


def new_code(region: str) -> str:
    """A fresh code from the operating system's generator: about 73 random bits (T04)."""
    return compose(secrets.randbelow(10**RANDOM_DIGITS), region)


def compose(number: int, region: str) -> str:
    """The code of a random number; it holds no name and no identity number (P23)."""
    if not 0 <= number < 10**RANDOM_DIGITS or _REGION.fullmatch(region) is None:
        raise ValueError("a code needs 22 digits and a six-digit region")
    return f"{number:0{RANDOM_DIGITS}d}{region}"


def is_code(text: object) -> bool:
    """The strict grammar that is checked before any look-up (T12)."""
    return isinstance(text, str) and _CODE.fullmatch(text) is not None


def groups_of_four(code: str) -> tuple[str, ...]:
    """Seven groups, as they are shown and read out."""
    return tuple(code[at : at + 4] for at in range(0, len(code), 4))
