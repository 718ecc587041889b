"""医保钱包: what is in it, what waits, what came and went; opening it (P99)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from family.selectors.insured import is_insured
from yibao.kernel import clock
from yibao.kernel.errors import DomainError

from ....selectors import accounts
from ....selectors import wallets as found
from ....services import wallets
from ..common import link, with_person
from .shown import entry_of, row_of

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@with_person
def index(request: HttpRequest) -> HttpResponse:
    """Balance, offers that wait, transfers of late, every in and out of the wallet."""
    person: Any = request.user.person
    wallet = found.wallet_of(person)
    context: dict[str, Any] = {
        "wallet": wallet,
        "is_insured": is_insured(person),
        "rules": found.rules_of(person, clock.today(person.tenant)),
        "waiting": [row_of(row, person) for row in found.waiting_for(person)],
        "refusal": found.giver_refusal(person),
        "transfers": [row_of(row, person) for row in found.recent_of(person)],
    }
    if wallet is not None:
        context |= _movements(request, wallet)
    return render(request, "settlement/wallet/index.html", context)


def _movements(request: HttpRequest, wallet: Any) -> dict[str, Any]:
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    rows = accounts.movements(wallet, before=before, limit=accounts.PAGE + 1)
    shown = rows[: accounts.PAGE]
    has_more = len(rows) > accounts.PAGE
    return {
        "entries": [entry_of(movement) for _, movement in shown],
        "next_url": link(request, before=shown[-1][0]) if has_more else "",
    }


@page
@never_cache
@with_person
def open_own(request: HttpRequest) -> HttpResponse:
    """What a wallet is good for, then open it."""
    person: Any = request.user.person
    if found.wallet_of(person) is not None:
        return redirect("settlement:wallet")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            wallets.open_wallet(by=request.user, person=person)
        except DomainError as said:
            refusal = said
        else:
            messages.success(request, "医保钱包已开通")
            return redirect("settlement:wallet")
    context = {
        "refusal": refusal,
        "rules": found.rules_of(person, clock.today(person.tenant)),
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "settlement/wallet/open.html", context, status=status)
