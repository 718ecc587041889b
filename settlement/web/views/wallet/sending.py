"""转给家人: to whom, how much, the check with face or password (P99, P100).

What was chosen lives in the session until the last page; the key in it makes a repeated submission
the same transfer.
"""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.money import fen_text
from yibao.kernel.proof import needs_proof

from ....rules import wallets as rules
from ....selectors import accounts
from ....selectors import wallets as found
from ....services import wallets
from ...aid_forms import posted
from ...aid_words import proof_word
from ...wallet_forms import AmountForm, ToWhomForm
from ..common import with_person

DRAFT = "wallet_draft"
STEPS = 3
page = require_http_methods(["GET", "HEAD", "POST"])


@page
@never_cache
@with_person
def who(request: HttpRequest) -> HttpResponse:
    """Near relatives with a wallet to choose; those without one stand apart."""
    person: Any = request.user.person
    if found.wallet_of(person) is None:
        return redirect("settlement:wallet-open")
    near = found.near_of(person)
    ready = [one for one in near if one.has_wallet]
    form = ToWhomForm(
        posted(request),
        initial={"who": _draft(request).get("who", "")},
        people=[(one.person.psn_no, f"{one.person.masked_name}（{one.word}）") for one in ready],
    )
    if request.method == "POST" and form.is_valid():
        request.session[DRAFT] = {
            "who": form.cleaned_data["who"],
            "key": secrets.token_urlsafe(18),
        }
        return redirect("settlement:wallet-amount")
    return _shown(
        request,
        "who",
        1,
        form=form,
        has_choice=bool(ready),
        without=[one for one in near if not one.has_wallet],
    )


@page
@never_cache
@with_person
def amount(request: HttpRequest) -> HttpResponse:
    """How much; the refusals of the service stand at the field."""
    near = _chosen(request)
    if near is None:
        return redirect("settlement:wallet-who")
    fen = _draft(request).get("amount_fen")
    form = AmountForm(posted(request), initial={"amount": fen_text(fen) if fen else ""})
    if request.method == "POST" and form.is_valid() and _allowed(request, form, near):
        request.session[DRAFT] = {**_draft(request), "amount_fen": form.cleaned_data["amount"]}
        return redirect("settlement:wallet-check")
    return _shown(
        request,
        "amount",
        2,
        form=form,
        near=near,
        balance_fen=accounts.balance_of(request.user.person),
    )


def _allowed(request: HttpRequest, form: AmountForm, near: found.Near) -> bool:
    try:
        wallets.check(
            by=request.user,
            giver=request.user.person,
            receiver=near.person,
            amount_fen=form.cleaned_data["amount"],
        )
    except DomainError as refusal:
        form.refuse(refusal, "amount")
        return False
    return True


@page
@never_cache
@with_person
@needs_proof(settings.PROOF_SECONDS)
def check(request: HttpRequest) -> HttpResponse:
    """Once more to whom and how much; then the money leaves the account."""
    draft, near = _draft(request), _chosen(request)
    known = found.by_key(request.user.person, draft.get("key", ""))
    if known is not None:
        return redirect("settlement:wallet-transfer", ref=known.ref)
    if near is None or not draft.get("amount_fen"):
        return redirect("settlement:wallet-amount")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            return _sent(request, near, draft)
        except DomainError as said:
            refusal = said
    status = refusal.status if refusal is not None else 200
    return _shown(
        request,
        "check",
        3,
        status=status,
        near=near,
        amount_fen=draft["amount_fen"],
        deadline_at=_deadline(request),
        refusal=refusal,
    )


def _sent(request: HttpRequest, near: found.Near, draft: dict[str, Any]) -> HttpResponse:
    transfer = wallets.offer(
        by=request.user,
        giver=request.user.person,
        receiver=near.person,
        amount_fen=draft["amount_fen"],
        key=draft["key"],
        proof=proof_word(request),
    )
    messages.success(request, f"已转出，等{near.person.masked_name}接收")
    return redirect("settlement:wallet-transfer", ref=transfer.ref)


def _deadline(request: HttpRequest) -> Any:
    person: Any = request.user.person
    now = clock.local(clock.now(person.tenant))
    return rules.deadline(found.rules_of(person, now.date()), now)


def _draft(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(DRAFT, {})


def _chosen(request: HttpRequest) -> found.Near | None:
    who_ = _draft(request).get("who")
    near = found.near_of(request.user.person) if who_ else []
    return next((one for one in near if one.person.psn_no == who_ and one.has_wallet), None)


def _shown(
    request: HttpRequest, name: str, number: int, *, status: int = 200, **context: Any
) -> HttpResponse:
    person: Any = request.user.person
    context |= {
        "rules": found.rules_of(person, clock.today(person.tenant)),
        "step_number": number,
        "steps": STEPS,
    }
    return render(request, f"settlement/wallet/{name}.html", context, status=status)
