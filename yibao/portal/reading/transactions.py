"""The national interface for reading: each number with its fields, codes and a recorded example."""

import functools
from dataclasses import dataclass

from yibao.gateway import examples, reference_pages, registry, tables

_FORMS = {
    "C": "文本", "N": "数字", "I": "整数", "D": "日期", "T": "日期时间", "B": "字节",
}  # fmt: skip
_SHAPES = {"D": "2026-01-31", "T": "2026-01-31 08:30:00"}


@dataclass(frozen=True, slots=True)
class Row:
    """One number in the list."""

    infno: str
    name: str
    kind: str
    scope: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: ``form`` in words with its size, ``codes`` the name of its code table."""

    name: str
    label: str
    form: str
    is_required: bool
    codes: bool


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One node; ``title`` says where it stands and whether it repeats."""

    title: str
    fields: list[FieldRow]


@dataclass(frozen=True, slots=True)
class Codes:
    """A code table: name of the field, Chinese name, pairs of code and words."""

    field: str
    name: str
    pairs: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of a number shows; ``answer`` is empty where it is a file."""

    row: Row
    addresses: list[str]
    inputs: list[NodeRow]
    outputs: list[NodeRow]
    codes: list[Codes]
    message: str
    answer: str
    given: str
    is_sent_here: bool


@functools.cache
def rows() -> list[Row]:
    """Every number that is answered."""
    registry.discover()
    return [_row(infno) for infno in registry.offered()]


@functools.cache
def others() -> list[tuple[str, str]]:
    """Numbers of the document that are not answered, with their names."""
    names, offered = tables.known(), {row.infno for row in rows()}
    return [(infno, names[infno]) for infno in sorted(names) if infno not in offered]


@functools.cache
def page(infno: str) -> Page | None:
    """One number; None where it is not answered."""
    row = next((one for one in rows() if one.infno == infno), None)
    if row is None:
        return None
    table = tables.table(infno)
    return Page(
        row=row,
        addresses=_addresses(infno),
        inputs=[_node(one) for one in table.inputs],
        outputs=[_node(one) for one in table.outputs],
        codes=_codes(table),
        message=examples.sent(infno),
        answer=examples.answered(infno),
        given=examples.given(infno),
        is_sent_here=infno != "9101",  # it needs a file beside the message
    )


def _row(infno: str) -> Row:
    entry = registry.entry_of(infno)
    name = tables.known().get(infno, tables.table(infno).name)
    return Row(infno, name, reference_pages.KINDS[entry.kind], entry.scope)


def _addresses(infno: str) -> list[str]:
    last = reference_pages.address_of(infno)
    found = ["/gateway/fsi/api/rsfComIfsService/callService", f"/gateway/fsi/{infno}"]
    return [*found, f"/gateway/fsi/api/{last}"] if last else found


def _node(node: tables.Node) -> NodeRow:
    name = node.name or "不分节点"
    words = "，可以多行" if node.many else ""
    inside = f"，在 {node.inside} 里" if node.inside else ""
    return NodeRow(f"{name}{words}{inside}", [_field(one) for one in node.fields])


def _field(field: tables.Field) -> FieldRow:
    form = _FORMS[field.kind]
    if field.kind in _SHAPES:
        form = f"{form}，如 {_SHAPES[field.kind]}"
    elif field.size:
        places = f"，{field.places} 位小数" if field.places else ""
        form = f"{form}，最长 {field.size}{places}"
    return FieldRow(field.name, field.label, form, field.is_required, field.codes)


def _codes(table: tables.Table) -> list[Codes]:
    known = tables.dictionaries()
    names = dict.fromkeys(
        field.name for node in table.inputs for field in node.fields if field.codes
    )
    found = []
    for name in names:
        held = known.get(name)
        if held:
            pairs = {**held.get("jiangxi", {}), **held.get("hunan", {})}
            found.append(Codes(name, held["name"], sorted(pairs.items())))
    return found
