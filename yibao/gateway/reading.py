"""From the body of a request to an envelope and validated nodes.

Tolerant as clients need it: "null" texts, unknown fields, both spellings of some names.
"""

import json
from typing import Any

from yibao.kernel import crypto, strictjson

from . import values
from .data import Envelope
from .errors import FieldMissing, FieldWrong, NodeMissing, UnreadableMessage
from .tables import Field, Node, Table

_ALIASES = {
    "exp_content": ("expContent",),
    "parent_value": ("parentValue",),
    "Vali_Flag": ("valiFlag", "vali_flag"),
}
# Head fields that must be there; the others are empty or another system's business.
_HEAD = {
    "infno": "交易编号",
    "msgid": "发送方报文ID",
    "infver": "接口版本号",
    "opter_type": "经办人类别",
    "opter": "经办人",
    "opter_name": "经办人姓名",
    "inf_time": "交易时间",
    "fixmedins_code": "定点医药机构编号",
    "fixmedins_name": "定点医药机构名称",
}
_LONGEST = {"msgid": 30, "infno": 8, "opter": 30, "sign_no": 30, "fixmedins_code": 30}
_HEAD_PLACE = "报文头"
_ENVELOPE_FIELDS = tuple(Envelope.__dataclass_fields__)


def document(raw: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises ``gateway.message_unreadable``."""
    try:
        found = strictjson.loads(raw)
    except strictjson.MalformedJSON as trap:
        raise UnreadableMessage(reason=trap.message) from trap
    if not isinstance(found, dict):
        raise UnreadableMessage(reason="报文应是一个 JSON 对象。")
    return found


def envelope(found: dict[str, Any]) -> Envelope:
    """The head of a message. Raises for missing and overlong fields."""
    head = {name: _head_text(name, found.get(name)) for name in _ENVELOPE_FIELDS}
    for name, label in _HEAD.items():
        if not head[name]:
            raise FieldMissing(place=_HEAD_PLACE, field=name, label=label)
    for name, longest in _LONGEST.items():
        if len(head[name]) > longest or not head[name].isascii() or not _is_visible(head[name]):
            label = _HEAD.get(name, name)
            reason = f"最多 {longest} 个可见字符"
            raise FieldWrong(place=_HEAD_PLACE, field=name, label=label, reason=reason)
    return Envelope(**head)


def peek(found: dict[str, Any], name: str) -> str:
    """A head field before the head is judged."""
    return _head_text(name, found.get(name))


def nodes(found: dict[str, Any], table: Table) -> dict[str, Any]:
    """``input`` by the table: validated, typed, unknown fields gone.

    Raises ``gateway.node_missing``, ``gateway.field_missing``, ``gateway.field_invalid``.
    """
    given = _input_of(found)
    data: dict[str, Any] = {}
    for node in table.inputs:
        if not node.inside:
            data[node.name] = _node(node, given)
    for node in table.inputs:
        if node.inside:
            _nested(node, given, data)
    return data


def fingerprint(found: dict[str, Any]) -> str:
    """Keyed hash of number and input: what a repeated message must share with the first (T90)."""
    core = {"infno": peek(found, "infno"), "input": found.get("input")}
    return crypto.blind_index(strictjson.canonical(core).decode(), "gateway.fingerprint")


def _input_of(found: dict[str, Any]) -> dict[str, Any]:
    given = found.get("input")
    if isinstance(given, str) and not values.is_empty(given):
        given = document(given.encode())  # some send the object as a text
    if values.is_empty(given):
        return {}
    if not isinstance(given, dict):
        raise NodeMissing(node="input")
    return given


def _node(node: Node, given: dict[str, Any]) -> Any:
    found = given if not node.name else given.get(node.name)
    if values.is_empty(found) or found == []:
        if not any(field.is_required for field in node.fields):
            return [] if node.many else _row(node, {}, node.name)
        raise NodeMissing(node=node.name)
    if node.many:
        return _rows(node, found)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not isinstance(found, dict):
        raise NodeMissing(node=node.name)
    return _row(node, found, node.name or "input")


def _rows(node: Node, found: Any) -> list[dict[str, Any]]:
    """One row may come without its list."""
    rows = [found] if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NodeMissing(node=node.name)
    return [_row(node, row, f"{node.name} 第 {i} 行") for i, row in enumerate(rows, start=1)]


def _nested(node: Node, given: dict[str, Any], data: dict[str, Any]) -> None:
    outer, _, inner = node.inside.partition(".")
    sent = given.get(outer)
    for row, raw in zip(data[outer], [sent] if isinstance(sent, dict) else sent, strict=True):
        found = raw.get(inner)
        row[inner] = [] if values.is_empty(found) else _rows(node, found)


def _row(node: Node, found: dict[str, Any], place: str) -> dict[str, Any]:
    return {field.name: _value(field, found, place) for field in node.fields}


def _value(field: Field, found: dict[str, Any], place: str) -> Any:
    sent = found.get(field.name)
    for alias in _ALIASES.get(field.name, ()):
        sent = found.get(alias) if values.is_empty(sent) else sent
    if field.name == "exp_content" and isinstance(sent, dict | list):
        sent = json.dumps(_plain(sent), ensure_ascii=False)
    if field.kind == "B":
        return sent  # mostly the bytes come beside the message
    if not values.is_empty(sent):
        return values.read(field, sent, place=place)
    if field.is_required:
        raise FieldMissing(place=place, field=field.name, label=field.label)
    return None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.literal if isinstance(value, strictjson.JsonFloat) else value


def _head_text(name: str, value: Any) -> str:
    if values.is_empty(value):
        return ""
    text = values.text_of(value)
    if text is None:
        raise FieldWrong(
            place=_HEAD_PLACE, field=name, label=_HEAD.get(name, name), reason="不能是对象或列表"
        )
    return text


def _is_visible(text: str) -> bool:
    return all("!" <= char <= "~" for char in text)
