"""Bank cards: list, one card, limits, default, unbinding, and whether the card pays (A6)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import regions
from yibao.kernel.money import fen_text
from yibao.kernel.proof import needs_proof

from ...data.agreements import CARD_PAYMENT
from ...errors import CardBusy, CardLimitsRefused
from ...models import BankCard
from ...selectors import cards as found
from ...services import cards
from ..card_forms import AgreeForm, LimitsForm, posted
from .common import with_person

page = require_http_methods(["GET", "HEAD", "POST"])
proved = needs_proof(settings.PROOF_SECONDS)
_REMOVE = (
    "以后不再从这张卡扣款",
    "以前的账单照旧，以后的退费仍退回这张卡",
    "想再用，要重新绑定",
)


@require_safe
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """The cards, what waits, and whether they pay (wireframe 8)."""
    person = request.user.person
    rows = list(found.of_person(person))
    context = {
        "cards": [(card, found.is_expiring(card)) for card in rows],
        "is_on": found.is_switched_on(person),
        "waiting": found.waiting_for(person),
        "is_full": len(rows) >= settings.MAX_CARDS,
        "most": settings.MAX_CARDS,
    }
    return render(request, "settlement/card_list.html", context)


@require_safe
@with_person
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One card: limits, what needs doing, uses."""
    card = found.own(request.user.person, ref)
    context = {
        "card": card,
        "is_expiring": found.is_expiring(card),
        "used_fen": found.used_today(card),
        "uses": found.recent_uses(card),
        "is_expired": card.check_reason == BankCard.Check.EXPIRED,
    }
    return render(request, "settlement/card_detail.html", context)


@page
@with_person
@proved
def limits(request: HttpRequest, ref: str) -> HttpResponse:
    """The holder's own limits; the region's stand above them (P171)."""
    card = found.own(request.user.person, ref)
    initial = {
        "per_payment": fen_text(card.per_payment_fen),
        "per_day": fen_text(card.per_day_fen),
    }
    form = LimitsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid() and _limited(request, card, form):
        messages.success(request, "限额已改")
        return redirect("settlement:card", ref=card.ref)
    most = {"most_fen": settings.CARD_PAYMENT_MAX_FEN, "day_fen": settings.CARD_DAY_MAX_FEN}
    return render(request, "settlement/card_limits.html", {"card": card, "form": form, **most})


def _limited(request: HttpRequest, card: BankCard, form: LimitsForm) -> bool:
    try:
        cards.set_limits(
            by=request.user,
            ref=card.ref,
            per_payment_fen=form.cleaned_data["per_payment"],
            per_day_fen=form.cleaned_data["per_day"],
        )
    except CardLimitsRefused as refused:
        form.refuse(refused, "per_payment")
    return not form.errors


@page
@with_person
@proved
def default(request: HttpRequest, ref: str) -> HttpResponse:
    """From now on this card pays."""
    card = found.own(request.user.person, ref)
    if request.method == "POST":
        cards.make_default(by=request.user, ref=card.ref)
        messages.success(request, f"以后从{card.label}扣")
        return redirect("settlement:cards")
    return render(request, "settlement/card_default.html", {"card": card})


@page
@with_person
@proved
def remove(request: HttpRequest, ref: str) -> HttpResponse:
    """An interruption: what stops, what stays, one button (P174)."""
    card = found.own(request.user.person, ref)
    context: dict[str, Any] = {
        "card": card,
        "points": _REMOVE,
        "action": "解绑",
        "busy": "正在解绑，请稍等",
        "cancel_url": reverse("settlement:card", args=[card.ref]),
        "refusal": CardBusy() if found.is_busy(card) else None,
    }
    if request.method != "POST":
        return render(request, "settlement/card_remove.html", context)
    try:
        cards.remove(by=request.user, ref=card.ref)
    except CardBusy as busy:
        context["refusal"] = busy
        return render(request, "settlement/card_remove.html", context, status=busy.status)
    messages.success(request, f"{card.label}已解绑")
    return redirect("settlement:cards")


@page
@with_person
@proved
def switch(request: HttpRequest) -> HttpResponse:
    """Whether the default card pays at all; the consent is the switch."""
    is_on = found.is_switched_on(request.user.person)
    form = AgreeForm(posted(request))
    if request.method == "POST" and is_on and request.POST.get("action") == "off":
        cards.disagree(by=request.user)
        messages.success(request, "已关闭，以后不再从银行卡扣")
        return redirect("settlement:cards")
    if request.method == "POST" and not is_on and form.is_valid():
        cards.agree(by=request.user)
        messages.success(request, "已开通，自己付的部分从默认卡里扣")
        return redirect("settlement:cards")
    context = {
        "is_on": is_on,
        "consent": CARD_PAYMENT,
        "form": form if not is_on else None,
        "hotline": regions.hotline_of(settings.HOME_REGION_CODE),
    }
    return render(request, "settlement/card_switch.html", context)
