"""The columns of a register file, and how one row is read (T18, T19).

Pure: text in, a checked row or its problems out. Problems never repeat a whole number or name.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from accounts.data import RegisterRow, RowProblem
from yibao.kernel import idcard, masking, names

ALIASES: dict[str, tuple[str, ...]] = {
    "psn_no": ("人员编号", "个人编号"),
    "name": ("姓名", "人员姓名", "psn_name"),
    "certno": ("身份证号", "身份证号码", "证件号码", "公民身份号码"),
    "card_no": ("社保卡号", "社会保障卡号", "卡号"),
    "insutype": ("险种", "险种类型"),
    "psn_type": ("人员类别", "人员类型"),
    "insuplc_admdvs": ("参保地", "参保地区划", "参保地区划代码"),
    "district_admdvs": ("参保区县", "区县", "区县代码"),
    "psn_insu_stas": ("参保状态", "状态"),
    "tags": ("身份标记", "标记", "待遇标识"),
    "valid_from": ("开始日期", "参保日期", "参保开始日期"),
    "valid_to": ("结束日期", "参保结束日期", "终止日期"),
    "deceased_on": ("死亡日期",),
}
REQUIRED = ("psn_no", "name", "certno")
ENROLMENT = ("insutype", "psn_type", "insuplc_admdvs", "psn_insu_stas", "valid_from")
INSURANCE = {"310": "职工医保", "390": "居民医保"}
PERSON_TYPES = {
    "11": "在职",
    "21": "退休",
    "41": "学龄前儿童",
    "42": "中小学生",
    "43": "大学生",
    "50": "成年居民",
    "60": "老年居民",
}
STATES = {"1": "正常参保", "2": "暂停参保", "4": "终止参保"}
_MORE = {"职工": "310", "居民": "390", "正常": "1", "暂停": "2", "终止": "4"}
_AREA = re.compile(r"[0-9]{6}", re.ASCII)
_NUMBER = re.compile(r"[0-9A-Za-z]{1,30}", re.ASCII)
_TAG = re.compile(r"[0-9A-Za-z_\u4e00-\u9fff-]{1,20}")
_DATES = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d")


class CellRefused(ValueError):
    """One cell cannot be taken; carries the sentence for the list of errors."""


def columns_of(header: Sequence[object]) -> dict[str, int]:
    """Where each known column stands. Raises ``CellRefused`` naming what is missing or doubled."""
    known = {alias: key for key, names_ in ALIASES.items() for alias in (key, *names_)}
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        key = known.get(str(title or "").strip().strip("\ufeff").lower())
        if key is None:
            continue
        if key in found:
            raise CellRefused(f"表头里“{ALIASES[key][0]}”出现了两次。")
        found[key] = place
    missing = [ALIASES[key][0] for key in REQUIRED if key not in found]
    if missing:
        raise CellRefused(f"表头缺少：{'、'.join(missing)}。")
    return found


def read_row(
    number: int, cells: Mapping[str, object], *, today: date
) -> RegisterRow | list[RowProblem]:
    """One row, checked; or every problem of it."""
    problems: list[RowProblem] = []
    values: dict[str, object] = {}
    has_enrolment = any(_text(cells.get(key)) for key in ENROLMENT)
    for key in ALIASES:
        try:
            values[key] = _read(key, cells.get(key), has_enrolment, today)
        except ValueError as refused:
            message = getattr(refused, "message", None) or str(refused)
            problems.append(RowProblem(number, key, shown(key, cells.get(key)), message))
    if not problems and _is_backwards(values):
        problems.append(
            RowProblem(number, "valid_to", shown("valid_to", cells["valid_to"]), "结束要晚于开始。")
        )
    if not problems and not _is_possible_death(values, today):
        cell = shown("deceased_on", cells["deceased_on"])
        problems.append(
            RowProblem(number, "deceased_on", cell, "不能早于出生日期，也不能晚于今天。")
        )
    return problems or RegisterRow(number=number, **values)  # type: ignore[arg-type]


def shown(column: str, value: object) -> str:
    """A cell for the list of errors: numbers and names masked, long texts cut."""
    text = _text(value)
    if column == "certno":
        return masking.mask_certno(text)
    if column == "card_no":
        return masking.mask_card(text)
    if column == "name":
        return masking.mask_name(text[:50])
    return masking.mask_text(text)[:30]


def choose_current(
    rows: Sequence[tuple[str, str, date, bool]],
) -> str | None:
    """The id of the relation to use, of ``(id, state, valid_from, is_current)`` (P5).

    What a person uses stays while it is normal; else the newest normal one; else what was used;
    else the newest.
    """
    if not rows:
        return None

    def rank(row: tuple[str, str, date, bool]) -> tuple[bool, bool, date, str]:
        normal = row[1] == "1"
        return normal, row[3], row[2], row[0]

    return max(rows, key=rank)[0]


def _is_backwards(values: Mapping[str, object]) -> bool:
    start, end = values["valid_from"], values["valid_to"]
    return isinstance(start, date) and isinstance(end, date) and end <= start


def _is_possible_death(values: Mapping[str, object], today: date) -> bool:
    day = values["deceased_on"]
    return not isinstance(day, date) or idcard.birth_date(str(values["certno"])) <= day <= today


def _read(key: str, value: object, has_enrolment: bool, today: date) -> object:
    if key in ("certno", "card_no") and isinstance(value, int | float):
        raise CellRefused("这一格在表格里是数字，末几位会丢失。请把整列设为文本格式再导出。")
    text = _text(value)
    if key in REQUIRED or (key in ENROLMENT and has_enrolment):
        if not text:
            raise CellRefused("不能空。")
    if not text:
        return _EMPTY.get(key, "")
    return _READERS[key](text, value, today)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _read_number(text: str, *_: object) -> str:
    if not _NUMBER.fullmatch(text):
        raise CellRefused("只能是 1 到 30 位数字和字母。")
    return text


def _read_name(text: str, *_: object) -> str:
    return names.parse_name(text)


def _read_certno(text: str, _value: object, today: date) -> str:
    return idcard.parse_certno(text, today=today)


def _read_area(text: str, *_: object) -> str:
    if not _AREA.fullmatch(text):
        raise CellRefused("应为 6 位行政区划代码。")
    return text


def _read_tags(text: str, *_: object) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(tag.strip() for tag in re.split("[;；]", text) if tag.strip()))
    if not all(_TAG.fullmatch(tag) for tag in tags):
        raise CellRefused("标记之间用分号，每个最多 20 个字。")
    return tags


def _read_date(text: str, value: object, _today: date) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in _DATES:
        try:
            # A calendar day has no zone; strptime is only the parser here.
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise CellRefused("日期应写成 2025-01-31。")


def _choice(words: Mapping[str, str]) -> object:
    by_word = {word: code for code, word in words.items()}

    def read(text: str, *_: object) -> str:
        code = by_word.get(text) or _MORE.get(text) or text
        if code not in words:
            allowed = "、".join(f"{key} {word}" for key, word in words.items())
            raise CellRefused(f"只能是：{allowed}。")
        return code

    return read


_EMPTY: dict[str, object] = {"tags": (), "valid_from": None, "valid_to": None, "deceased_on": None}
_READERS: dict[str, object] = {
    "psn_no": _read_number,
    "name": _read_name,
    "certno": _read_certno,
    "card_no": _read_number,
    "insutype": _choice(INSURANCE),
    "psn_type": _choice(PERSON_TYPES),
    "insuplc_admdvs": _read_area,
    "district_admdvs": _read_area,
    "psn_insu_stas": _choice(STATES),
    "tags": _read_tags,
    "valid_from": _read_date,
    "valid_to": _read_date,
    "deceased_on": _read_date,
}
