"""Other ways of 请先验证是您本人: the face, and for reading a text message (settled 14)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import errors as account_errors
from accounts.services import face as faces
from accounts.services import phones
from yibao.kernel import facestep, masking, proof
from yibao.kernel.facestep import FaceStep
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from .. import guards
from ..forms import StepCodeForm, posted
from .unlock import Wish, ways_of

page = require_http_methods(["GET", "HEAD", "POST"])
_CODE = "STEP_UP"


@page
@for_insured
def unlock_face(request: HttpRequest) -> HttpResponse:
    """A live face opens what the password opens."""
    user: Any = request.user
    wish = Wish.of(request)
    standing = selectors.standing(user.person)
    if not ways_of(request, standing, wish).face:
        return redirect(f"{reverse('vouchers:unlock')}?{wish.query}")
    purpose = "UNLOCK" if wish.is_code else "STEP_UP"
    step = FaceStep(request, faces=faces, person=user.person, purpose=purpose)
    if step.passed():
        faces.consume(
            by=user, ref=step.token, person=user.person, purpose=purpose, session=step.session
        )
        facestep.forget(request, purpose)
        guards.unlock(request, proof.FACE)
        return redirect(wish.address)
    return render(request, "vouchers/unlock_face.html", {**step.context, "wish": wish})


@page
@for_insured
@sensitive_post_parameters("code")
def unlock_phone(request: HttpRequest) -> HttpResponse:
    """A code to the own number: for reading, where there is no password to ask for."""
    user: Any = request.user
    wish = Wish.of(request)
    if not ways_of(request, selectors.standing(user.person), wish).phone:
        return redirect(f"{reverse('vouchers:unlock')}?{wish.query}")
    is_sending = request.POST.get("action") == "send"
    form = StepCodeForm(None if is_sending else posted(request))
    said = _send(request, user) if is_sending else None
    if request.method == "POST" and not is_sending and form.is_valid():
        if _is_right(request, user, form):
            guards.unlock(request, proof.PHONE)
            return redirect(wish.address)
    context = {
        "form": form,
        "wish": wish,
        "said": said,
        "masked_phone": masking.mask_phone(user.phone),
    }
    return render(request, "vouchers/unlock_phone.html", context)


def _send(request: HttpRequest, user: Any) -> tuple[str, str]:
    try:
        phones.send_code(
            by=user,
            tenant=user.tenant,
            phone=user.phone,
            purpose=_CODE,
            source=request.META["REMOTE_ADDR"],
        )
    except (
        account_errors.SendTooSoon,
        account_errors.TooManyCodes,
        account_errors.PhoneLocked,
    ) as refused:
        return "warn", refused.said
    return "ok", "短信已发出，10 分钟内有效。"


def _is_right(request: HttpRequest, user: Any, form: StepCodeForm) -> bool:
    try:
        phones.check_code(
            by=user,
            tenant=user.tenant,
            phone=user.phone,
            purpose=_CODE,
            code=form.cleaned_data["code"],
            source=request.META["REMOTE_ADDR"],
        )
    except (
        account_errors.CodeWrong,
        account_errors.CodeExpired,
        account_errors.CodeSpent,
        account_errors.PhoneLocked,
    ) as refused:
        form.add_error("code", refused.said)
        return False
    return True
