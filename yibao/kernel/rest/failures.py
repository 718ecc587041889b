"""Every failure of the API becomes a problem document of ours."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest
from rest_framework import exceptions
from rest_framework.response import Response

from .. import errors, problems


def flatten(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Turn nested validation details into ``{path, code, message}`` rows."""
    if isinstance(detail, dict):
        rows = []
        for key, value in detail.items():
            if isinstance(key, int):  # items of a list come by their number
                rows += flatten(value, f"{path}[{key}]")
                continue
            name = "" if key == "non_field_errors" else str(key)
            rows += flatten(value, f"{path}.{name}".strip(".") if name else path)
        return rows
    if isinstance(detail, list):
        if any(isinstance(item, dict | list) for item in detail):
            return [
                row
                for index, item in enumerate(detail)
                for row in flatten(item, f"{path}[{index}]")
            ]
        return [row for item in detail for row in flatten(item, path)]
    code = getattr(detail, "code", "invalid")
    return [{"path": path, "code": str(code), "message": str(detail)}]


def as_domain_error(fault: Exception) -> errors.DomainError | None:
    """Translate the framework's exceptions into ours."""
    if isinstance(fault, errors.DomainError):
        return fault
    if isinstance(fault, exceptions.ValidationError):
        return errors.FieldErrors(flatten(fault.detail))
    if isinstance(fault, exceptions.ParseError):
        return errors.MalformedRequest(reason="无法解析")
    if isinstance(fault, RequestDataTooBig):
        return errors.BodyTooLarge()
    if isinstance(fault, exceptions.UnsupportedMediaType):
        return errors.UnsupportedMedia()
    if isinstance(fault, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return errors.Unauthenticated()
    if isinstance(fault, exceptions.MethodNotAllowed):
        return errors.MethodNotAllowed()
    if isinstance(fault, PermissionDenied | exceptions.PermissionDenied):
        return errors.ScopeMissing(scope=getattr(fault, "scope", "—"))
    if isinstance(fault, Http404 | exceptions.NotFound):
        return errors.NotFound()
    return None


def problem_handler(fault: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler: always a problem document."""
    error = as_domain_error(fault)
    if error is None:
        return None
    request: HttpRequest = context["request"]
    body = problems.document(
        error, trace_id=getattr(request, "trace_id", ""), base=problems.base_of(request)
    )
    response = Response(body, status=error.status, content_type=problems.CONTENT_TYPE)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="yibao"'
    if "retry_after" in error.extra:
        response["Retry-After"] = str(error.extra["retry_after"])
    elif error.retry:
        response["Retry-After"] = "2"
    return response
