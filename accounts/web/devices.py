"""The device cookie and the sign-in behind a session (T16, T23)."""

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse

from accounts.models import SignIn, User
from accounts.services import sign_ins
from accounts.web import drafts
from yibao.kernel import proof
from yibao.kernel.ids import new_ref

SIGN_IN = "sign_in"
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_SALT = "accounts.device"
_STEPS = (drafts.PHONE, drafts.REAL_NAME, drafts.FACE, drafts.FIRST_TIME, drafts.PHONE_CHANGE)


def sign_in(request: HttpRequest, user: User, *, way: str, proved_by: str = "") -> None:
    """Log in under a new session key, note the sign-in, forget half-done steps.

    ``proved_by`` is the proof that came with it, if any. Answer through ``remember`` afterwards.
    """
    drafts.forget(request, *_STEPS)
    auth.login(request, user, backend=_BACKEND)
    # Django keeps the key where the same user signs in again; a login always gets a new one (T23).
    request.session.cycle_key()
    if proved_by:
        proof.stamp(request, proved_by)
    row = sign_ins.begin(
        by=user,
        session_key=request.session.session_key or "",
        device=_device(request),
        agent=request.META.get("HTTP_USER_AGENT", ""),
        way=way,
        is_proved=bool(proved_by),
    )
    request.session[SIGN_IN] = row.ref


def sign_out(request: HttpRequest) -> None:
    """End session and sign-in; the device stays known."""
    user: Any = request.user
    ref = request.session.get(SIGN_IN, "")
    if user.is_authenticated and ref:
        sign_ins.leave(by=user, ref=ref)
    auth.logout(request)


def current(request: HttpRequest) -> SignIn | None:
    """The sign-in of this request, as the middleware found it."""
    return getattr(request, "sign_in", None)


def prove_here(request: HttpRequest) -> None:
    """The owner has just been seen at this device, by a face."""
    row, user = current(request), request.user
    if row is not None:
        sign_ins.prove(by=user, row=row)


def _device(request: HttpRequest) -> str:
    known = request.get_signed_cookie(
        settings.DEVICE_COOKIE_NAME, default="", salt=_SALT, max_age=settings.DEVICE_COOKIE_AGE
    )
    request.device = known or new_ref("V")
    return request.device


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the browser carry the device's name for 30 more days."""
    response.set_signed_cookie(
        settings.DEVICE_COOKIE_NAME,
        request.device,
        salt=_SALT,
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
