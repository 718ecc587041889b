"""Who may see a page, how long a login lasts, and how a refusal is shown on a page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from yibao.kernel import clock
from yibao.kernel.errors import DomainError

from . import errors

Handler = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Callers of these show a token or nothing; a session is never looked at.
MACHINE_PATHS = ("/api/", "/oauth/token/", "/oauth/revoke_token/", "/oauth/introspect/")
STAMP = "session_stamp"
# The idle stamp is written at most once in this many seconds, to spare the session table.
STAMP_STEP = 60


def is_for_machines(request: HttpRequest) -> bool:
    """Whether the address belongs to programs, which never carry a session."""
    return request.path.startswith(MACHINE_PATHS)


class PageLoginMiddleware(LoginRequiredMiddleware):
    """Pages need a login unless they say otherwise; programs authenticate by token instead."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        """Send nobody in particular to the login page; programs pass."""
        if is_for_machines(request):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class CitizenSessionMiddleware:
    """End sessions by age (T23): citizens after 30 days, staff after 15 min idle or 8 h.

    Accounts that were switched off lose their login with the next request: the backend does not
    return them. The proofs of presence before codes and money are judged in ``vouchers``.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._has_session(request) and request.user.is_authenticated:
            self._judge(request)
        return self.get_response(request)

    def _has_session(self, request: HttpRequest) -> bool:
        return settings.SESSION_COOKIE_NAME in request.COOKIES and not is_for_machines(request)

    def _judge(self, request: HttpRequest) -> None:
        now = int(clock.now().timestamp())
        stamp = request.session.get(STAMP) or {"began": now, "seen": 0}
        idle_limit, total_limit = limits_of(request.user)
        is_idle = bool(idle_limit and stamp["seen"] and now - stamp["seen"] > idle_limit)
        if is_idle or now - stamp["began"] > total_limit:
            logout(request)
            return
        if now - stamp["seen"] >= STAMP_STEP:
            request.session[STAMP] = {**stamp, "seen": now}


def limits_of(user: Any) -> tuple[int | None, int]:
    """Seconds of idleness and of age after which a login ends."""
    if user.is_staff:
        return settings.CONSOLE_IDLE_SECONDS, settings.CONSOLE_TOTAL_SECONDS
    return None, settings.SESSION_COOKIE_AGE


class PageFaultMiddleware:
    """Unused verbs are 405 (T83); a refusal that no view caught becomes a readable page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Show a domain error; anything else stays a fault."""
        if isinstance(fault, DomainError):
            return errors.refusal(request, fault)
        return None
