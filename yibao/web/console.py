"""Life of a console session: 15 minutes idle, 8 hours in all (settled 16), and how it begins."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yibao.kernel import clock

STARTED = "console_started_at"
SEEN = "console_seen_at"
# Writing the session on every click would be waste; half a minute is exact enough.
_NOTE_AFTER_SECONDS = 30

Handler = Callable[[HttpRequest], HttpResponse]


def begin(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Stamp a staff session when it is made (receiver of ``user_logged_in``)."""
    if not user.is_staff:
        return
    moment = int(clock.now().timestamp())
    request.session[STARTED] = moment
    request.session[SEEN] = moment
    request.session.set_expiry(settings.CONSOLE_TOTAL_SECONDS)


def has_begun(request: HttpRequest) -> bool:
    """Whether this session was made by a staff login."""
    return STARTED in request.session


class ConsoleSessionMiddleware:
    """End staff sessions that are idle or old; others pass untouched."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = request.session.get(STARTED)
        if started is None:
            return self.get_response(request)
        moment = int(clock.now().timestamp())
        ended = self._ended(request, started, moment)
        if ended:
            logout(request)
            return HttpResponseRedirect(f"{reverse('admin:login')}?ended={ended}")
        if moment - request.session.get(SEEN, 0) >= _NOTE_AFTER_SECONDS:
            request.session[SEEN] = moment
        return self.get_response(request)

    def _ended(self, request: HttpRequest, started: int, moment: int) -> str:
        """``idle``, ``total`` or nothing."""
        if moment - started > settings.CONSOLE_TOTAL_SECONDS:
            return "total"
        if moment - request.session.get(SEEN, 0) > settings.CONSOLE_IDLE_SECONDS:
            return "idle"
        return ""
