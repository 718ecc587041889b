"""HTTP plumbing that every face shares: request ids, no-store, busy databases."""

import re
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from . import problems
from .errors import NotFound, ServiceBusy
from .ids import new_ref

log = structlog.get_logger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]
# What the driver says of a text that no stored text can equal (T12).
_NUL_REFUSED = "NUL (0x00)"
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}", re.ASCII)


class RequestIdMiddleware:
    """Give each request an id and answer it back as ``X-Request-Id``."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request.trace_id = given if _REQUEST_ID.fullmatch(given) else new_ref("R")
        # The log takes its request id from here, so that a reference number finds its lines.
        request.META["HTTP_X_REQUEST_ID"] = request.trace_id
        request.__dict__.pop("headers", None)  # made from META once, perhaps before this line
        response = self.get_response(request)
        response["X-Request-Id"] = request.trace_id
        return response


class RequestLogMiddleware(RequestMiddleware):
    """A line for each failed request. What was asked for (``?…``) is in no line: it may name
    somebody or be a secret, and percent-encoded it would pass every mask (T88)."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path."""
        return f"{request.method} {request.path}"


class ProxyAddressMiddleware:
    """Behind our own proxies the caller is the n-th address from the right (T14, T78).

    ``TRUSTED_PROXY_COUNT`` says how many there are; what stands further left was written by the
    caller and is never believed. Without it all visitors would share one address and its limits.
    """

    def __init__(self, get_response: Handler) -> None:
        if not settings.TRUSTED_PROXY_COUNT:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(hops) >= settings.TRUSTED_PROXY_COUNT and hops[-settings.TRUSTED_PROXY_COUNT]:
            request.META["REMOTE_ADDR"] = hops[-settings.TRUSTED_PROXY_COUNT]
        return self.get_response(request)


class ServiceFaultMiddleware:
    """A database that is away or a lock that is not to be had is a 503, never a 500 (F11–F16)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return self._busy(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, OperationalError | InterfaceError):
            return self._busy(request)
        if isinstance(fault, DataError | ValueError) and _NUL_REFUSED in str(fault):
            return problems.respond(request, NotFound())
        return None

    def _busy(self, request: HttpRequest) -> HttpResponse:
        log.warning("database.unavailable", path=request.path, exc_info=True)
        response = problems.respond(request, ServiceBusy())
        response["Retry-After"] = "2"
        return response


class NoStoreMiddleware:
    """Nothing that belongs to a person stays in a cache (T98)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
