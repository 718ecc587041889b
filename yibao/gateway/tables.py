"""The field tables and dictionaries of the interface document, read once from ``fields/``."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "fields"
_OTHERS = ("known.json", "dictionaries.json", "services.json")


@dataclass(frozen=True, slots=True)
class Field:
    """One row: ``kind`` is C text, N number, I integer, D date, T date-time, B bytes.

    ``size`` is characters of a text, digits of a number; ``places`` the decimals of a number.
    ``codes`` says that the value is one of the dictionary of the same name.
    """

    name: str
    label: str
    kind: str
    size: int
    places: int
    is_required: bool
    codes: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A node of input or output; an empty name means that its fields stand without one.

    ``inside`` is ``node.field`` of the rows in which this node's rows are nested.
    """

    name: str
    many: bool
    fields: tuple[Field, ...]
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One transaction."""

    infno: str
    name: str
    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]
    file_columns: tuple[str, ...]


def has(infno: str) -> bool:
    """Whether the fields of a number are known here."""
    return infno in _all()


def table(infno: str) -> Table:
    """The fields of a number that ``has`` them."""
    return _all()[infno]


def label_of(infno: str, name: str) -> str:
    """The Chinese name of an input field of a number."""
    fields = (field for node in table(infno).inputs for field in node.fields)
    return next((field.label for field in fields if field.name == name), name)


@cache
def known() -> dict[str, str]:
    """Every number of the document with its name."""
    return _read("known.json")


@cache
def dictionaries() -> dict[str, dict[str, Any]]:
    """Code tables by field name: ``name``, ``hunan`` and ``jiangxi`` (code → words)."""
    return _read("dictionaries.json")


@cache
def services() -> dict[str, dict[str, list[str]]]:
    """Addresses of the third style: service → last part of the path → numbers."""
    return _read("services.json")


@cache
def _all() -> dict[str, Table]:
    found: dict[str, Table] = {}
    for path in sorted(_FOLDER.glob("*.json")):
        if path.name not in _OTHERS:
            found |= {infno: _table(infno, row) for infno, row in _read(path.name).items()}
    return found


def _table(infno: str, row: dict[str, Any]) -> Table:
    return Table(
        infno,
        row["name"],
        tuple(_node(node) for node in row["in"]),
        tuple(_node(node) for node in row["out"]),
        tuple(row.get("file_columns", ())),
    )


def _node(row: dict[str, Any]) -> Node:
    return Node(
        row["node"], row["many"], tuple(_field(*f) for f in row["fields"]), row.get("inside", "")
    )


def _field(name: str, label: str, form: str, marks: str) -> Field:
    size, _, places = form[1:].partition(".")
    return Field(name, label, form[0], int(size or 0), int(places or 0), "*" in marks, "^" in marks)


def _read(name: str) -> dict[str, Any]:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))
