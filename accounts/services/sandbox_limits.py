"""How often all systems of one vendor may call in its sandbox (T78): no place for load tests."""

from typing import Any

from django.conf import settings

from yibao.kernel import rates
from yibao.kernel.errors import TooManyRequests

WINDOW = 60


def count(*, by: Any, tenant: Any) -> int | None:
    """Count one call, of either interface; how many are left in this minute.

    None where nothing is limited: live, and in the demo city, which belongs to no vendor. Raises
    ``TooManyRequests`` beyond ``SANDBOX_REQUESTS_PER_MINUTE``.
    """
    if not tenant.is_sandbox or tenant.code == settings.DEFAULT_TENANT_CODE:
        return None
    hits = rates.hit(f"api-sandbox:{tenant.pk}", seconds=WINDOW)
    if hits > settings.SANDBOX_REQUESTS_PER_MINUTE:
        raise TooManyRequests(retry_after=rates.seconds_left(WINDOW))
    return settings.SANDBOX_REQUESTS_PER_MINUTE - hits
