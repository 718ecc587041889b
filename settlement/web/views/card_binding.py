"""Adding a card: number and phone, then the bank's code; a bound card checked again."""

import json
from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts.errors import MoneyHeld
from yibao.kernel import clock, masking
from yibao.kernel.errors import DomainError

from ...data.agreements import CARD_PAYMENT
from ...data.bank import ISSUERS
from ...errors import (
    CardBankAway,
    CardBankRefused,
    CardCodeExpired,
    CardCodeWrong,
    CardMismatch,
    CardNotYours,
    CardNumberRefused,
    CardSendTooSoon,
    CardTaken,
    CardTriesSpent,
    TooManyCards,
)
from ...models import BankCard
from ...selectors import cards as found
from ...services import card_bindings, cards
from ...states import BindingState, CardState
from ..card_forms import AddForm, CodeForm, PhoneForm, posted
from .cards import page, proved
from .common import with_person

STEP = "card_binding"
STEPS = 2
_OF_NUMBER = (CardNumberRefused, CardTaken, CardNotYours)
_OF_ALL = (CardMismatch, CardBankRefused, CardBankAway, TooManyCards)


@page
@sensitive_post_parameters("number", "phone")
@sensitive_variables("form")
@with_person
@proved
def add(request: HttpRequest) -> HttpResponse:
    """Number as on the card, the reserved phone, the consent; the name is locked (P168)."""
    form = AddForm(posted(request))
    context: dict[str, Any] = {
        "form": form,
        "holder": request.user.person.name,
        "consent": CARD_PAYMENT,
        "bins": _bins(),
        "step_number": 1,
        "steps": STEPS,
    }
    if request.method == "POST" and form.is_valid():
        refusal = _begin(request, form)
        if refusal is None:
            return redirect("settlement:card-code")
        context["refusal"] = refusal
    return render(request, "settlement/card_add.html", context)


def _bins() -> str:
    """Banks by prefix, for the line under the number."""
    return json.dumps(
        {prefix: f"{one.name} {one.kind_word}" for prefix, one in ISSUERS.items()},
        ensure_ascii=False,
    )


@sensitive_variables("form")
def _begin(request: HttpRequest, form: AddForm) -> DomainError | None:
    """Go on to the code, or say why not: beside the field, or above the form."""
    try:
        binding = card_bindings.begin(
            by=request.user,
            number=form.cleaned_data["number"],
            phone=form.cleaned_data["phone"],
        )
    except _OF_NUMBER as refused:
        form.refuse(refused, "number")
        return refused
    except (*_OF_ALL, CardTriesSpent, MoneyHeld) as refused:
        form.refuse(refused)
        return refused
    cards.agree(by=request.user)
    request.session[STEP] = binding.ref
    return None


@page
@sensitive_post_parameters("phone")
@with_person
@proved
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """The reserved phone changed: the bank checks the card once more; an expired one cannot."""
    card = found.own(request.user.person, ref)
    if card.state != CardState.NEEDS_CHECK or card.check_reason == BankCard.Check.EXPIRED:
        return redirect("settlement:card", ref=card.ref)
    form = PhoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            binding = card_bindings.recheck(
                by=request.user, ref=card.ref, phone=form.cleaned_data["phone"]
            )
        except (*_OF_ALL, CardNotYours, CardTriesSpent, MoneyHeld) as refused:
            form.refuse(refused)
        else:
            request.session[STEP] = binding.ref
            return redirect("settlement:card-code")
    return render(request, "settlement/card_check.html", {"card": card, "form": form})


@page
@sensitive_post_parameters("code")
@with_person
@proved
def code(request: HttpRequest) -> HttpResponse:
    """Six digits from the bank bind the card."""
    ref = request.session.get(STEP)
    if not ref:
        return redirect("settlement:card-add")
    binding = found.own_binding(request.user.person, ref)
    if binding.state == BindingState.BOUND:
        return redirect("settlement:cards")
    if request.method == "POST" and request.POST.get("action") == "resend":
        return _resend(request, ref)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid() and _confirmed(request, ref, form):
        return redirect("settlement:cards")
    return render(request, "settlement/card_code.html", _code_context(binding, form))


def _confirmed(request: HttpRequest, ref: str, form: CodeForm) -> bool:
    try:
        card = card_bindings.confirm(by=request.user, ref=ref, code=form.cleaned_data["code"])
    except (CardCodeWrong, CardCodeExpired) as refused:
        form.refuse(refused, "code")
    except (*_OF_ALL, *_OF_NUMBER) as refused:
        form.refuse(refused)
    else:
        request.session.pop(STEP, None)
        messages.success(request, f"{card.label}已绑定")
    return not form.errors


def _resend(request: HttpRequest, ref: str) -> HttpResponse:
    try:
        card_bindings.resend(by=request.user, ref=ref)
    except (CardSendTooSoon, CardCodeExpired, CardBankAway) as refused:
        messages.warning(request, refused.said)
    else:
        messages.success(request, "银行已重发，请用最新的一条短信。")
    return redirect("settlement:card-code")


def _code_context(binding: Any, form: CodeForm) -> dict[str, Any]:
    wait = 0
    if binding.sent_at is not None:
        passed = clock.now() - binding.sent_at
        wait = ceil((card_bindings.RESEND_AFTER - passed).total_seconds())
    is_check = binding.card_id is not None
    back = reverse("settlement:card-check", args=[binding.card.ref]) if is_check else ""
    return {
        "form": form,
        "binding": binding,
        "masked_phone": masking.mask_phone(binding.reserved_phone),
        "resend_seconds": max(0, wait),
        "start_url": back or reverse("settlement:card-add"),
        "is_check": is_check,
        **({} if is_check else {"step_number": 2, "steps": STEPS}),
    }
