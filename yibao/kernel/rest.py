"""REST conventions in one place: strict parsing, problem documents, cursor pages, fields."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from rest_framework import exceptions, serializers
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from . import errors, money, problems, strictjson

#: Controls, zero-width and direction marks: never part of an honest value (finding 5).
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


class StrictJSONParser(BaseParser):
    """JSON without duplicate keys, NaN, binary floats or endless depth (T56, T74)."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, context: Any = None) -> Any:
        raw = stream.read()
        if not raw:
            return {}
        try:
            return strictjson.loads(raw)
        except strictjson.DuplicateKey as twice:
            raise errors.DuplicateKey(key=twice.key) from twice
        except strictjson.MalformedJSON as broken:
            raise errors.MalformedRequest(reason=str(broken)) from broken


class CompactJSONRenderer(BaseRenderer):
    """Compact UTF-8 JSON; money is text before it comes here, so no float can appear."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, media_type: str | None = None, context: Any = None) -> bytes:
        return b"" if data is None else dump(data)


def dump(data: Any) -> bytes:
    """The one way to turn an answer into bytes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        from .clock import local

        return local(value).isoformat(timespec="seconds")
    if isinstance(value, date | Decimal):
        return str(value)
    return str(value)


class CursorPages(CursorPagination):
    """Cursor pages of at most 200 rows."""

    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-created_at"

    def get_paginated_response(self, data: list[Any]) -> Response:
        return Response(
            {"results": data, "next": self.get_next_link(), "previous": self.get_previous_link()}
        )


class StrictSerializer(serializers.Serializer):
    """Input shape only; unknown fields are refused, so that a typo is never ignored (T76)."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return super().to_internal_value(data)
        known = {name for name, field in self.fields.items() if not field.read_only}
        unknown = sorted(str(key) for key in data if key not in known)
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as failure:
            failure.detail.update(_unknown(unknown))
            raise
        if unknown:
            raise serializers.ValidationError(_unknown(unknown))
        return value


def _unknown(names: list[str]) -> dict[str, list[exceptions.ErrorDetail]]:
    return {
        name: [exceptions.ErrorDetail("没有这个字段，请核对拼写。", code="unknown")]
        for name in names
    }


class StrictTextField(serializers.CharField):
    """Text that arrived as text: numbers and booleans are not quietly turned into strings."""

    default_error_messages = {"invalid": "请填文字（JSON 字符串）。"}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if _INVISIBLE.search(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class _NumberTextField(serializers.Field):
    """A decimal that travels as text; JSON numbers with a point are refused."""

    parse: Any = None
    example = "12.30"
    default_error_messages = {
        "not_text": '请用字符串表示数字，例如 "{example}"。',
        "invalid": '格式不对，请用半角数字，例如 "{example}"。',
    }

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, str):
            self.fail("not_text", example=self.example)
        try:
            return type(self).parse(data)
        except ValueError:
            self.fail("invalid", example=self.example)

    def to_representation(self, value: Any) -> str:
        return str(value)


class YuanField(_NumberTextField):
    """Money in yuan, two decimals, as text (T56)."""

    parse = staticmethod(money.parse_yuan)

    def to_representation(self, value: Decimal) -> str:
        return money.yuan_text(value)


class CountField(_NumberTextField):
    """A count with up to four decimals, greater than zero, as text."""

    parse = staticmethod(money.parse_count)
    example = "2"

    def to_internal_value(self, data: Any) -> Decimal:
        value = super().to_internal_value(data)
        if value <= 0:
            raise serializers.ValidationError("数量要大于 0。", code="positive")
        return value


class PriceField(_NumberTextField):
    """A unit price with up to six decimals, as text."""

    parse = staticmethod(money.parse_price)


def flatten(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Turn nested validation details into ``{path, code, message}`` rows."""
    if isinstance(detail, dict):
        rows = []
        for key, value in detail.items():
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
