"""What the field tables promise: bad values made from a good message, and the shape of answers."""

import copy
import re
from dataclasses import dataclass
from decimal import Decimal

from yibao.gateway import tables, values

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")
#: Extended by every place; any value is taken.
_LOCAL = values._LOCAL


@dataclass(frozen=True, slots=True)
class Bad:
    """A message with one thing wrong, and the field of the table that it is in."""

    why: str
    given: dict
    field: tables.Field

    def __str__(self):
        return f"{self.field.name} {self.why}"


def bad_ones(infno, good):
    """Every way in which a message may offend against the table of its number."""
    for node in tables.table(infno).inputs:
        rows = _rows(node, good)
        if not rows:
            continue
        for field in node.fields:
            for why, value in _wrongs(field):
                given = copy.deepcopy(good)
                row = _rows(node, given)[-1]
                for name in (field.name, field.name.lower()):
                    row.pop(name, None)
                if value is not None:
                    row[field.name] = value
                yield Bad(why, given, field)


def _rows(node, given):
    """The rows of a node, where the message has it."""
    if node.inside:
        outer, _, inner = node.inside.partition(".")
        rows = given.get(outer) or []
        return [one for row in rows for one in row.get(inner) or []]
    found = given.get(node.name) if node.name else given
    return [found] if isinstance(found, dict) else found or []


def _wrongs(field):
    if field.kind == "B":
        return
    if field.is_required:
        yield "is missing", None
        yield "says null", "null"
    if field.kind in "DT":
        yield "is no day", "2025-02-30"
        yield "is no date", "25/1/1"
    elif field.kind in "NI":
        yield "is no number", "12a"
        if field.size:
            yield "is too large", "9" * (field.size - field.places + 1)
        if field.places:
            yield "has too many places", f"1.{'1' * (field.places + 1)}"
    else:
        yield "is an object", {"a": "b"} if field.name != "exp_content" else "1" * 4001
        if field.size:
            yield "is too long", "9" * (field.size + 1)
        if field.codes and field.name in tables.dictionaries() and field.name not in _LOCAL:
            yield "is no code", "~"


def faults(infno, output, empty=()):
    """What in an output is not as the table has it; ``empty`` are fields known to be so."""
    found = []
    for node in tables.table(infno).outputs:
        rows = output if not node.name else output.get(node.name)
        if rows is None:
            found.append(f"node {node.name} is missing")
            continue
        if node.many != isinstance(rows, list):
            found.append(f"node {node.name} is {'one row' if node.many else 'a list'}")
        for row in rows if isinstance(rows, list) else [rows]:
            for field in node.fields:
                wrong = _fault(field, row)
                if wrong and field.name not in empty:
                    found.append(f"{node.name}.{field.name}: {wrong}")
    return sorted(set(found))


def _fault(field, row):
    if field.name not in row:
        return "is missing"
    value = row[field.name]
    if field.kind in "NI":
        return _number(field, value)
    if field.kind == "B":
        return "" if isinstance(value, bool) else f"is no truth value: {value!r}"
    if not isinstance(value, str):
        return f"is no text: {value!r}"
    if value == "":
        return "is empty" if field.is_required else ""
    form = {"D": _DAY, "T": _MOMENT}.get(field.kind)
    if form is not None:
        return "" if form.fullmatch(value) else f"is no moment: {value}"
    if field.size and len(value) > field.size:
        return f"is too long: {value}"
    return _code(field, value)


def _number(field, value):
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return f"is no number: {value!r}"
    if field.places and isinstance(value, Decimal) and -value.as_tuple().exponent > field.places:
        return f"has too many places: {value}"
    if field.size and len(str(abs(int(value)))) > field.size - field.places:
        return f"is too large: {value}"
    return ""


def _code(field, value):
    known = tables.dictionaries().get(field.name)
    if not field.codes or known is None or field.name in _LOCAL:
        return ""
    return "" if value in {*known["hunan"], *known["jiangxi"]} else f"is no code: {value}"
