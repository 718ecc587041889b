"""The OpenAPI document arranged for reading: groups, operations, flat tables of fields."""

import json
from dataclasses import dataclass
from typing import Any

from yibao.kernel.errors import registry

METHODS = ("get", "post", "put", "patch", "delete")
PLACES = {"path": "地址", "query": "查询", "header": "请求头"}
KINDS = {"string": "文字", "integer": "整数", "number": "数", "boolean": "是否", "object": "对象"}
DEPTH = 6


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a table; ``name`` is the path, such as ``items[].cnt``."""

    name: str
    kind: str
    required: bool
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One code that this operation answers."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    id: str
    method: str
    path: str
    summary: str
    paragraphs: list[str]
    scopes: list[str]
    parameters: list[Field]
    request_fields: list[Field]
    request_example: str
    answer_caption: str
    answer_fields: list[Field]
    answer_example: str
    errors: list[Refusal]
    statuses: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations about one thing."""

    name: str
    operations: list[Operation]


def groups_of(document: dict[str, Any]) -> list[Group]:
    """All operations in the order of the document's tags, then of the addresses."""
    names = [tag["name"] for tag in document.get("tags", [])]
    found: dict[str, list[Operation]] = {name: [] for name in names}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                tag = (operation.get("tags") or ["其他"])[0]
                found.setdefault(tag, []).append(_operation(document, path, method, operation))
    return [Group(name, operations) for name, operations in found.items() if operations]


def _operation(document: dict[str, Any], path: str, method: str, raw: dict[str, Any]) -> Operation:
    request = _json_of(raw.get("requestBody", {}))
    status, answer = _success(raw)
    return Operation(
        id=raw["operationId"],
        method=method.upper(),
        path=path,
        summary=raw.get("summary") or raw["operationId"],
        paragraphs=[line for line in raw.get("description", "").split("\n") if line.strip()],
        scopes=[scope for entry in raw.get("security", []) for scope in entry.get("oauth2", [])],
        parameters=[_parameter(document, row) for row in raw.get("parameters", [])],
        request_fields=fields_of(document, request.get("schema", {})),
        request_example=_example(request),
        answer_caption=f"{status} 回答",
        answer_fields=fields_of(document, answer.get("schema", {})),
        answer_example=_example(answer),
        errors=[_refusal(code) for code in raw.get("x-errors", [])],
        statuses=[(code, body.get("description", "")) for code, body in raw["responses"].items()],
    )


def _success(raw: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    for status, body in raw["responses"].items():
        if status.startswith("2"):
            return status, _json_of(body)
    return "", {}


def _json_of(body: dict[str, Any]) -> dict[str, Any]:
    return body.get("content", {}).get("application/json", {})


def _example(content: dict[str, Any]) -> str:
    named = [example["value"] for example in content.get("examples", {}).values()]
    found = [content["example"]] if "example" in content else named
    return json.dumps(found[0], ensure_ascii=False, indent=2) if found else ""


def _refusal(code: str) -> Refusal:
    return Refusal(code, registry()[code].title)


def _parameter(document: dict[str, Any], row: dict[str, Any]) -> Field:
    schema = _resolve(document, row.get("schema", {}))
    return Field(
        name=row["name"],
        kind=_kind(document, schema),
        required=row.get("required", False),
        text=row.get("description", ""),
        place=PLACES[row["in"]],
    )


def fields_of(
    document: dict[str, Any], schema: dict[str, Any], prefix: str = "", depth: int = 0
) -> list[Field]:
    """Every member of an object, members of members included."""
    schema = _resolve(document, schema)
    if depth > DEPTH:
        return []
    if schema.get("type") == "array":
        return fields_of(document, schema.get("items", {}), f"{prefix}[]", depth + 1)
    required = set(schema.get("required", []))
    rows = []
    for name, member in schema.get("properties", {}).items():
        inner = _resolve(document, member)
        path = f"{prefix}.{name}" if prefix else name
        text = member.get("description") or inner.get("description", "")
        rows.append(Field(path, _kind(document, inner), name in required, _first(text)))
        rows += fields_of(document, inner, path, depth + 1)
    return rows


def _first(text: str) -> str:
    """Lists of choices that the generator appends are for machines."""
    return text.split("\n\n* ")[0].strip()


def _resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, or the single alternative of a nullable one."""
    for word in ("allOf", "oneOf", "anyOf"):
        if schema.get(word):
            return {**_resolve(document, schema[word][0]), **_without(schema, word)}
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].rpartition("/")[2]
    return {**document["components"]["schemas"][name], **_without(schema, "$ref")}


def _without(schema: dict[str, Any], word: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != word}


def _kind(document: dict[str, Any], schema: dict[str, Any]) -> str:
    if schema.get("enum"):
        return " / ".join(str(value) for value in schema["enum"] if value not in ("", None))
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        kind = next((word for word in kind if word != "null"), "object")
    if kind == "array":
        return f"{_kind(document, _resolve(document, schema.get('items', {})))}列表"
    formats = {"date-time": "时间", "date": "日期", "uri": "网址"}
    return formats.get(schema.get("format", ""), KINDS.get(kind, kind))
