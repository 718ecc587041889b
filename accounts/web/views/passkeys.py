"""Signing in with a passkey, and keeping one's own (settled 14)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import PasskeyNotValid, TooManyPasskeys
from accounts.models import SignIn, User
from accounts.selectors import sign_ins
from accounts.services import passkeys
from accounts.web import devices
from yibao.kernel import proof, webauthn
from yibao.kernel.errors import NotFound

from .guards import citizens_only, safe_next

changes_factors = proof.needs_proof(settings.PROOF_SECONDS)


@require_POST
@login_not_required
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What a browser needs to show a passkey: one's own, or before the login any."""
    user: Any = request.user
    by = user if user.is_authenticated and not user.is_staff else None
    return webauthn.ask(request, passkeys.proving_question(by=by, site=webauthn.site_of(request)))


@require_POST
@login_not_required
@sensitive_post_parameters("credential")
def passkey_login(request: HttpRequest) -> HttpResponse:
    """Sign in with the passkey that this device holds; it proves the owner too."""
    state, answer = webauthn.take(request)
    try:
        user = passkeys.recognise(
            by=None, site=webauthn.site_of(request), state=state, answer=answer
        )
    except PasskeyNotValid as refused:
        messages.error(request, refused.said)
        return redirect("accounts:login")
    devices.sign_in(request, user, way=SignIn.Way.PASSKEY, proved_by=proof.PASSKEY)
    address = safe_next(request, request.POST.get("next", ""), reverse("web:home"))
    return devices.remember(request, redirect(address))


@require_POST
@citizens_only
@changes_factors
def passkey_new(request: HttpRequest) -> HttpResponse:
    """What a browser needs to make one."""
    user: Any = request.user
    try:
        question = passkeys.adding_question(by=user, site=webauthn.site_of(request))
    except TooManyPasskeys as refused:
        return JsonResponse({"title": refused.title}, status=refused.status)
    return webauthn.ask(request, question)


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
@changes_factors
@sensitive_post_parameters("credential")
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Why one wants a passkey, and the button that makes it."""
    user: Any = request.user
    if request.method == "POST":
        return _add(request, user)
    return render(
        request,
        "accounts/passkey_add.html",
        {"most": passkeys.MOST, "is_full": len(sign_ins.passkeys(user)) >= passkeys.MOST},
    )


def _add(request: HttpRequest, user: User) -> HttpResponse:
    state, answer = webauthn.take(request)
    try:
        passkeys.add(
            by=user,
            site=webauthn.site_of(request),
            state=state,
            answer=answer,
            agent=request.META.get("HTTP_USER_AGENT", ""),
        )
    except (PasskeyNotValid, TooManyPasskeys) as refused:
        messages.error(request, refused.said)
        return redirect("accounts:passkey-add")
    messages.success(request, "通行密钥已添加，下次可以用它登录。")
    return redirect("accounts:security")


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
@changes_factors
def passkey_remove(request: HttpRequest, ref: str) -> HttpResponse:
    """One panel, one button."""
    user: Any = request.user
    row = next((one for one in sign_ins.passkeys(user) if one.ref == ref), None)
    if row is None:
        raise NotFound
    if request.method == "POST":
        passkeys.remove(by=user, ref=ref)
        messages.success(request, "通行密钥已删掉，它不能再登录。")
        return redirect("accounts:security")
    return render(request, "accounts/passkey_remove.html", {"passkey": row})
