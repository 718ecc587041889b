"""换手机号: new number, code to it, then the old number or the face (P32, T16, T28)."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import (
    FaceNotValid,
    PhoneInUse,
    PhoneLocked,
    PhoneSame,
    SendTooSoon,
    TooManyCodes,
)
from accounts.models import FaceCheck, PhoneChallenge, PhoneChange
from accounts.services import face as faces
from accounts.services import phone_change as service
from accounts.web import code_step, devices, drafts
from accounts.web.forms import CodeForm, NewPhoneForm, PageForm, posted
from yibao.kernel import clock, masking, proof
from yibao.kernel.facestep import FaceStep

from .guards import with_person

page = require_http_methods(["GET", "HEAD", "POST"])
Purpose = PhoneChallenge.Purpose
# The first page asks for a fresh proof; who came through it has time to wait for two codes.
fresh = proof.needs_proof(settings.PROOF_SECONDS)
still = proof.needs_proof(settings.RECHECK_SECONDS)
NEW_IS_PROVED_FOR = 15 * 60


@page
@with_person
@fresh
@sensitive_post_parameters("phone")
def phone(request: HttpRequest) -> HttpResponse:
    """The new number; a code goes there whether or not somebody uses it (T17)."""
    user: Any = request.user
    form = NewPhoneForm(posted(request))
    if request.method == "POST" and form.is_valid() and _begin(request, form):
        return redirect("accounts:phone-code")
    context = {"form": form, "masked_phone": masking.mask_phone(user.phone or "")}
    return render(request, "accounts/phone_new.html", context)


def _begin(request: HttpRequest, form: NewPhoneForm) -> bool:
    user: Any = request.user
    try:
        number = service.check_new(by=user, phone=form.cleaned_data["phone"])
        code_step.send_first(request, number, Purpose.PHONE_CHANGE)
    except (PhoneSame, TooManyCodes, PhoneLocked) as refused:
        form.refuse(refused, "phone")
        return False
    drafts.save_phone_change(request, drafts.PhoneChangeStep(number))
    return True


@page
@with_person
@still
@sensitive_post_parameters("code")
def phone_code(request: HttpRequest) -> HttpResponse:
    """The code that went to the new number."""
    step = drafts.phone_change(request)
    if step is None:
        return redirect("accounts:phone")
    if code_step.wants_another(request):
        code_step.send_another(request, step.phone, Purpose.PHONE_CHANGE)
        return redirect("accounts:phone-code")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if code_step.is_right(request, step.phone, Purpose.PHONE_CHANGE, form):
            drafts.save_phone_change(request, replace(step, proved_at=_moment()))
            return redirect("accounts:phone-check")
    context = code_step.context(step.phone, form, reverse("accounts:phone"))
    return render(request, "accounts/code.html", context)


@page
@with_person
@still
def phone_check(request: HttpRequest) -> HttpResponse:
    """By what else one proves to be the owner: the old number, or the face."""
    user: Any = request.user
    step = _proved(request)
    if step is None:
        return redirect("accounts:phone")
    form = PageForm(posted(request))
    if request.method == "POST" and _send_to_old(request, form):
        return redirect("accounts:phone-old")
    rows = [
        {"label": "现在的手机号", "value": masking.mask_phone(user.phone or "")},
        {"label": "新手机号", "value": masking.mask_phone(step.phone)},
    ]
    context = {"rows": rows, "form": form, "has_old": bool(user.phone)}
    return render(request, "accounts/phone_check.html", context)


def _send_to_old(request: HttpRequest, form: PageForm) -> bool:
    user: Any = request.user
    try:
        code_step.send(request, user.phone, Purpose.PHONE_OLD)
    except SendTooSoon:
        return True
    except (TooManyCodes, PhoneLocked) as refused:
        form.is_valid()
        form.refuse(refused)
        return False
    return True


@page
@with_person
@still
@sensitive_post_parameters("code")
def phone_old(request: HttpRequest) -> HttpResponse:
    """The code that went to the old number."""
    user: Any = request.user
    step = _proved(request)
    if step is None:
        return redirect("accounts:phone")
    if not user.phone:
        return redirect("accounts:phone-face")
    if code_step.wants_another(request):
        code_step.send_another(request, user.phone, Purpose.PHONE_OLD)
        return redirect("accounts:phone-old")
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        is_right = code_step.is_right(request, user.phone, Purpose.PHONE_OLD, form)
        if is_right and _change(request, step, form, PhoneChange.Way.OLD_PHONE):
            return redirect("accounts:security")
    context = code_step.context(user.phone, form, reverse("accounts:phone-check"))
    return render(request, "accounts/phone_old.html", context)


@page
@with_person
@still
def phone_face(request: HttpRequest) -> HttpResponse:
    """The face, where the old number is lost."""
    user: Any = request.user
    step = _proved(request)
    if step is None:
        return redirect("accounts:phone")
    purpose = FaceCheck.Purpose.PHONE_CHANGE
    face = FaceStep(request, faces=faces, person=user.person, purpose=purpose)
    if face.passed():
        result = {"face_ref": face.token, "session": face.session}
        if _change(request, step, face.form, PhoneChange.Way.FACE, **result):
            return redirect("accounts:security")
    return render(request, "accounts/phone_face.html", face.context)


def _change(
    request: HttpRequest, step: drafts.PhoneChangeStep, form: Form, way: str, **result: str
) -> bool:
    user: Any = request.user
    here = devices.current(request)
    try:
        service.change(
            by=user,
            user=user,
            new_phone=step.phone,
            way=way,
            keep=here.ref if here else "",
            **result,
        )
    except (PhoneInUse, PhoneSame, FaceNotValid) as refused:
        form.add_error(None, refused.said)
        return False
    drafts.forget(request, drafts.PHONE_CHANGE)
    user.refresh_from_db()
    auth.update_session_auth_hash(request, user)
    messages.success(request, "手机号已换，其他设备都已退出。24 小时内不能办绑卡、授权和付款。")
    return True


def _proved(request: HttpRequest) -> drafts.PhoneChangeStep | None:
    step = drafts.phone_change(request)
    if step is None or _moment() - step.proved_at > NEW_IS_PROVED_FOR:
        return None
    return step


def _moment() -> int:
    return int(clock.now().timestamp())
