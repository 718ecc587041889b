"""One value of a message by its row of the field table; tolerant of what real clients send."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yibao.kernel import clock
from yibao.kernel.strictjson import JsonFloat

from . import tables
from .errors import FieldWrong
from .tables import Field

# Clients write these words into fields that are empty.
_EMPTY = {"", "null"}
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,12})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)
# Every place extends these; what is sent in them decides nothing here.
_LOCAL = {"psn_type", "caty", "dise_type_code", "psn_idet_type", "psn_type_lv", "admdvs", "naty"}


def is_empty(value: Any) -> bool:
    """Whether a client means "nothing"."""
    return value is None or (isinstance(value, str) and value.strip().lower() in _EMPTY)


def text_of(value: Any) -> str | None:
    """A plain value as text; None for objects and lists."""
    if isinstance(value, JsonFloat):
        return value.literal
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip()


def read(field: Field, value: Any, *, place: str) -> Any:
    """The value of a field that is not empty. Raises ``gateway.field_invalid``."""
    text = text_of(value)
    if text is None:
        raise _wrong(field, place, "不能是对象或列表")
    if field.kind in "NI":
        return _number(field, text, place)
    if field.kind == "D":
        return _moment(field, text, place).date()
    if field.kind == "T":
        return _moment(field, text, place)
    if field.size and len(text) > field.size:
        raise _wrong(field, place, f"最多 {field.size} 个字")
    return _code(field, text, place) if field.codes else text


def _number(field: Field, text: str, place: str) -> Decimal | int:
    if not _NUMBER.fullmatch(text):
        raise _wrong(field, place, "应是数字")
    number = Decimal(text)
    whole = len(str(abs(int(number))))
    if field.size and whole > field.size - field.places:
        raise _wrong(field, place, f"整数部分最多 {field.size - field.places} 位")
    if field.places or field.kind == "N" and not field.size:
        return _scaled(field, number, place)
    if number != int(number):
        raise _wrong(field, place, "应是整数")
    return int(number)


def _scaled(field: Field, number: Decimal, place: str) -> Decimal:
    """Zeros beyond the last place are only a way of writing; other digits are a mistake."""
    places = field.places or 2
    scaled = number.quantize(Decimal(1).scaleb(-places))
    if scaled != number:
        raise _wrong(field, place, f"最多 {places} 位小数")
    return scaled


def _moment(field: Field, text: str, place: str) -> datetime:
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=clock.SHANGHAI)
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)
    except ValueError:
        raise _wrong(field, place, "不是真实的日期") from None
    form = "yyyy-MM-dd" if field.kind == "D" else "yyyy-MM-dd HH:mm:ss"
    raise _wrong(field, place, f"应写成 {form}")


def _code(field: Field, text: str, place: str) -> str:
    """The code in the longer document's spelling; 1 and 01 are the same."""
    known = tables.dictionaries().get(field.name)
    if known is None or field.name in _LOCAL:
        return text
    codes = [*known["hunan"], *known["jiangxi"]]
    if text in known["hunan"]:
        return text
    for spelling in (text.zfill(2), text.lstrip("0") or "0", text):
        if spelling in codes:
            return spelling
    raise _wrong(field, place, f"没有“{text[:20]}”这个代码")


def _wrong(field: Field, place: str, reason: str) -> FieldWrong:
    return FieldWrong(place=place, field=field.name, label=field.label, reason=reason)
