"""Mobile numbers of the mainland: one spelling, ASCII digits only (T18)."""

import re

_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)

_MESSAGES = {
    "length": "手机号应为 11 位，您填了 {length} 位。",
    "character": "手机号只有数字。请用半角数字再填一遍。",
    "prefix": "手机号多半有一位写错了。请填以 13 到 19 开头的 11 位号码。",
}


_SEPARATORS = str.maketrans("", "", " -")
_COUNTRY = re.compile(r"(?:\+86|86)(?=1[0-9]{10}$)", re.ASCII)


class NotAPhone(ValueError):
    """A text that is no mobile number; ``reason`` is one of length, character, prefix."""

    def __init__(self, reason: str, *, length: int = 0) -> None:
        """Choose the Chinese sentence (``message``) for ``reason``."""
        self.reason = reason
        self.message = _MESSAGES[reason].format(length=length)
        super().__init__(self.message)


def tidy_phone(text: str) -> str:
    """Return the text without what people type around a number: blanks, hyphens, ``+86``.

    For forms only, before :func:`parse_mobile`; programs send one spelling.
    """
    return _COUNTRY.sub("", text.strip().translate(_SEPARATORS), count=1)


def parse_mobile(text: str) -> str:
    """Return the 11 ASCII digits of a mobile number.

    Only white space around the number is forgiven.  Raises :class:`NotAPhone`.
    """
    if not isinstance(text, str):
        raise NotAPhone("character")
    phone = text.strip()
    if len(phone) != 11:
        raise NotAPhone("length", length=len(phone))
    if _DIGITS.fullmatch(phone) is None:
        raise NotAPhone("character")
    if _MOBILE.fullmatch(phone) is None:
        raise NotAPhone("prefix")
    return phone
