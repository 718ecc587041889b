"""The number of a Chinese identity card: reading, building and the age it tells (T18, P54–P58).

A number is 18 ASCII characters: six of area, eight of birth date, three of sequence (odd for
men) and one check character after ISO 7064 MOD 11-2.  The area is looked at no further than the
province, because counties are renamed and merged while the numbers stay valid.
"""

import calendar
import re
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

_SHANGHAI = ZoneInfo("Asia/Shanghai")

_SHAPE = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_AREA = re.compile(r"[0-9]{6}", re.ASCII)
_WEIGHTS = tuple(pow(2, 17 - position, 11) for position in range(17))
_CHECK_CHARACTERS = "10X98765432"
# Provinces of GB/T 2260, the 81–83 of residents from Hong Kong, Macao and Taiwan, and the 9x of
# foreign permanent residents.
_PROVINCES = frozenset(
    f"{first}{second}"
    for first, seconds in {
        "1": "12345",
        "2": "123",
        "3": "1234567",
        "4": "123456",
        "5": "01234",
        "6": "12345",
        "7": "1",
        "8": "123",
        "9": "123456789",
    }.items()
    for second in seconds
)
_OLDEST_YEAR = 1850
_SEPARATORS = str.maketrans("", "", " -")

_MESSAGES = {
    "length": "身份证号应为 18 位，您填了 {length} 位。",
    "character": "身份证号只有数字，最后一位可能是字母 X。请用半角数字再填一遍。",
    "check": "这个身份证号多半有一位写错了。请对照证件再看一遍，最后一位可能是字母 X。",
    "date": "身份证号里的出生日期不存在，多半有一位写错了。请对照证件再看一遍。",
    "future": "身份证号里的出生日期还没到，多半有一位写错了。请对照证件再看一遍。",
}


class NotACertNo(ValueError):
    """A text that is no identity number.

    ``reason`` is one of length, character, check, date, future; ``message`` is the Chinese
    sentence for the page.  Neither repeats the number.
    """

    def __init__(self, reason: str, *, length: int = 0) -> None:
        """Choose the sentence for ``reason``."""
        self.reason = reason
        self.message = _MESSAGES[reason].format(length=length)
        super().__init__(self.message)


def tidy_certno(text: str) -> str:
    """Return the text without the blanks and hyphens that people type between its groups.

    For forms only, before :func:`parse_certno`; programs send one spelling.
    """
    return text.strip().translate(_SEPARATORS)


def parse_certno(text: str, *, today: date | None = None) -> str:
    """Return the number in its one spelling: 18 ASCII characters, a final ``x`` as ``X`` (T18).

    ``today`` is the day after which nobody can be born yet; without it the server's own
    day in Shanghai is taken.  Raises :class:`NotACertNo`.
    """
    if not isinstance(text, str):
        raise NotACertNo("character")
    certno = text.strip()
    if len(certno) != 18:
        raise NotACertNo("length", length=len(certno))
    if certno[17] == "x":
        certno = certno[:17] + "X"
    if _SHAPE.fullmatch(certno) is None:
        raise NotACertNo("character")
    if certno[:2] not in _PROVINCES or certno[17] != check_character(certno[:17]):
        raise NotACertNo("check")
    born = _read_birth(certno)
    if born is None or born.year < _OLDEST_YEAR:
        raise NotACertNo("date")
    if born > (today or _today()):
        raise NotACertNo("future")
    return certno


def check_character(first_17: str) -> str:
    """Return the check character (ISO 7064 MOD 11-2) of the first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_17, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def make_certno(area: str, birth: date, seq: int) -> str:
    """Return a valid number for seeds and tests; an odd ``seq`` (0–999) is a man's.

    Raises ``ValueError`` when the area is not six digits or the sequence is out of range.
    """
    if _AREA.fullmatch(area) is None or area[:2] not in _PROVINCES:
        raise ValueError("area must be six digits of a known province")
    if not 0 <= seq <= 999:
        raise ValueError("seq must be between 0 and 999")
    first_17 = f"{area}{birth:%Y%m%d}{seq:03d}"
    return first_17 + check_character(first_17)


def birth_date(certno: str) -> date:
    """Return the birth date in a number that :func:`parse_certno` accepted."""
    born = _read_birth(certno)
    if born is None:
        raise NotACertNo("date")
    return born


def gender(certno: str) -> str:
    """Return the national code of the sex in a parsed number: ``"1"`` man, ``"2"`` woman."""
    return "1" if int(certno[16]) % 2 else "2"


def turns(birth: date, age: int) -> date:
    """Return the day on which ``age`` is reached; 29 February falls on 28 February (P56)."""
    year = birth.year + age
    if birth.month == 2 and birth.day == 29 and not calendar.isleap(year):
        return date(year, 2, 28)
    return birth.replace(year=year)


def age_on(birth: date, day: date) -> int:
    """Return the age in full years on ``day``; the birthday itself counts (P54–P56).

    Raises ``ValueError`` when ``day`` is before the birth.
    """
    if day < birth:
        raise ValueError("the day is before the birth")
    years = day.year - birth.year
    return years if day >= turns(birth, years) else years - 1


def _read_birth(certno: str) -> date | None:
    """Return the date in the eight digits after the area, or None when there is no such day."""
    try:
        return date(int(certno[6:10]), int(certno[10:12]), int(certno[12:14]))
    except ValueError:
        return None


def _today() -> date:
    """Return today in Shanghai by the server's time.

    Not by the project clock: rules without Django import this module, and for a bound that only
    catches slips of the pen a tenant's test clock does not matter (callers that care say the day).
    """
    return datetime.fromtimestamp(time.time(), _SHANGHAI).date()
