"""Text size and contrast: kept on the device, and with the account where there is one."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

SIZES = ("standard", "large", "elder")
CONTRASTS = ("", "high")
SIZE_COOKIE = "yibao_size"
CONTRAST_COOKIE = "yibao_contrast"
YEAR = 365 * 24 * 3600


def size_of(request: HttpRequest) -> str:
    """The chosen size: this device's, else the account's, else standard."""
    chosen = request.COOKIES.get(SIZE_COOKIE)
    if chosen in SIZES:
        return chosen
    user: Any = getattr(request, "user", None)
    saved = getattr(user, "text_size", "")
    return saved if saved in SIZES else SIZES[0]


def contrast_of(request: HttpRequest) -> str:
    """``high`` or nothing."""
    return "high" if request.COOKIES.get(CONTRAST_COOKIE) == "high" else ""


@require_safe
@login_not_required
def settings_page(request: HttpRequest) -> HttpResponse:
    """The page with all choices; works signed out."""
    return render(request, "web/display.html")


@require_POST
@login_not_required
def save(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to where the person was (own addresses only)."""
    response = redirect(_next(request))
    size, contrast = request.POST.get("size"), request.POST.get("contrast")
    if size in SIZES:
        _remember(request, response, SIZE_COOKIE, size)
        _keep(request.user, size)
    if contrast in CONTRASTS:
        _remember(request, response, CONTRAST_COOKIE, contrast)
    return response


def _remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def _keep(user: Any, size: str) -> None:
    if user.is_authenticated and user.text_size != size:
        user.text_size = size
        user.save(update_fields=["text_size"])


def _next(request: HttpRequest) -> str:
    wish = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wish, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wish if is_ours and wish.startswith("/") else "/"
