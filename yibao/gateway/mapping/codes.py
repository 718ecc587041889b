"""Codes as each client's own tables have them; inside, the Jiangxi table is spoken."""

from collections.abc import Mapping
from typing import Any

from .. import tables
from ..models import CodeTable

#: 人员类别: inside → Hunan.
_HUNAN_PERSON = {"21": "12", "41": "1402", "42": "1403", "43": "1404", "50": "15", "60": "16"}
#: 医院等级 without a grade: one code in Jiangxi, one for each level in Hunan.
_NO_GRADE = frozenset({"12", "13", "14"})
_MEDIUM = {"code": "01", "offline_code": "01", "id_card": "02", "social_card": "03"}
#: 目录类别 → 医疗收费项目类别.
_CHARGE_KIND = {"101": "09", "102": "10", "103": "09", "201": "05", "301": "08"}
_OTHER_CHARGE = "14"
ACCOUNT_FUND, HOSPITAL_FUND = "310200", "999996"
#: Money of the own 医保钱包 (P99): the national table has no code for it; a local one of accounts.
WALLET_FUND = "310201"


def is_jiangxi(access: Any) -> bool:
    """Whether this client reads the Jiangxi tables."""
    return access is not None and access.codes == CodeTable.JIANGXI


def psn_type(access: Any, code: str) -> str:
    """人员类别 in the client's table."""
    return code if is_jiangxi(access) else _HUNAN_PERSON.get(code, code)


def hosp_lv(access: Any, code: str) -> str:
    """医院等级 in the client's table."""
    return "11" if is_jiangxi(access) and code in _NO_GRADE else code


def chrgitm_lv(access: Any, code: str) -> str:
    """收费项目等级: 01 or 1."""
    return code.lstrip("0") if is_jiangxi(access) else code


def clr_way(access: Any) -> str:
    """清算方式: by item."""
    return "01" if is_jiangxi(access) else "1"


def certificate_of(medium: str) -> str:
    """就诊凭证类型 of a scan."""
    return _MEDIUM.get(medium, "01")


def charge_kind(list_type: str) -> str:
    """医疗收费项目类别 by the kind of catalogue."""
    return _CHARGE_KIND.get(list_type, _OTHER_CHARGE)


def fund_name(code: str) -> str:
    """The national name of a fund."""
    names: Mapping[str, str] = tables.dictionaries()["fund_pay_type"]["hunan"]
    return names.get(code, "")


def statement_result(access: Any, *, ours: int, theirs: int, is_same: bool) -> str:
    """对账结果: Hunan says 1 for every difference, Jiangxi which side has more (in 分)."""
    if is_same:
        return "0"
    if not is_jiangxi(access):
        return "1"
    if ours == theirs:
        return "3"
    return "1" if ours > theirs else "2"
