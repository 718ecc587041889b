"""How often a client may call: counted in the database, exact in parallel (T78)."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.services import sandbox_limits
from yibao.kernel import rates
from yibao.kernel.errors import TooManyRequests

WINDOW = 60


class ClientThrottle(BaseThrottle):
    """``API_REQUESTS_PER_MINUTE`` a client, whatever address or token it calls with.

    In the sandbox of a vendor also ``SANDBOX_REQUESTS_PER_MINUTE`` for all its clients together.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the call; say how many are left; raise ``TooManyRequests`` beyond the limit."""
        if not getattr(request.user, "is_authenticated", False):
            return True
        limit = settings.API_REQUESTS_PER_MINUTE
        hits = rates.hit(f"api:{request.user.pk}", seconds=WINDOW)
        reset = rates.seconds_left(WINDOW)
        view.headers["RateLimit-Limit"] = str(limit)
        view.headers["RateLimit-Remaining"] = str(max(0, limit - hits))
        view.headers["RateLimit-Reset"] = str(reset)
        if hits > limit:
            raise TooManyRequests(retry_after=reset)
        left = sandbox_limits.count(by=request.user, tenant=request.user.tenant)
        if left is not None and left < limit - hits:
            view.headers["RateLimit-Limit"] = str(settings.SANDBOX_REQUESTS_PER_MINUTE)
            view.headers["RateLimit-Remaining"] = str(left)
        return True
