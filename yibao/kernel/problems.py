"""The two faces of an error: RFC 9457 problem documents for programs, pages for people."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .errors import DomainError, FieldErrors

CONTENT_TYPE = "application/problem+json"
DOCUMENTATION = "/dev/errors/{code}/"


def document(error: DomainError, *, trace_id: str, base: str = "") -> dict[str, Any]:
    """The problem document of an error."""
    body: dict[str, Any] = {
        "type": base + DOCUMENTATION.format(code=error.code),
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": error.message,
    }
    if error.alias:
        body["alias"] = error.alias
    if error.patient_text:
        body["patient_text"] = error.patient_message
    if error.next_step:
        body["next_step"] = error.advice
    if isinstance(error, FieldErrors):
        body["errors"] = error.errors
    body.update(error.problem_members())
    body["trace_id"] = trace_id
    return body


def dump(body: dict[str, Any]) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def base_of(request: HttpRequest) -> str:
    """Scheme and host under which the documentation of codes resolves."""
    return f"{request.scheme}://{request.get_host()}"


def is_for_program(request: HttpRequest) -> bool:
    """Whether the caller is software; the page on which a person agrees is not for programs."""
    if request.path.startswith("/oauth/authorize/"):
        return False
    return request.path.startswith(("/api/", "/oauth/"))


def respond(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The fitting answer: problem document for the API, page for people."""
    trace_id = getattr(request, "trace_id", "")
    if is_for_program(request):
        body = dump(document(error, trace_id=trace_id, base=base_of(request)))
        return HttpResponse(body, status=error.status, content_type=CONTENT_TYPE)
    name = error.status if error.status in (403, 404, 413, 429, 500, 503) else 500
    page = render_to_string(
        f"errors/{name}.html", {"error": error, "reference": trace_id}, request=None
    )
    return HttpResponse(page, status=error.status)
