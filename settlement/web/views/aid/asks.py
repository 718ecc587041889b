"""The payer's word at the till: amount, place, patient; yes or no within 180 seconds (P113)."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from family.selectors import grants
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.proof import needs_proof

from ....models import VisitPayer
from ....selectors import payer_asks
from ....services import payer_words
from ....states import PayerWordState
from ...aid_words import proof_word
from ..common import with_person

# Nobody watches an answered question for ever.
WATCHED = (PayerWordState.NEEDED, PayerWordState.WAITING, PayerWordState.ACCEPTED)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_person
@needs_proof(settings.UNLOCK_SECONDS)
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Only the payer's own login opens it, after an unlock as fresh as for a code (P22)."""
    row = payer_asks.of_payer(request.user.person, ref)
    if request.method == "POST":
        _answered(request, row)
        return redirect("settlement:aid-ask", ref=ref)
    state = payer_asks.standing(row)
    kin = grants.kin_of(request.user.person, row.visit.person_id)
    context = {
        "ask": row,
        "state": state.value,
        "patient": row.visit.person.masked_name,
        "relation": kin.word if kin else "",
        "seconds_left": _seconds(row.expires_at),
        "paid_fen": payer_asks.paid_fen(row),
        "status_url": reverse("settlement:aid-ask-status", args=[ref]) if state in WATCHED else "",
        "watched": _watched(row),
    }
    return render(request, "settlement/aid/ask.html", context)


@require_safe
@never_cache
@with_person
def status(request: HttpRequest, ref: str) -> JsonResponse:
    """What the page compares every second: the state, the amount and whether it is paid."""
    row = payer_asks.of_payer(request.user.person, ref)
    return JsonResponse({"state": _watched(row), "url": reverse("settlement:aid-ask", args=[ref])})


def _watched(row: VisitPayer) -> str:
    """A changed amount or a settled bill is news too."""
    return f"{payer_asks.standing(row).value}:{row.asked_fen or 0}:{payer_asks.paid_fen(row)}"


def _seconds(until: datetime | None) -> int:
    return max(0, int((until - clock.now()).total_seconds())) if until else 0


def _answered(request: HttpRequest, row: VisitPayer) -> None:
    """Yes or no to the amount that the page showed; another amount is asked anew."""
    is_yes = request.POST.get("action") == "accept"
    try:
        if is_yes:
            payer_words.accept(
                by=request.user, ref=row.ref, proof=proof_word(request), shown_fen=_shown(request)
            )
        else:
            payer_words.refuse(by=request.user, ref=row.ref)
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    else:
        messages.success(request, "已同意" if is_yes else "已拒绝，不会从您的账户付")


def _shown(request: HttpRequest) -> int:
    """The amount on the page in 分; a form without one agrees to nothing."""
    text = request.POST.get("amount_fen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else 0
