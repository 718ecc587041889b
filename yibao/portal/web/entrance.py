"""Into the portal and out of it: 申请接入, 登录, 验证器, 退出."""

import base64
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as note_token

from accounts.services import vendor_users
from yibao.kernel import qr
from yibao.kernel.errors import DomainError

from .. import selectors
from ..models import Member
from ..services import team, vendors
from .forms import LoginForm, PasswordForm, RegisterForm, TokenForm, posted

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_page = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again", "contact_name", "contact_phone")
@_page
def register(request: HttpRequest) -> HttpResponse:
    """Apply: a sandbox at once, live after a look."""
    form = posted(RegisterForm, request)
    if request.method == "POST" and form.is_valid():
        try:
            member = vendors.register(
                by=None,
                application=form.application(),
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                source=request.META["REMOTE_ADDR"],
            )
        except DomainError as refused:
            form.add_error(None, refused.said)
        else:
            _begin(request, member)
            return redirect("portal:second-factor")
    return render(request, "portal/register.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("password", "otp_token")
@_page
def login(request: HttpRequest) -> HttpResponse:
    """E-mail, password and token."""
    form = LoginForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        begin_session(request, user)
        request.session.set_expiry(settings.CONSOLE_TOTAL_SECONDS)
        if vendor_users.waiting_device(by=user) is not None:
            return redirect("portal:second-factor")
        note_token(request, user.otp_device)
        return redirect(_after(request))
    return render(request, "portal/login.html", {"form": form})


@login_not_required
@never_cache
@_page
def second_factor(request: HttpRequest) -> HttpResponse:
    """The secret for the authenticator, once, and its first token."""
    member = selectors.member_of(request.user)
    if member is None:
        return redirect("portal:login")
    device = vendor_users.waiting_device(by=member.user)
    if device is None:
        return _without_waiting(request)
    form = posted(TokenForm, request)
    if request.method == "POST" and form.is_valid():
        try:
            done = vendor_users.confirm(by=member.user, token=form.cleaned_data["token"])
        except DomainError as refused:
            form.add_error("token", refused.said)
        else:
            note_token(request, done)
            messages.success(request, "验证器设好了。以后每次登录都要它的口令。")
            return redirect("portal:console")
    context = {
        "form": form,
        "secret": base64.b32encode(device.bin_key).decode(),
        "picture": qr.qr_of(device.config_url),
    }
    return render(request, "portal/second_factor.html", context)


def _begin(request: HttpRequest, member: Member) -> None:
    begin_session(request, member.user, backend=_BACKEND)
    request.session.set_expiry(settings.CONSOLE_TOTAL_SECONDS)


def _without_waiting(request: Any) -> HttpResponse:
    if request.user.is_verified():
        return redirect("portal:console")
    end_session(request)  # a session from before the authenticator: sign in with it
    return redirect("portal:login")


@login_not_required
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session."""
    end_session(request)
    return redirect("portal:start")


def _after(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if here and wanted.startswith("/dev/") else reverse("portal:console")


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What one can build here, and how to begin."""
    return render(request, "portal/start.html", {"is_open": settings.SANDBOX_ENABLED})


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@_page
def join(request: HttpRequest, word: str) -> HttpResponse:
    """An invited person's own password; the authenticator follows."""
    invited = team.invited(by=None, word=word)
    form = posted(PasswordForm, request)
    if request.method == "POST" and form.is_valid():
        try:
            member = team.join(by=None, word=word, password=form.cleaned_data["password"])
        except DomainError as refused:
            form.add_error(None, refused.said)
        else:
            _begin(request, member)
            return redirect("portal:second-factor")
    return render(request, "portal/join.html", {"form": form, "invited": invited})
