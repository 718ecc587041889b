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
    return yaml.safe_load(Path(__file__).with_name("api_texts.yaml").read_text("utf-8"))


def add_texts(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Postprocessing hook: order the groups, give operations their examples and refusals."""
    result["tags"] = [
        {"name": name, "description": text} for name, text in texts()["groups"].items()
    ]
    for item in result["paths"].values():
        for method in METHODS:
            if method in item:
                _tell(item[method], texts()["operations"].get(item[method]["operationId"], {}))
    return result


def _tell(operation: dict[str, Any], text: dict[str, Any]) -> None:
    if text.get("errors"):
        operation["x-errors"] = text["errors"]
    body = operation.get("requestBody", {}).get("content", {}).get(JSON)
    if body is not None and "request" in text and "examples" not in body:
        body["example"] = text["request"]
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get(JSON)
        if status.startswith("2") and content is not None and "answer" in text:
            content["example"] = text["answer"]
