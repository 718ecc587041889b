"""The promise letter, and three ways to sign it (P62, wireframe 4 i–j)."""

from collections.abc import Callable
from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import PhoneLocked as NumberLocked
from accounts.errors import SendTooSoon, TooManyCodes
from accounts.selectors import verifications
from yibao.kernel import clock, masking
from yibao.kernel.errors import DomainError

from ....data.steps import Step
from ....errors import PromiseNotSigned
from ....gateways import letter_pdf
from ....selectors import letters
from ....services import promises
from ...forms.base import FamilyForm, posted
from ...forms.sign import DrawForm, TypedForm
from ...wizard import Wizard, for_step
from ..slots import slot_page

page = require_http_methods(["GET", "HEAD", "POST"])
SENT = {
    "send": ("SMS", "验证码已发出，请看短信。"),
    "voice": ("VOICE", "马上给您打电话念验证码，请接听。"),
}


@page
@for_step(Step.PROMISE)
def promise(wizard: Wizard) -> HttpResponse:
    """The filled-in letter; the finger where the browser draws, else the two other ways."""
    draft = wizard.draft
    form = DrawForm(posted(wizard.request))
    if wizard.request.method == "POST" and form.is_valid() and _is_drawn(wizard.request, form):
        return _signed(wizard)
    context = wizard.context(
        form=form,
        letter=letters.letter_of(draft),
        is_signed=letters.is_signed(draft),
        typed_url=wizard.here("family:add-promise-typed"),
        printed_url=wizard.here("family:add-promise-printed"),
        next_url=wizard.here("family:add-promise-done"),
    )
    return render(wizard.request, "family/add_promise.html", context)


@require_safe
@for_step(Step.PROMISE)
def done(wizard: Wizard) -> HttpResponse:
    """On with the signature that is there."""
    if not letters.is_signed(wizard.draft):
        return redirect(wizard.here("family:add-promise"))
    return wizard.go_on()


def _is_drawn(request: HttpRequest, form: DrawForm) -> bool:
    drawing = form.cleaned_data["drawing"]
    return _is_accepted(form, promises.sign_drawn, by=request.user, drawing=drawing)


def _is_accepted(form: FamilyForm, sign: Callable[..., Any], **what: Any) -> bool:
    try:
        sign(**what)
    except DomainError as refused:
        form.refuse(refused)
        return False
    return True


def _signed(wizard: Wizard) -> HttpResponse:
    messages.success(wizard.request, "承诺书签好了。")
    return wizard.go_on()


@sensitive_post_parameters("name", "code")
@page
@for_step(Step.PROMISE)
def typed(wizard: Wizard) -> HttpResponse:
    """The own name and a code by message, for those who cannot draw."""
    request, user = wizard.request, wizard.request.user
    if request.method == "POST" and request.POST.get("action") in SENT:
        _send(request)
        return redirect(wizard.here("family:add-promise-typed"))
    form = TypedForm(posted(request))
    if request.method == "POST" and form.is_valid() and _is_typed(request, form):
        return _signed(wizard)
    next_at = verifications.next_code_at(user.phone)
    wait = (next_at - clock.now()).total_seconds() if next_at else 0
    context = wizard.context(
        form=form,
        letter=letters.letter_of(wizard.draft),
        masked_phone=masking.mask_phone(user.phone),
        resend_seconds=max(0, ceil(wait)),
        back_url=wizard.here("family:add-promise"),
    )
    return render(request, "family/add_promise_typed.html", context)


def _send(request: HttpRequest) -> None:
    medium, said = SENT[request.POST["action"]]
    try:
        promises.send_code(by=request.user, source=request.META["REMOTE_ADDR"], medium=medium)
    except (SendTooSoon, TooManyCodes, NumberLocked) as refused:
        messages.warning(request, refused.said)
    else:
        messages.success(request, said)


def _is_typed(request: HttpRequest, form: TypedForm) -> bool:
    data = form.cleaned_data
    try:
        promises.sign_typed(
            by=request.user,
            name=data["name"],
            code=data["code"],
            source=request.META["REMOTE_ADDR"],
        )
    except PromiseNotSigned as refused:
        form.refuse(refused, "name")
    except DomainError as refused:
        form.refuse(refused, "code")
    return not form.errors


@page
@for_step(Step.PROMISE)
def printed(wizard: Wizard) -> HttpResponse:
    """Print, sign with a pen, photograph."""
    form = FamilyForm(posted(wizard.request))
    if wizard.request.method == "POST" and form.is_valid():
        if _is_accepted(form, promises.sign_printed, by=wizard.request.user):
            return _signed(wizard)
    context = wizard.context(
        form=form,
        has_paper=letters.has_paper(wizard.draft),
        slot_url=wizard.here("family:add-promise-photo"),
        back_url=wizard.here("family:add-promise"),
    )
    return render(wizard.request, "family/add_promise_printed.html", context)


@page
@for_step(Step.PROMISE)
def photo(wizard: Wizard) -> HttpResponse:
    """The photo of the signed letter."""
    back = wizard.here("family:add-promise-printed")
    return slot_page(wizard.request, wizard.draft, promises.LETTER_SLOT, back)


@require_safe
@for_step(Step.PROMISE)
def letter(wizard: Wizard) -> HttpResponse:
    """The letter as PDF; ``?big=1`` in larger letters."""
    content = letter_pdf.pdf_of(
        letters.letter_of(wizard.draft),
        number=wizard.draft.number,
        size=letter_pdf.LARGE if "big" in wizard.request.GET else letter_pdf.USUAL,
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="promise.pdf"'
    return response
