"""How requests and answers travel: strict JSON in, compact JSON out, cursor pages."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from .. import clock, errors, strictjson

_REMEMBERED = 20_000


class StrictJSONParser(BaseParser):
    """JSON without duplicate keys, NaN, binary floats or endless depth (T56, T74)."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, context: Any = None) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise errors.BodyTooLarge
        _remember(context, raw)
        if not raw:
            return {}
        try:
            return strictjson.loads(raw)
        except strictjson.DuplicateKey as twice:
            raise errors.DuplicateKey(key=twice.key) from twice
        except strictjson.MalformedJSON as broken:
            raise errors.MalformedRequest(reason=str(broken)) from broken


def _remember(context: Any, raw: bytes) -> None:
    """Keep the beginning for the log of calls: a body is read once."""
    if context and "request" in context:
        context["request"]._request.kept_body = raw[:_REMEMBERED]


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
        return clock.local(value).isoformat(timespec="seconds")
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
