"""One grant that the person gave: used and left, what it paid, stopping it (A4)."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from family.selectors import grants as found
from family.services import grants
from family.states import GrantEnding
from yibao.kernel.errors import DomainError, NotFound

from ....selectors import aid_spending
from ... import aid_shown
from ..common import link, with_person

if TYPE_CHECKING:
    from family.models import Grant

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@with_person
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """Limits with their bars, every use, and every version of what was agreed to."""
    grant = given_by(request, ref)
    context = {
        "card": card_of(request, grant),
        "terms": list(grant.terms.order_by("-number")),
        "review": grant.case,
        **uses_of(request, grant),
    }
    return render(request, "settlement/aid/detail.html", context)


def given_by(request: HttpRequest, ref: str) -> "Grant":
    """A grant of this payer in any state; anybody else's does not exist (T31)."""
    grant = found.of_side(request.user.person, ref)
    if grant is None or grant.payer_id != request.user.person_id:
        raise NotFound
    return grant


def received_by(request: HttpRequest, ref: str) -> "Grant":
    """A grant to this member; anybody else's does not exist (T31)."""
    grant = found.of_side(request.user.person, ref)
    if grant is None or grant.member_id != request.user.person_id:
        raise NotFound
    return grant


def card_of(request: HttpRequest, grant: "Grant") -> aid_shown.Card:
    """The grant as the payer sees it."""
    return aid_shown.given_cards(request.user.person, [grant])[0]


def uses_of(request: HttpRequest, grant: "Grant") -> dict[str, Any]:
    """One page of uses and the link to the next."""
    size = aid_spending.PAGE
    rows = aid_spending.spent_under(grant, before=request.GET.get("before", ""), limit=size + 1)
    has_more = len(rows) > size
    return {
        "uses": rows[:size],
        "premiums": aid_spending.premiums_under(grant),
        "next_url": link(request, before=rows[size - 1].key) if has_more else "",
    }


@page
@never_cache
@with_person
def stop(request: HttpRequest, ref: str) -> HttpResponse:
    """An interruption: what stops, what stays; no proof, because stopping is urgent (P117)."""
    grant = given_by(request, ref)
    card = card_of(request, grant)
    if not card.is_live:
        return redirect("settlement:aid", ref=ref)
    if request.method == "POST":
        return _stopped(request, grant, card.name)
    context = {
        "card": card,
        "lead": "停止以后",
        "points": (
            f"{card.name}马上不能再用您的个人账户",
            "额度收回，以前付过的不变",
            "以后想再给，要重新授权",
        ),
        "keeps": "窗口正在结算的那一笔会办完。退费照样退回您的账户。亲情账户不受影响。",
        "action": "停止授权",
        "busy": "正在停止，请稍等",
        "cancel_url": reverse("settlement:aid", args=[ref]),
    }
    return render(request, "settlement/aid/stop.html", context)


def _stopped(request: HttpRequest, grant: "Grant", name: str) -> HttpResponse:
    try:
        ended = grants.end(by=request.user, ref=grant.ref, ending=GrantEnding.PAYER)
    except DomainError as refusal:
        messages.warning(request, refusal.said)
        return redirect("settlement:aid", ref=grant.ref)
    if ended.ended_at is None:
        messages.success(request, f"已停止，从明天起{name}不能再用您的个人账户")
    else:
        messages.success(request, f"已停止，{name}不能再用您的个人账户")
    return redirect("settlement:aid-index")
