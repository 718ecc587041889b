"""What a message tells about how a system works: numbers of visits and bills, kinds, no people."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from yibao.kernel import masking

from .. import reading, values

_LONGEST = 40
#: Of the question, of the answer. Nothing here says who somebody is or lets somebody act.
_ASKED = (
    "med_type", "mdtrt_cert_type", "acct_used_flag", "mid_setl_flag", "oinfno", "omsgid",
    "chrg_bchno", "medfee_sumamt", "file_qury_no", "businessType", "init_feedetl_sn",
    "setl_id",
)  # fmt: skip
_ANSWERED = (
    "medfee_sumamt", "acct_mulaid_pay", "stmt_rslt", "file_qury_no", "psn_insu_stas",
    "ordStas", "payOrdId",
)  # fmt: skip
_DEEPEST = 6
#: Long digits that the log keeps anyway.
_MSGID = "omsgid"


@dataclass(frozen=True, slots=True)
class Facts:
    """``told`` has values of the question under ``asked.`` and of the answer under ``got.``."""

    mdtrt_id: str = ""
    setl_id: str = ""
    fingerprint: str = ""
    told: dict[str, str] = field(default_factory=dict)


def of(*, by: Any, message: dict[str, Any], answer: str) -> Facts:
    """The facts of one call: the opened message, and the answer before it is sealed."""
    given = message.get("input", message.get("data"))
    said = _document(answer)
    asked = {name: text for name, text in _pairs(given, _ASKED)}
    got = {name: text for name, text in _pairs(said, _ANSWERED)}
    told = {f"asked.{name}": text for name, text in asked.items()}
    told |= {f"got.{name}": text for name, text in got.items()}
    return Facts(
        mdtrt_id=_named(said, given, "mdtrt_id"),
        setl_id=_named(said, given, "setl_id"),
        fingerprint=reading.fingerprint(message) if message.get("infno") else "",
        told=told,
    )


def _named(said: Any, given: Any, name: str) -> str:
    """Of the answer; where that has none, of the question."""
    for place in (said, given):
        found = dict(_pairs(place, (name,))).get(name, "")
        if found:
            return found[:30]
    return ""


def _pairs(place: Any, names: tuple[str, ...], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every one of the names with its first text; the first place found wins at the end."""
    if depth > _DEEPEST:
        return
    if isinstance(place, list):
        for one in reversed(place):
            yield from _pairs(one, names, depth + 1)
    elif isinstance(place, dict):
        for inner in place.values():
            yield from _pairs(inner, names, depth + 1)
        for name in names:
            text = values.text_of(place.get(name))
            if text and not values.is_empty(text):
                short = text[:_LONGEST].replace("\x00", "?")
                yield name, short if name == _MSGID else masking.mask_text(short)


def _document(answer: str) -> Any:
    """The answer as it left; files and broken texts have none."""
    try:
        return json.loads(answer, parse_float=str, parse_int=str)
    except ValueError:
        return None
