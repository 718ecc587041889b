"""The lock of the console's login: by account and source, growing from 30 seconds to an hour (T26).

Nobody can lock a member of staff out from elsewhere, and a guesser gets some thirty tries a day.
"""

from datetime import timedelta
from math import ceil
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yibao.kernel import clock

_FIRST_SECONDS, _LONGEST_SECONDS = 30, 3600


def lock_seconds(failures: int, limit: int) -> int:
    """How long the login stays shut after so many failures: 30 s, 60 s, 120 s … one hour."""
    if failures < limit:
        return 0
    return min(_FIRST_SECONDS * 2 ** min(failures - limit, 10), _LONGEST_SECONDS)


class GrowingLockHandler(AxesDatabaseHandler):
    """Remembers failures for a day; tries during a lock are refused unseen and do not count."""

    def is_locked(self, request: HttpRequest, credentials: Any = None) -> bool:
        """Whether the last failure is too fresh for another try."""
        return self.seconds_left(request, credentials) > 0

    def seconds_left(self, request: HttpRequest, credentials: Any = None) -> int:
        """Until when the login stays shut for this account from this source."""
        failures = self.get_failures(request, credentials)
        wait = lock_seconds(failures, settings.AXES_FAILURE_LIMIT)
        if not wait:
            return 0
        found = [
            rows.aggregate(last=Max("attempt_time"))["last"]
            for rows in self.get_user_attempts(request, credentials)
        ]
        last = max(moment for moment in found if moment is not None)
        left = (last + timedelta(seconds=wait) - clock.now()).total_seconds()
        return max(0, ceil(left))


def refusal(request: HttpRequest, credentials: Any = None) -> HttpResponse:
    """The page that says how long to wait."""
    handler = AxesProxyHandler.get_implementation()
    seconds = handler.seconds_left(request, credentials)
    context = {"wait": _words(max(1, seconds))}
    response = render(request, "admin/locked.html", context, status=429)
    response["Retry-After"] = str(max(1, seconds))
    return response


def _words(seconds: int) -> str:
    return f"{seconds} 秒" if seconds < 120 else f"{ceil(seconds / 60)} 分钟"
