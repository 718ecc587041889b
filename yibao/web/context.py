"""What the frame of every page needs; each value costs its query only where it is used."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.selectors import regions
from vouchers import selectors as vouchers
from yibao.kernel import clock
from yibao.notices.selectors import banners_now, unread_count

from . import display


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: place, phones, text size, unread messages, demo bar, tabs."""
    return {
        "service_name": settings.SERVICE_NAME,
        "support_phone": settings.SUPPORT_PHONE,
        "place_name": cache(lambda: regions.name_of(settings.HOME_REGION_CODE)),
        "region_phone": cache(lambda: regions.hotline_of(settings.HOME_REGION_CODE)),
        "display_size": cache(lambda: display.size_of(request)),
        "banners": cache(banners_now),
        "contrast": display.contrast_of(request),
        "unread_count": cache(lambda: _unread(request)),
        "demo_bar": settings.SANDBOX_ENABLED,
        "show_tabs": cache(lambda: is_citizen(request)),
        "page_proof": cache(lambda: _page_proof(request)),
        "may_suspend": cache(lambda: _may_suspend(request)),
    }


def _page_proof(request: HttpRequest) -> dict[str, Any] | None:
    """Until when a form of this page has to be sent, where it asked for a proof."""
    found = getattr(request, "proof", None)
    return {**found, "now": clock.now()} if found else None


def is_citizen(request: HttpRequest) -> bool:
    """Whether a citizen whose identity is known is signed in."""
    user: Any = getattr(request, "user", None)
    return bool(user and user.is_authenticated and user.person_id)


def _may_suspend(request: HttpRequest) -> bool:
    """Whether the page offers to stop the voucher: from everywhere, for who has one in use."""
    return is_citizen(request) and vouchers.is_in_use(request.user.person_id)


def _unread(request: HttpRequest) -> int:
    user: Any = getattr(request, "user", None)
    return unread_count(user) if user and user.is_authenticated and not user.is_staff else 0
