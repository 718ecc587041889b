"""Name and number, and a second look at them."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import (
    CounterOnly,
    IdentityTaken,
    NameMismatch,
    NotInRegister,
    RealNamePaused,
    TooYoung,
)
from accounts.selectors import verifications
from accounts.services import real_name as service
from accounts.web import drafts
from accounts.web.forms import PageForm, RealNameForm, posted
from yibao.kernel import masking

from .guards import STEPS, before_real_name

page = require_http_methods(["GET", "HEAD", "POST"])
PLACE = {"step_number": 2, "steps": STEPS}
REFUSALS = (NameMismatch, NotInRegister, RealNamePaused, TooYoung, CounterOnly)


@page
@before_real_name
@sensitive_post_parameters("name", "certno")
def real_name(request: HttpRequest) -> HttpResponse:
    """Who are you, by the identity card; matched with the register."""
    form = RealNameForm(posted(request), initial=_typed_before(request))
    if request.method == "POST" and form.is_valid():
        following = _match(request, form)
        if following:
            return redirect(following)
    context: dict[str, Any] = {
        "form": form,
        "tries_left": verifications.real_name_tries_left(request.user),
        **PLACE,
    }
    return render(request, "accounts/real_name.html", context)


def _typed_before(request: HttpRequest) -> dict[str, str]:
    step = drafts.real_name(request)
    return {"name": step.name, "certno": step.certno} if step else {}


def _match(request: HttpRequest, form: RealNameForm) -> str:
    """The page that follows; none where the form says what is wrong."""
    name, certno = form.cleaned_data["name"], form.cleaned_data["certno"]
    try:
        person = service.match(by=request.user, name=name, certno=certno)
    except IdentityTaken as taken:
        drafts.forget(request, drafts.REAL_NAME)
        drafts.save_recovery(request, drafts.RecoveryStep(taken.extra["_person"]))
        return "accounts:recover"
    except REFUSALS as refused:
        drafts.forget(request, drafts.REAL_NAME)
        form.refuse(refused)
        return ""
    drafts.save_real_name(request, drafts.RealNameStep(name, certno, str(person.pk)))
    return "accounts:real-name-check"


@page
@before_real_name
def real_name_check(request: HttpRequest) -> HttpResponse:
    """The same once more, the number masked."""
    step = drafts.real_name(request)
    if step is None:
        return redirect("accounts:real-name")
    if request.method == "POST":
        drafts.save_real_name(request, replace(step, is_confirmed=True))
        return redirect("accounts:face-consent")
    change_url = reverse("accounts:real-name")
    rows = [
        {"label": "姓名", "value": step.name, "change_url": change_url},
        {
            "label": "身份证号",
            "value": masking.mask_certno(step.certno),
            "change_url": change_url,
        },
        {"label": "手机号", "value": masking.mask_phone(request.user.phone or "")},
    ]
    context = {"rows": rows, "form": PageForm(), **PLACE}
    return render(request, "accounts/real_name_check.html", context)
