"""家人请您同意: what waits for me, one question, my face, my no (P65, P66, P75, settled 4)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.services import face as faces
from yibao.kernel import facestep
from yibao.kernel.errors import DomainError, NotFound
from yibao.kernel.facestep import FaceStep
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...models import ConsentAsk
from ...services import consents, handover
from ...states import ConsentState
from .. import consent_shown as shown
from ..forms.base import posted
from ..forms.consent import AgreeForm, RefuseForm

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_insured
def index(request: HttpRequest) -> HttpResponse:
    """Everything that waits for me, and what I answered."""
    person: Any = request.user.person
    context = {
        "open": [shown.shown(one) for one in selectors.consents.open_of(person)],
        "answered": [shown.shown(one) for one in selectors.consents.answered_of(person)],
    }
    return render(request, "family/asks.html", context)


@page
@for_insured
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Who asks, what they could do and never can, the bills apart; then the face, or no."""
    row = _own(request, ref)
    one = shown.shown(row)
    if request.method == "POST" and "again" in request.POST:
        return _again(request, row)
    form = AgreeForm(posted(request), initial={"text_version": one.text.version})
    if request.method == "POST" and form.is_valid() and one.state == ConsentState.OPEN:
        said = form.cleaned_data
        shown.remember(request, row, shown.Choice(said["sees_bills"], said["text_version"]))
        return redirect("family:ask-face", ref=row.ref)
    context = {"one": one, "form": form, "may_reopen": _may_reopen(row)}
    return render(request, "family/ask.html", context)


@page
@for_insured
def face(request: HttpRequest, ref: str) -> HttpResponse:
    """The own live face gives the consent."""
    row = _own(request, ref)
    choice = shown.chosen(request, row)
    if choice is None or selectors.consents.standing(row) != ConsentState.OPEN:
        return redirect("family:ask", ref=ref)
    user: Any = request.user
    step = FaceStep(request, faces=faces, person=user.person, purpose=consents.PURPOSE)
    if step.passed():
        _give(request, row, choice, step)
        return redirect("family:ask", ref=ref)
    context = {**step.context, "one": shown.shown(row), "choice": choice}
    return render(request, "family/ask_face.html", context)


@page
@for_insured
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """A no without a face: the reason stays with us."""
    row = _own(request, ref)
    one = shown.shown(row)
    if one.state != ConsentState.OPEN:
        return redirect("family:ask", ref=ref)
    form = RefuseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            consents.refuse(by=request.user, ref=ref, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            messages.warning(request, refusal.said)
        shown.forget(request, row)
        return redirect("family:ask", ref=ref)
    return render(request, "family/ask_refuse.html", {"one": one, "form": form})


def _own(request: HttpRequest, ref: str) -> ConsentAsk:
    """The signed-in member's question; anybody else's does not exist (T31)."""
    row = selectors.consents.seen_by(request.user, ref)
    if row is None:
        raise NotFound
    return row


def _give(request: HttpRequest, row: ConsentAsk, choice: shown.Choice, step: FaceStep) -> None:
    try:
        consents.give(
            by=request.user,
            ref=row.ref,
            way=ConsentAsk.Way.LOGIN,
            sees_bills=choice.sees_bills,
            text_version=choice.text_version,
            face=step.token,
            session=step.session,
        )
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    facestep.forget(request, consents.PURPOSE)
    shown.forget(request, row)


def _may_reopen(row: ConsentAsk) -> bool:
    return row.binding is not None and selectors.consents.may_ask_again(row.binding)


def _again(request: HttpRequest, row: ConsentAsk) -> HttpResponse:
    """The display stopped at 16 and the member wants it back: a new question."""
    if not _may_reopen(row):
        return redirect("family:ask", ref=row.ref)
    fresh = handover.ask_again(by=request.user, ref=row.binding.ref)
    return redirect("family:ask", ref=fresh.ref)
