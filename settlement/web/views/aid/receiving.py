"""家人给我的授权: what is left, what it paid, refusing once or for ever, taking it back (P104)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from family.selectors import grants as found
from family.services import grants
from yibao.kernel.errors import DomainError

from ... import aid_shown
from ...aid_forms import RefuseForm, posted
from ..common import with_person
from .detail import received_by, uses_of

ENDED = 10


@require_safe
@never_cache
@with_person
def received(request: HttpRequest) -> HttpResponse:
    """Whose account may be used and how much is left; who is not wanted."""
    person: Any = request.user.person
    context = {
        "cards": aid_shown.received_cards(person, found.received(person)),
        "blocks": found.blocks(person),
        "ended": aid_shown.received_cards(
            person, [row for row in found.before(person) if row.member_id == person.pk][:ENDED]
        ),
    }
    return render(request, "settlement/aid/received.html", context)


def _ended(person: Any) -> list[Any]:
    """The newest grants to this member that are over."""
    return [row for row in found.before(person) if row.member_id == person.pk][:ENDED]


@require_safe
@never_cache
@with_person
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One payer's help: limits, what is left, which of one's own bills it paid."""
    grant = received_by(request, ref)
    card = aid_shown.received_cards(request.user.person, [grant])[0]
    context = {"card": card, **uses_of(request, grant)}
    return render(request, "settlement/aid/received_one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_person
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """The member does not want the help: this time, or for ever from this payer."""
    grant = received_by(request, ref)
    card = aid_shown.received_cards(request.user.person, [grant])[0]
    if not card.is_live:
        return redirect("settlement:aid-received")
    form = RefuseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _refused(request, ref, card.name, form.cleaned_data["forever"])
    context = {
        "card": card,
        "form": form,
        "lead": "不要以后",
        "points": (
            f"看病买药不再用{card.name}的个人账户",
            f"{card.name}会收到一条消息",
            "医保报销和您自己的账户不受影响",
        ),
        "keeps": "以前付过的不变。",
        "action": "不要这份授权",
        "busy": "正在办理，请稍等",
        "cancel_url": reverse("settlement:aid-received"),
    }
    return render(request, "settlement/aid/refuse.html", context)


def _refused(request: HttpRequest, ref: str, name: str, forever: bool) -> HttpResponse:
    try:
        grants.refuse(by=request.user, ref=ref, forever=forever)
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    else:
        words = "，以后也不收" if forever else ""
        messages.success(request, f"不再用{name}的个人账户{words}")
    return redirect("settlement:aid-received")


@require_POST
@never_cache
@with_person
def take_back(request: HttpRequest) -> HttpResponse:
    """The member changes their mind: the payer may give anew."""
    for row in found.blocks(request.user.person):
        if str(row.pk) == request.POST.get("block"):
            grants.unblock(by=request.user, block_id=row.pk)
            messages.success(request, "已恢复，可以再收对方的授权")
    return redirect("settlement:aid-received")
