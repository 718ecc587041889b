"""Files of ways to prove a relation (P63–P69). Pure."""

import re
from typing import Any

import yaml

from ..data import Branch, Relation
from ..data.proofs import ProofRow, SlotRow

_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,39}")
_SET_KEYS = {"code", "branch", "title", "relations", "note", "slots"}
_SLOT_KEYS = {"code", "title", "hint", "drawing", "required", "max_pages", "reuse_days"}
MOST_PAGES = 12


class WrongProofFile(ValueError):
    """A file that breaks a rule; the text says which entry and why."""


def read(text: str) -> list[ProofRow]:
    """Rows of a proof file. Raises ``WrongProofFile``."""
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise WrongProofFile(f"不是合法的 YAML：{fault}") from fault
    if not isinstance(found, dict) or set(found) != {"sets"} or not isinstance(found["sets"], list):
        raise WrongProofFile("文件要有 sets 一部分，里面是一条条证明方式。")
    rows = [_set(entry) for entry in found["sets"]]
    _check_unique([(row.branch, row.code) for row in rows], "证明方式")
    return rows


def _set(entry: Any) -> ProofRow:
    _check_keys(entry, _SET_KEYS, {"code", "branch", "title", "slots"}, "证明方式")
    code, relations = _code(entry["code"]), tuple(entry.get("relations", ()))
    if entry["branch"] not in set(Branch):
        raise WrongProofFile(f"{code}：办理方式 {entry['branch']} 不认识。")
    unknown = set(relations) - set(Relation)
    if unknown:
        raise WrongProofFile(f"{code}：关系 {sorted(map(str, unknown))} 不认识。")
    slots = tuple(_slot(one, code) for one in entry["slots"] or ())
    if not any(slot.is_required for slot in slots):
        raise WrongProofFile(f"{code}：至少要有一样必须交的材料。")
    _check_unique([slot.code for slot in slots], f"{code} 的材料")
    return ProofRow(
        code=code,
        branch=entry["branch"],
        title=str(entry["title"]),
        relations=relations,
        note=str(entry.get("note", "")),
        slots=slots,
    )


def _slot(entry: Any, owner: str) -> SlotRow:
    _check_keys(entry, _SLOT_KEYS, {"code", "title"}, f"{owner} 的材料")
    pages, days = entry.get("max_pages", 1), entry.get("reuse_days", 0)
    if type(pages) is not int or not 1 <= pages <= MOST_PAGES:
        raise WrongProofFile(f"{owner}：{entry['code']} 的张数要在 1 到 {MOST_PAGES} 之间。")
    if type(days) is not int or days < 0:
        raise WrongProofFile(f"{owner}：{entry['code']} 的天数不对。")
    return SlotRow(
        code=_code(entry["code"]),
        title=str(entry["title"]),
        hint=str(entry.get("hint", "")),
        drawing=str(entry.get("drawing", "")),
        is_required=bool(entry.get("required", True)),
        max_pages=pages,
        reuse_days=days,
    )


def _code(text: Any) -> str:
    if not isinstance(text, str) or not _CODE.fullmatch(text):
        raise WrongProofFile(f"代码 {text} 只能用大写字母、数字和下划线。")
    return text


def _check_keys(entry: Any, known: set[str], needed: set[str], what: str) -> None:
    if not isinstance(entry, dict) or not needed <= set(entry) or not set(entry) <= known:
        raise WrongProofFile(f"{what} {entry} 的项目不对：要有 {sorted(needed)}。")


def _check_unique(keys: list[Any], what: str) -> None:
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise WrongProofFile(f"{what}写了两次：{sorted(map(str, twice))}")
