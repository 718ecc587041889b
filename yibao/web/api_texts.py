"""Examples and usual refusals of the partner API, merged into the OpenAPI document.

They stand in ``api_texts.yaml`` by operation id. A test checks that every request example passes
the input form and that every code named exists.
"""

import functools
from pathlib import Path
from typing import Any

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"


@functools.cache
def texts() -> dict[str, Any]:
    """Everything in the file."""
    return _read("api_texts.yaml")


@functools.cache
def words() -> dict[str, str]:
    """Meanings of fields by name."""
    return _read("api_words.yaml")["words"]


def _read(name: str) -> dict[str, Any]:
    return yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))


def add_texts(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Postprocessing hook: order the groups, give operations their examples and refusals."""
    result["tags"] = [
        {"name": name, "description": text} for name, text in texts()["groups"].items()
    ]
    for schema in result["components"].get("schemas", {}).values():
        for name, member in schema.get("properties", {}).items():
            _explain(name, member)
    for item in result["paths"].values():
        for method in METHODS:
            if method in item:
                _tell(item[method], texts()["operations"].get(item[method]["operationId"], {}))
    return result


def _explain(name: str, member: dict[str, Any]) -> None:
    """The meaning of the name, unless the code says more than the general phrase."""
    if name in words() and "$ref" not in member:
        member["description"] = words()[name]


def _tell(operation: dict[str, Any], text: dict[str, Any]) -> None:
    if text.get("errors"):
        operation["x-errors"] = text["errors"]
    for parameter in operation.get("parameters", []):
        _explain(parameter["name"], parameter)
    body = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if body is not None and "request" in text and "examples" not in body:
        body["example"] = text["request"]
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get(JSON)
        if status.startswith("2") and content is not None and "answer" in text:
            content["example"] = text["answer"]
