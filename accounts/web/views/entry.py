"""Coming in and going out: first page, phone, code, log out."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import PhoneLocked, TooManyCodes
from accounts.models import PhoneChallenge, SignIn
from accounts.services import registration
from accounts.web import code_step, devices, drafts
from accounts.web.forms import CodeForm, PhoneForm, posted
from yibao.kernel import tenants

from .guards import STEPS, safe_next

Purpose = PhoneChallenge.Purpose
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
        # Where the last code is on its way, going on looks the same for every number.
        code_step.send_first(request, step.phone, step.purpose)
    except (TooManyCodes, PhoneLocked) as refused:
        context["wait_until"] = refused.extra["_until"]
        return render(request, template, context, status=refused.status)
    drafts.save_phone(request, step)
    return redirect("accounts:code")


@page
@login_not_required
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """Six digits; right ones sign in."""
    step = drafts.phone(request)
    if step is None:
        return redirect("accounts:login")
    if code_step.wants_another(request):
        code_step.send_another(request, step.phone, step.purpose)
        return redirect("accounts:code")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if code_step.is_right(request, step.phone, step.purpose, form):
            return _enter(request, step)
    return render(request, "accounts/code.html", _code_context(step, form))


def _enter(request: HttpRequest, step: drafts.PhoneStep) -> HttpResponse:
    user = registration.enter(by=None, tenant=tenants.default(), phone=step.phone)
    devices.sign_in(request, user, way=SignIn.Way.PHONE_CODE)
    return devices.remember(request, redirect(_after_login(request, user, step)))


def _after_login(request: HttpRequest, user: Any, step: drafts.PhoneStep) -> str:
    if user.person_id is None:
        return reverse("accounts:real-name")
    return safe_next(request, step.next_url, reverse("web:home"))


def _code_context(step: drafts.PhoneStep, form: CodeForm) -> dict[str, Any]:
    is_new = step.purpose == Purpose.REGISTER
    change_url = reverse("accounts:register" if is_new else "accounts:login")
    context = code_step.context(step.phone, form, change_url)
    return context | ({"step_number": 1, "steps": STEPS} if is_new else {})


@require_POST
@login_not_required
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, and have the browser drop what it kept; display settings stay (a cookie)."""
    devices.sign_out(request)
    response = redirect("accounts:start")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
