"""在申请人手机上同意: the member's face here, then the code sent to the member's own number."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import errors as account_errors
from accounts.services import face as faces
from yibao.kernel import facestep
from yibao.kernel.errors import DomainError
from yibao.kernel.facestep import FaceStep
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...models import ConsentAsk
from ...services import consent_proofs, consents
from ...states import ConsentState
from .. import consent_shown as shown
from .. import guards
from ..forms.base import posted
from ..forms.consent import AgreeForm, ConsentCodeForm

page = require_http_methods(["GET", "HEAD", "POST"])
_AGAIN = {"resend": "SMS", "voice": "VOICE"}
_WRONG_CODE = (
    account_errors.CodeWrong,
    account_errors.CodeExpired,
    account_errors.CodeSpent,
    account_errors.PhoneLocked,
)


@page
@for_insured
def begin(request: HttpRequest, ref: str) -> HttpResponse:
    """What the member reads before the face: who asks, what for, which number gets the code."""
    row = _open(request, ref)
    if row is None:
        return redirect("family:waiting", ref=ref)
    waiting = selectors.consents.waiting(row)
    one = shown.shown(row)
    form = AgreeForm(posted(request), initial={"text_version": one.text.version})
    if request.method == "POST" and waiting.phone_tail and form.is_valid():
        said = form.cleaned_data
        shown.remember(request, row, shown.Choice(said["sees_bills"], said["text_version"]))
        return redirect("family:here-face", ref=ref)
    context = {"one": one, "form": form, "waiting": waiting, "ref": ref}
    return render(request, "family/here.html", context)


@page
@for_insured
def face(request: HttpRequest, ref: str) -> HttpResponse:
    """The member's live face; a passed one sends the code to the member's own number."""
    row = _open(request, ref)
    if row is None or shown.chosen(request, row) is None:
        return redirect("family:here", ref=ref)
    step = FaceStep(request, faces=faces, person=row.member, purpose=consents.PURPOSE)
    step.has_other_phone = False
    if step.passed():
        _send(request, row, "SMS", is_first=True)
        return redirect("family:here-code", ref=ref)
    return render(
        request, "family/here_face.html", {**step.context, "one": shown.shown(row), "ref": ref}
    )


@page
@for_insured
@sensitive_post_parameters("code")
def code(request: HttpRequest, ref: str) -> HttpResponse:
    """Six digits from the member's own phone; right ones give the consent."""
    row = _open(request, ref)
    if row is None:
        return redirect("family:waiting", ref=ref)
    choice = shown.chosen(request, row)
    if choice is None or not facestep.kept(request, consents.PURPOSE):
        return redirect("family:here-face", ref=ref)
    if request.POST.get("action") in _AGAIN:
        _send(request, row, _AGAIN[request.POST["action"]])
        return redirect("family:here-code", ref=ref)
    form = ConsentCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answer = _give(request, row, choice, form, ref)
        if answer is not None:
            return answer
    context = {
        "form": form,
        "one": shown.shown(row),
        "waiting": selectors.consents.waiting(row),
        "ref": ref,
    }
    return render(request, "family/here_code.html", context)


def _open(request: HttpRequest, ref: str) -> ConsentAsk | None:
    """The open question of the holder's own request; another's request does not exist (T31)."""
    row = selectors.consents.open_for(guards.own_request(request, ref))
    if row is None or selectors.consents.standing(row) != ConsentState.OPEN:
        return None
    return row


def _send(request: HttpRequest, row: ConsentAsk, medium: str, *, is_first: bool = False) -> None:
    try:
        consent_proofs.send_code(
            by=request.user, ref=row.ref, source=request.META["REMOTE_ADDR"], medium=medium
        )
    except account_errors.SendTooSoon as soon:
        if not is_first:  # one is on its way already
            messages.warning(request, soon.said)
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    else:
        if not is_first:
            messages.success(request, "已重发，请用最新的一条。")


def _give(
    request: HttpRequest, row: ConsentAsk, choice: shown.Choice, form: ConsentCodeForm, ref: str
) -> HttpResponse | None:
    """None shows the page again with what was wrong."""
    said: Any = None
    try:
        consents.give(
            by=request.user,
            ref=row.ref,
            way=ConsentAsk.Way.HOLDER_PHONE,
            sees_bills=choice.sees_bills,
            text_version=choice.text_version,
            face=facestep.kept(request, consents.PURPOSE),
            session=facestep.binding(request),
            code=form.cleaned_data["code"],
            source=request.META["REMOTE_ADDR"],
        )
    except _WRONG_CODE as wrong:
        form.refuse(wrong, "code")
        return None
    except account_errors.FaceNotValid:
        facestep.forget(request, consents.PURPOSE)
        messages.warning(request, "刷脸过了 5 分钟，请本人再刷一次。")
        return redirect("family:here-face", ref=ref)
    except DomainError as refusal:
        said = refusal.said
    facestep.forget(request, consents.PURPOSE)
    shown.forget(request, row)
    if said:
        messages.warning(request, said)
    else:
        messages.success(request, "本人已同意")
    return redirect("family:waiting", ref=ref)
