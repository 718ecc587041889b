"""付钱的顺序: own account, relatives in the member's order, card or cash (P110, P111)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from family.selectors import grants as found
from family.services import grants
from yibao.kernel.errors import DomainError

from ....selectors import accounts, cards, wallets
from ... import aid_shown
from ..common import with_person

_STEP = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_person
def order(request: HttpRequest) -> HttpResponse:
    """The order at the till; each relative can be moved up or down, or not be used at all."""
    person: Any = request.user.person
    rows = found.received(person)
    if request.method == "POST":
        return _moved(request, [row.ref for row in rows])
    card = cards.of_person(person).filter(is_default=True).first()
    context = {
        "own_fen": accounts.balance_of(person),
        "wallet": wallets.wallet_of(person),
        "cards": aid_shown.received_cards(person, rows),
        "card": card if cards.is_switched_on(person) else None,
        "has_card": card is not None,
    }
    return render(request, "settlement/aid/pay_order.html", context)


def _moved(request: HttpRequest, refs: list[str]) -> HttpResponse:
    """One place up or down; a button that is out of date changes nothing."""
    ref, step = request.POST.get("ref", ""), _STEP.get(request.POST.get("move", ""), 0)
    place = refs.index(ref) if ref in refs else -1
    if place < 0 or not step or not 0 <= place + step < len(refs):
        return redirect("settlement:pay-order")
    refs[place], refs[place + step] = refs[place + step], refs[place]
    try:
        grants.reorder(by=request.user, member=request.user.person, refs=refs)
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    else:
        messages.success(request, "顺序已改，下次结算按新的来")
    return redirect("settlement:pay-order")
