"""A policy version in plain words, field by field; what its pages show and compare (P195).

Amounts are yuan as they stand in the document.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from settlement.data.trace_benefits import FUND_NAMES

#: National codes in words.
INSUTYPES = {"310": "职工", "390": "居民"}
PERSONS = {
    "11": "在职", "21": "退休", "41": "学龄前儿童", "42": "中小学生", "43": "大学生",
    "50": "成年居民", "60": "老年居民",
}  # fmt: skip
CARE = {
    "11": "普通门诊", "12": "门诊挂号", "13": "急诊", "14": "门诊慢特病", "21": "普通住院",
    "24": "急诊转住院", "41": "定点药店购药", "51": "生育门诊", "52": "生育住院",
}  # fmt: skip
TIERS = {"0": "未定级", "1": "一级", "2": "二级", "3": "三级"}
PLACES = {"1": "医院", "2": "药店"}
REMOTES = {
    "none": "本地", "long_term": "异地长期居住", "referral": "转诊", "emergency": "异地急诊",
    "other": "其他异地", "unfiled": "没有备案",
}  # fmt: skip
TAGS = {
    "chronic": "已认定慢特病", "civil_servant": "公务员补助", "dibao": "低保对象",
    "tekun": "特困人员",
}  # fmt: skip
_WHEN = {
    "insutype": ("险种", INSUTYPES), "psn_type": ("人员", PERSONS),
    "med_type": ("医疗类别", CARE), "hosp_tier": ("医院级别", TIERS),
    "fixmedins_type": ("机构", PLACES), "remote": ("异地", REMOTES), "tags": ("人员标记", TAGS),
}  # fmt: skip
_KINDS = {"basic": "一次就诊分段", "tiered": "按年度累计分段"}
_SCOPES = {"year": "每年一次", "admission": "每次住院", "none": "不设起付线"}
_SCOPE_FIELDS = {
    "own_share": "政策范围内个人负担", "preselfpay": "先行自付", "overlmt": "超限价",
    "fulamt": "全自费",
}  # fmt: skip
_ROUNDINGS = {"half_up": "四舍五入到分", "half_even": "四舍六入五成双到分"}
NONE = "没有"


@dataclass(frozen=True, slots=True)
class Fact:
    """One field in words; ``path`` is where it stands in the document."""

    path: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together: the head, a setting or one benefit (``key``)."""

    key: str
    title: str
    facts: tuple[Fact, ...]


def described(document: Mapping[str, Any]) -> list[Group]:
    """Return a whole acceptable document in words, benefits in their order."""
    groups = [_head(document), *_settings(document)]
    benefits = document["benefits"]
    return [*groups, *(_benefit(one, place) for place, one in enumerate(benefits))]


def _head(document: Mapping[str, Any]) -> Group:
    effective = document["effective"]
    facts = (
        Fact("region", "统筹区", document["region"]),
        Fact("name", "名称", document["name"]),
        Fact("version", "版本", document["version"]),
        Fact("official", "医保局确认", "已确认" if document["official"] else "未确认"),
        Fact("source", "依据", document["source"]),
        Fact("effective.from", "从哪天起", str(effective["from"])),
        Fact("effective.to", "到哪天前", str(effective.get("to") or "一直有效")),
        Fact("rounding", "取整", _ROUNDINGS[document.get("rounding", "half_up")]),
    )
    return Group("head", "基本信息", facts)


def _settings(document: Mapping[str, Any]) -> list[Group]:
    parameters = document.get("parameters") or {}
    remotes = document.get("remote") or []
    groups = []
    if parameters:
        facts = tuple(
            Fact(f"parameters.{name}", name, _plain(value))
            for name, value in sorted(parameters.items())
        )
        groups.append(Group("parameters", "地区参数", facts))
    if remotes:
        facts = tuple(
            Fact(f"remote[{place}]", _condition(one["when"]), _adjustment(one))
            for place, one in enumerate(remotes)
        )
        groups.append(Group("remote", "异地就医", facts))
    if scope := document.get("account_scope"):
        facts = tuple(
            Fact(f"account_scope.{setting}", f"账户在{word}可以付", _allowed(scope[setting]))
            for setting, word in (("hospital", "医院"), ("pharmacy", "药店"))
        )
        groups.append(Group("account_scope", "个人账户使用范围", facts))
    return groups


def _plain(value: Any) -> str:
    if value is None:
        return NONE
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _adjustment(one: Mapping[str, Any]) -> str:
    value = Decimal(one["value"]) * 100
    if one["kind"] == "points":
        return f"报销比例减 {_short(value)} 个百分点"
    return f"报销比例乘 {_short(value)}%"


def _allowed(scope: Mapping[str, bool]) -> str:
    return "、".join(word for name, word in _SCOPE_FIELDS.items() if scope[name]) or "都不能"


def _benefit(one: Mapping[str, Any], place: int) -> Group:
    path = f"benefits[{place}]"
    counters = [("start_counter", "起付线累计"), ("base_counter", "年度累计")]
    counters.append(("cap_counter", "限额累计"))
    pairs = [
        ("fund", "基金", FUND_NAMES[one["fund"]]),
        ("kind", "算法", _KINDS[one["kind"]]),
        ("when", "适用", _condition(one["when"])),
        ("start", "起付线", f"{one['start']} 元"),
        ("start_scope", "起付线怎么算", _SCOPES[one["start_scope"]]),
        ("repeat_factor", "再次住院起付线", _repeat(one.get("repeat_factor"))),
        ("bands", "报销比例", bands_words(one["bands"])),
        ("cap", "一年最多", f"{one['cap']} 元" if one.get("cap") is not None else "不封顶"),
        *((name, word, one.get(name) or NONE) for name, word in counters),
    ]
    facts = tuple(Fact(f"{path}.{name}", label, words) for name, label, words in pairs)
    return Group(one["id"], f"待遇 {one['id']}", facts)


def _repeat(factor: str | None) -> str:
    return "和第一次一样" if factor is None else f"乘 {_percent(factor)}"


def bands_words(bands: Sequence[Mapping[str, Any]]) -> str:
    """Return the bands in one line: ``50000.00 元以内 60%，以上 80%``."""
    if len(bands) == 1 and bands[0]["upto"] is None:
        return _percent(bands[0]["ratio"])
    words = [
        f"{one['upto']} 元以内 {_percent(one['ratio'])}"
        if one["upto"] is not None
        else f"以上 {_percent(one['ratio'])}"
        for one in bands
    ]
    return "，".join(words)


def _condition(when: Mapping[str, Any]) -> str:
    """Return who and what a benefit or an adjustment is for."""
    parts = []
    for key, (label, known) in _WHEN.items():
        if key in when:
            parts.append(f"{label} {'、'.join(known.get(word, word) for word in when[key])}")
    if "age_from" in when:
        parts.append(f"满 {when['age_from']} 岁")
    if "age_to" in when:
        parts.append(f"不超过 {when['age_to']} 岁")
    return "；".join(parts) or "所有人"


def _percent(ratio: str) -> str:
    return f"{_short(Decimal(ratio) * 100)}%"


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def care_words(insutype: str, psn_type: str, med_type: str) -> str:
    """Return a kind of person and of care: ``职工在职，普通门诊``."""
    person = f"{INSUTYPES.get(insutype, insutype)}{PERSONS.get(psn_type, psn_type)}"
    return f"{person}，{CARE.get(med_type, f'医疗类别 {med_type}')}"
