"""Notes calls of programs after their answer; a log that fails never breaks an answer."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.selectors import calling
from yibao.kernel import problems
from yibao.kernel.masked_bodies import STARS

from .services import records

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]
_TOKEN = "/oauth/token/"
_PATHS = ("/api/v1/", _TOKEN)
# Of the words of a token call; everything else there lets somebody act.
_OPEN_WORDS = {"grant_type", "scope"}
# Who a person is; other ids in addresses are references.
_TELLING_PARTS = {"psn_no"}
# What the API asks by and tells nobody's name; of every other word only the word is kept, whether
# it is known here or not: who looks for a person by a wrong word names the person all the same.
_OPEN_QUERIES = {
    "setl_id", "mdtrt_id", "idempotency_key", "terminal", "endpoint_id", "type", "status", "state",
    "page_size", "kind", "date_from", "date_to", "refd_setl_flag",
}  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z0-9_.:+-]{0,80}", re.ASCII)


class RequestLogMiddleware:
    """One line for each call of a known client under ``/api/v1/``, ``/oauth/token/`` and of the
    national interface; calls of strangers are not kept."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        message = getattr(request, "kept_message", None)
        if message is None and not request.path.startswith(_PATHS):
            return response
        ms = round((time.monotonic() - began) * 1000)
        try:
            called = _of_gateway(request, response, message, ms) or _of_rest(request, response, ms)
            if called is not None:
                records.keep(by=None, called=called)
        except (DatabaseError, InterfaceError):
            log.warning("portal.record_lost", request_id=getattr(request, "trace_id", ""))
        return response


def _of_gateway(
    request: HttpRequest, response: HttpResponse, message: Any, ms: int
) -> records.Called | None:
    if message is None or message.access is None:
        return None
    return records.Called(
        client_id=message.access.client_id,
        request_id=getattr(request, "trace_id", ""),
        method=request.method or "",
        path=request.path,
        route=message.infno,
        status=response.status_code,
        ms=ms,
        own_number=message.msgid,
        code=message.refusal,
        message=message,
    )


def _of_rest(request: HttpRequest, response: HttpResponse, ms: int) -> records.Called | None:
    if not request.path.startswith(_PATHS):
        return None
    authorization = request.headers.get("Authorization", "")
    client_id = _client_id(request, authorization)
    if client_id is None:
        return None
    match = request.resolver_match
    return records.Called(
        client_id=client_id,
        request_id=getattr(request, "trace_id", ""),
        method=request.method or "",
        path=_path(request),
        route="/" + match.route if match else request.path,
        status=response.status_code,
        ms=ms,
        own_number=request.headers.get("Idempotency-Key", ""),
        code=_code(response),
        key_tail=calling.proof_tail(authorization=authorization),
        is_replayed=response.get("Idempotent-Replayed") == "true",
        request=_sent(request),
        answer=_answered(response),
    )


def _client_id(request: HttpRequest, authorization: str) -> Any:
    """Of who proved it; else of who is named, so that a vendor sees why it did not get in."""
    user = vars(request).get("user")
    client = None if isinstance(user, SimpleLazyObject) else getattr(user, "client", None)
    if client is not None:
        return client.pk
    named = request.POST.get("client_id", "") if request.path == _TOKEN else ""
    return calling.claimed_client(authorization=authorization, client_id=named)


def _path(request: HttpRequest) -> str:
    path = request.path
    for name, value in (request.resolver_match.kwargs if request.resolver_match else {}).items():
        if name in _TELLING_PARTS:
            path = path.replace(f"/{value}/", f"/{{{name}}}/")
    asked = [f"{_word(name)}={_value(name, value)}" for name, value in request.GET.items()]
    return path + ("?" + "&".join(asked) if asked else "")


def _word(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else STARS


def _value(name: str, value: str) -> str:
    return value if name in _OPEN_QUERIES and _PLAIN.fullmatch(value) else STARS


def _sent(request: HttpRequest) -> str:
    if request.path == _TOKEN:
        words = request.POST.items()
        return "&".join(
            f"{_word(name)}={word if name in _OPEN_WORDS else STARS}" for name, word in words
        )
    return getattr(request, "kept_body", b"").decode("utf-8", "replace")


def _answered(response: HttpResponse) -> str:
    kind = response.get("Content-Type", "")
    if response.streaming or not ("json" in kind or kind.startswith("text/plain")):
        return "" if not response.streaming and not response.content else "（文件）"
    return response.content.decode("utf-8", "replace")


def _code(response: HttpResponse) -> str:
    """The code of a refusal; of the token endpoint OAuth's own word."""
    kind = response.get("Content-Type", "")
    if response.status_code < 400 or response.streaming or "json" not in kind:
        return ""
    try:
        body = json.loads(response.content)
    except ValueError:
        return ""
    found = body.get("code" if kind.startswith(problems.CONTENT_TYPE) else "error", "")
    return found if isinstance(found, str) else ""
