"""Words for what a check found, as an officer reads it."""

from typing import Any

from .photos import FLAW_WORDS
from .relations import BRANCH_CHOICES, RELATION_WORDS

KEY_WORDS: dict[str, str] = {
    "answered": "登记有答复",
    "before": "提交时核对",
    "binders": "本月绑定人数",
    "birth": "出生日期一致",
    "branch": "办理方式",
    "day": "判断日",
    "days": "天数",
    "declared": "填写的关系",
    "document": "照片",
    "engine": "引擎",
    "flaws": "照片问题",
    "from": "提示起点",
    "holder_older_by": "申请人年长（岁）",
    "holders": "申请人数",
    "insured": "参保",
    "is_adult": "满 16 岁",
    "known": "参保库里有",
    "limit": "上限",
    "name": "姓名一致",
    "names": "两人姓名都在",
    "needed": "要材料",
    "number": "号码",
    "page": "页",
    "parents": "已绑父母",
    "picture": "有签名照片",
    "pictures": "照片张数",
    "places": "材料位",
    "register": "登记的关系",
    "relation": "关系",
    "same": "同性别",
    "score": "得分",
    "signed": "已签",
    "slots": "渠道数",
    "status": "参保状态",
    "unchanged": "签后没改",
    "version": "版本",
    "voucher": "医保码可用",
    "way": "方式",
}
_RELATIONS = frozenset({"declared", "relation", "register"})
_VALUES: dict[str, str] = {
    **RELATION_WORDS,
    **dict(BRANCH_CHOICES),
    **FLAW_WORDS,
    "DRAWN": "手写",
    "TYPED": "输入姓名",
    "PRINTED": "打印签字",
    "PAPER": "纸面签字",
}


def words_of(evidence: dict[str, Any]) -> str:
    """Every figure under its Chinese name; a code that has no word stays as it is."""
    return "，".join(
        f"{KEY_WORDS.get(key, key)}：{_of_key(key, value)}"
        for key, value in sorted(evidence.items())
    )


def _of_key(key: str, value: Any) -> str:
    """A code means a relation under one name and a way of asking under another."""
    if key in _RELATIONS and value in RELATION_WORDS:
        return RELATION_WORDS[value]
    return _said(value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_said(one) for one in value) or "没有"
    return _VALUES.get(str(value), "—" if value in (None, "") else str(value))
