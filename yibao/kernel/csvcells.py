"""Cells of tables that people open in a spreadsheet (T93)."""

import unicodedata
from typing import Any

# A spreadsheet reads these as the beginning of a formula; NUL, CR and LF hide one behind a line.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")


def safe_cell(value: Any) -> str:
    """The value as text that no spreadsheet takes for a formula.

    A quote stands before risky beginnings, their full-width forms included; NUL is dropped. Whole
    numbers stay text, because a cell of digits alone is only risky when it is long: 15 digits and
    more (ID numbers, cards) get the quote too, or the spreadsheet rounds them.
    """
    text = "" if value is None else str(value)
    plain = unicodedata.normalize("NFKC", text[:1]) if text else ""
    is_long_number = len(text) >= 15 and text[:15].isdecimal()
    quoted = plain[:1] in _RISKY or text[:1] in _RISKY or is_long_number
    text = text.replace("\x00", "")
    return f"'{text}" if quoted else text
