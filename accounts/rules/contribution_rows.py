"""The columns of a file of contributions, and how one row is read. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.data import RowProblem
from yibao.kernel import idcard, masking, money

from .register import CellRefused

ALIASES: dict[str, tuple[str, ...]] = {
    "psn_no": ("人员编号", "个人编号"),
    "certno": ("身份证号", "身份证号码", "证件号码"),
    "insutype": ("险种", "险种类型"),
    "period": ("费款所属期", "所属期"),
    "insuplc_admdvs": ("参保地", "参保地区划代码"),
    "payer_name": ("缴费单位", "单位名称"),
    "base": ("缴费基数",),
    "employer": ("单位缴费", "单位缴纳"),
    "personal": ("个人缴费", "个人缴纳"),
    "subsidy": ("财政补助",),
    "account": ("划入个人账户", "划账金额"),
    "paid_on": ("到账日期", "缴费日期"),
}
REQUIRED = ("insutype", "period", "insuplc_admdvs")
AMOUNTS = ("base", "employer", "personal", "subsidy", "account")
EMPLOYEE, RESIDENT = "310", "390"
_INSURANCE = {"310": "310", "390": "390", "职工医保": "310", "居民医保": "390"}
_MONTH = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)
_AREA = re.compile(r"[0-9]{6}", re.ASCII)
_DATES = ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d")


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One checked row; amounts in 分; the person by number, or by ID number where that is empty."""

    number: int
    psn_no: str
    certno: str
    insutype: str
    period: str
    insuplc_admdvs: str
    payer_name: str
    base_fen: int
    employer_fen: int
    personal_fen: int
    subsidy_fen: int
    account_fen: int
    paid_on: date | None


def columns_of(header: Sequence[object]) -> dict[str, int]:
    """Where each known column stands. Raises ``CellRefused`` naming what is missing or doubled."""
    known = {alias: key for key, names in ALIASES.items() for alias in (key, *names)}
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        key = known.get(_text(title).strip("\ufeff").lower())
        if key is None:
            continue
        if key in found:
            raise CellRefused(f"表头里“{ALIASES[key][0]}”出现了两次。")
        found[key] = place
    missing = [ALIASES[key][0] for key in REQUIRED if key not in found]
    if not {"psn_no", "certno"} & found.keys():
        missing.insert(0, "人员编号或身份证号")
    if missing:
        raise CellRefused(f"表头缺少：{'、'.join(missing)}。")
    return found


def read_row(number: int, cells: Mapping[str, object]) -> ContributionRow | list[RowProblem]:
    """One row, checked; or every problem of it."""
    problems: list[RowProblem] = []
    values: dict[str, object] = {}
    for key in ALIASES:
        try:
            values[key] = _READERS[key](_text(cells.get(key)))
        except ValueError as refused:
            message = getattr(refused, "message", None) or str(refused)
            problems.append(RowProblem(number, key, shown(key, cells.get(key)), message))
    if not problems:
        problems += _whole_row(number, values)
    if problems:
        return problems
    amounts = {f"{key}_fen": values.pop(key) for key in AMOUNTS}
    return ContributionRow(number=number, **values, **amounts)  # type: ignore[arg-type]


def shown(column: str, value: object) -> str:
    """A cell for the list of errors, numbers masked."""
    text = _text(value)
    return masking.mask_certno(text) if column == "certno" else masking.mask_text(text)[:30]


def _whole_row(number: int, values: Mapping[str, object]) -> list[RowProblem]:
    if not values["psn_no"] and not values["certno"]:
        return [RowProblem(number, "psn_no", "", "人员编号和身份证号至少填一个。")]
    form = _MONTH if values["insutype"] == EMPLOYEE else _YEAR
    if form.fullmatch(str(values["period"])):
        return []
    wish = "职工写成 202601。" if values["insutype"] == EMPLOYEE else "居民写成 2026。"
    return [RowProblem(number, "period", str(values["period"])[:30], wish)]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _number(text: str) -> str:
    if text and not re.fullmatch(r"[0-9A-Za-z]{1,30}", text, re.ASCII):
        raise CellRefused("只能是 1 到 30 位数字和字母。")
    return text


def _certno(text: str) -> str:
    return idcard.parse_certno(text) if text else ""


def _insurance(text: str) -> str:
    if text not in _INSURANCE:
        raise CellRefused("只能是：310 职工医保、390 居民医保。")
    return _INSURANCE[text]


def _area(text: str) -> str:
    if not _AREA.fullmatch(text):
        raise CellRefused("应为 6 位行政区划代码。")
    return text


def _period(text: str) -> str:
    return text.replace("-", "").replace("/", "")


def _name(text: str) -> str:
    if len(text) > 100 or "\x00" in text:
        raise CellRefused("最多 100 个字。")
    return text


def _amount(text: str) -> int:
    if not text:
        return 0
    try:
        return money.to_fen(money.parse_yuan(text))
    except ValueError as wrong:
        raise CellRefused("金额应写成 123.45。") from wrong


def _day(text: str) -> date | None:
    if not text:
        return None
    for form in _DATES:
        try:
            # A calendar day has no zone; strptime is only the parser here.
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise CellRefused("日期应写成 2025-01-31。")


_READERS: dict[str, Callable[[str], object]] = {
    "psn_no": _number,
    "certno": _certno,
    "insutype": _insurance,
    "period": _period,
    "insuplc_admdvs": _area,
    "payer_name": _name,
    **dict.fromkeys(AMOUNTS, _amount),
    "paid_on": _day,
}
