"""Coming in and going out: first page, phone, code, log out."""

from math import ceil
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import (
    CodeExpired,
    CodeSpent,
    CodeWrong,
    PhoneLocked,
    SendTooSoon,
    TooManyCodes,
)
from accounts.models import PhoneChallenge, SignIn
from accounts.selectors import verifications
from accounts.services import phones, registration
from accounts.web import devices, drafts
from accounts.web.forms import CodeForm, PhoneForm, posted
from yibao.kernel import clock, masking, tenants

from .guards import STEPS

Purpose, Medium = PhoneChallenge.Purpose, PhoneChallenge.Medium
page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """What the service does and what to have at hand."""
    if request.user.is_authenticated:
        return redirect("web:home")
    return render(request, "accounts/start.html", {"closed": None})


@page
@login_not_required
@sensitive_post_parameters("phone")
def register(request: HttpRequest) -> HttpResponse:
    """First time; a number that has an account signs in instead, without a word about it (T17)."""
    return _ask_phone(request, Purpose.REGISTER, "accounts/phone.html")


@page
@login_not_required
@sensitive_post_parameters("phone")
def login(request: HttpRequest) -> HttpResponse:
    """Again; an unknown number gets the same next page (T17)."""
    return _ask_phone(request, Purpose.LOGIN, "accounts/login.html")


def _ask_phone(request: HttpRequest, purpose: str, template: str) -> HttpResponse:
    form = PhoneForm(posted(request))
    context: dict[str, Any] = {"form": form, "wait_until": None}
    if purpose == Purpose.REGISTER:
        context |= {"step_number": 1, "steps": STEPS}
    if request.method != "POST" or not form.is_valid():
        return render(request, template, context)
    step = drafts.PhoneStep(form.cleaned_data["phone"], purpose, request.GET.get("next", ""))
    try:
        _send(request, step)
    except SendTooSoon:
        # The last code is on its way: going on looks the same for every number.
        pass
    except (TooManyCodes, PhoneLocked) as refused:
        context["wait_until"] = refused.extra["_until"]
        return render(request, template, context, status=refused.status)
    drafts.save_phone(request, step)
    return redirect("accounts:code")


def _send(request: HttpRequest, step: drafts.PhoneStep, medium: str = Medium.SMS) -> None:
    phones.send_code(
        by=None,
        tenant=tenants.default(),
        phone=step.phone,
        purpose=step.purpose,
        source=request.META["REMOTE_ADDR"],
        medium=medium,
    )


@page
@login_not_required
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """Six digits; right ones sign in."""
    step = drafts.phone(request)
    if step is None:
        return redirect("accounts:login")
    if request.method == "POST" and request.POST.get("action") in AGAIN:
        return _resend(request, step, *AGAIN[request.POST["action"]])
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answer = _try_code(request, step, form)
        if answer is not None:
            return answer
    return render(request, "accounts/code.html", _code_context(step, form))


# The two buttons under the code: how it goes out once more, and what the page says then.
AGAIN = {
    "resend": (Medium.SMS, "已重发，请用最新的一条短信。"),
    "voice": (Medium.VOICE, "马上给您打电话念验证码，请接听。短信里的旧验证码不能再用。"),
}


def _resend(
    request: HttpRequest, step: drafts.PhoneStep, medium: str, said: str
) -> HttpResponse:
    try:
        _send(request, step, medium)
    except (SendTooSoon, TooManyCodes, PhoneLocked) as refused:
        messages.warning(request, f"{refused.title}。{refused.message}{refused.advice}")
    else:
        messages.success(request, said)
    return redirect("accounts:code")


def _try_code(request: HttpRequest, step: drafts.PhoneStep, form: CodeForm) -> HttpResponse | None:
    tenant = tenants.default()
    try:
        phones.check_code(
            by=None,
            tenant=tenant,
            phone=step.phone,
            purpose=step.purpose,
            code=form.cleaned_data["code"],
            source=request.META["REMOTE_ADDR"],
        )
    except (CodeWrong, CodeExpired, CodeSpent, PhoneLocked) as refused:
        form.refuse(refused, "code")
        return None
    user = registration.enter(by=None, tenant=tenant, phone=step.phone)
    devices.sign_in(request, user, way=SignIn.Way.PHONE_CODE)
    return devices.remember(request, redirect(_after_login(request, user, step)))


def _after_login(request: HttpRequest, user: Any, step: drafts.PhoneStep) -> str:
    if user.person_id is None:
        return reverse("accounts:real-name")
    is_ours = url_has_allowed_host_and_scheme(
        step.next_url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return step.next_url if is_ours else reverse("web:home")


def _code_context(step: drafts.PhoneStep, form: CodeForm) -> dict[str, Any]:
    next_at = verifications.next_code_at(step.phone)
    wait = (next_at - clock.now()).total_seconds() if next_at else 0
    is_new = step.purpose == Purpose.REGISTER
    context = {
        "form": form,
        "masked_phone": masking.mask_phone(step.phone),
        "change_url": reverse("accounts:register" if is_new else "accounts:login"),
        "resend_seconds": max(0, ceil(wait)),
        "voice_available": wait <= 0,
    }
    return context | ({"step_number": 1, "steps": STEPS} if is_new else {})


@require_POST
@login_not_required
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser drop what it kept; display settings stay (a cookie)."""
    devices.sign_out(request)
    response = redirect("accounts:start")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
