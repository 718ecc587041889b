"""What leaves: output by the field tables, and JSON whose amounts are numbers with their places."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yibao.kernel import clock

from .tables import Field, Node, Table

MOMENT = "%Y-%m-%d %H:%M:%S"


def shape(table: Table, output: Any) -> Any:
    """Fill in what the table has and the handler left out: 0 for numbers, empty text for others.

    ``output`` is a dict of nodes, or where the table has one node without a name, its row or rows.
    """
    bare = next((node for node in table.outputs if not node.name), None)
    if bare is not None:
        return _of_node(bare, output)
    shaped = dict(output or {})
    for node in table.outputs:
        if node.name in shaped:
            shaped[node.name] = _of_node(node, shaped[node.name])
        elif node.many:
            shaped[node.name] = []
    return shaped


def dump(value: Any) -> bytes:
    """Compact UTF-8 JSON; ``Decimal`` keeps its written places (``12.30``)."""
    return _dump(value).encode()


def pretty(text: str) -> str:
    """The same JSON for reading, line by line; every number keeps its places."""
    found = json.loads(text, parse_float=lambda number: f"\0{number}\0")
    lines = json.dumps(found, ensure_ascii=False, indent=2)
    return re.sub(r'"\\u0000([^"\\]*)\\u0000"', r"\1", lines)


def numbers_as_text(body: bytes) -> bytes:
    """The same JSON with every number that has decimals as a text, for clients that want that."""
    return _dump(json.loads(body, parse_float=str)).encode()


def _of_node(node: Node, found: Any) -> Any:
    if isinstance(found, list):
        return [_row(node, row) for row in found]
    return _row(node, found or {})


def _row(node: Node, row: dict[str, Any]) -> dict[str, Any]:
    known = {field.name: _value(field, row.get(field.name)) for field in node.fields}
    return {**known, **{name: value for name, value in row.items() if name not in known}}


def _value(field: Field, value: Any) -> Any:
    if field.kind in "NI":
        return _number(field, value)
    if field.kind == "D" and isinstance(value, datetime):
        return clock.local(value).date()
    return "" if value is None else value


def _number(field: Field, value: Any) -> Any:
    is_count = isinstance(value, int) and not field.places
    places = field.places or (0 if is_count or field.kind == "I" or field.size else 2)
    number = Decimal(0) if value is None or value == "" else Decimal(value)
    return number.quantize(Decimal(1).scaleb(-places)) if places else int(number)


def _dump(value: Any) -> str:
    if isinstance(value, dict):
        inner = ",".join(f"{_dump(str(key))}:{_dump(item)}" for key, item in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(_dump(item) for item in value)}]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return json.dumps(clock.local(value).strftime(MOMENT))
    if isinstance(value, date):
        return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
