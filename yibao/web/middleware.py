"""Who may see a page, how long a login lasts, and how a refusal is shown on a page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from yibao.kernel import clock
from yibao.kernel.errors import DomainError, RequestTooLarge

from . import errors

Handler = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Callers of these show a token or nothing; a session is never looked at.
MACHINE_PATHS = (
    "/api/",
    "/oauth/token/",
    "/oauth/revoke_token/",
    "/oauth/introspect/",
    "/gateway/",
    "/fsi/api/",
    "/mbs-fsi/",
    "/localcfc/",
    "/uif-hsaf-med-api/",
    "/ebus/",
    "/healthz",
    "/metrics",
)
STAMP = "began_at"


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


class RequestSizeMiddleware:
    """Answer 413 with a page before a body that is too large is parsed (T51).

    What was sent is read to its end up to ``_DRAINED`` bytes and thrown away: a browser that is
    cut off while it sends shows its own error instead of ours.
    """

    _DRAINED = 64 * 1024 * 1024
    _CHUNK = 64 * 1024

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isascii() and length.isdigit() else 0
        if size <= settings.UPLOAD_REQUEST_BYTES or is_for_machines(request):
            return self.get_response(request)
        self._drain(request, size)
        limit = settings.UPLOAD_FILE_BYTES // 2**20
        extra = {"size_mb": -(-size // 2**20), "limit_mb": limit, "back_url": request.path}
        return errors.refusal(request, RequestTooLarge(**extra))

    def _drain(self, request: HttpRequest, size: int) -> None:
        left = min(size, self._DRAINED)
        try:
            while left > 0:
                some = request.read(min(left, self._CHUNK))
                if not some:
                    return
                left -= len(some)
        except OSError:
            return


class CitizenSessionMiddleware:
    """End a citizen's login 30 days after it began, however busy it was (T23).

    Accounts that were switched off lose their login with the next request: the backend does not
    return them. The console has stricter limits of its own, and the proofs of presence before
    codes and money are judged in ``vouchers``.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._has_session(request) and self._is_citizen(request.user):
            self._judge(request)
        return self.get_response(request)

    def _has_session(self, request: HttpRequest) -> bool:
        return settings.SESSION_COOKIE_NAME in request.COOKIES and not is_for_machines(request)

    def _is_citizen(self, user: Any) -> bool:
        return user.is_authenticated and not user.is_staff

    def _judge(self, request: HttpRequest) -> None:
        now = int(clock.now().timestamp())
        began = request.session.setdefault(STAMP, now)
        if now - began > settings.SESSION_COOKIE_AGE:
            logout(request)


class PageFaultMiddleware:
    """Unused verbs are 405 (T83); a refusal that no view caught becomes a readable page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        response = self.get_response(request)
        if response.status_code == 405 and not self._has_words(request, response):
            return errors.method_not_allowed(request, response.get("Allow", ""))
        return response

    def _has_words(self, request: HttpRequest, response: HttpResponse) -> bool:
        """Programs read the status; a page that says something already stays."""
        return is_for_machines(request) or response.streaming or bool(response.content)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Show a domain error; anything else stays a fault."""
        if isinstance(fault, DomainError):
            return errors.refusal(request, fault)
        return None
