"""改额度: lowering is at once; raising asks for face or password first (wireframe 6 c)."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from family.data.aid import GrantWish
from family.selectors import aid_policies
from family.services import grants
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.proof import needs_proof

from ....data.aid_agreement import agreement
from ....selectors import accounts
from ...aid_forms import LimitForm, from_session, initial_of, posted, to_session
from ...aid_words import proof_word, terms_of
from ..common import with_person
from .detail import card_of, given_by

if TYPE_CHECKING:
    from family.models import Grant

CHANGE = "mutual_aid_change"
page = require_http_methods(["GET", "HEAD", "POST"])


@page
@never_cache
@with_person
def limits(request: HttpRequest, ref: str) -> HttpResponse:
    """The same form as for a new grant, without the first day."""
    grant = given_by(request, ref)
    if not card_of(request, grant).is_live:
        return redirect("settlement:aid", ref=ref)
    form = _form(request, grant)
    if request.method == "POST" and form.is_valid():
        wish = replace(form.wish, starts_on=grant.wish.starts_on, priority=grant.priority)
        if wish.raises(grant.wish):
            request.session[CHANGE] = {"ref": ref, "wish": to_session(wish)}
            return redirect("settlement:aid-raise", ref=ref)
        refusal = _changed(request, grant, wish, proof="")
        if refusal is None:
            return redirect("settlement:aid", ref=ref)
        form.refuse(refusal)
    context = {
        "form": form,
        "card": card_of(request, grant),
        "balance_fen": accounts.balance_of(request.user.person),
    }
    return render(request, "settlement/aid/limits.html", context)


@page
@never_cache
@with_person
@needs_proof(settings.PROOF_SECONDS)
def raised(request: HttpRequest, ref: str) -> HttpResponse:
    """What changes, before and after, and the word to it; opens after face or password only."""
    grant = given_by(request, ref)
    draft = request.session.get(CHANGE, {})
    if draft.get("ref") != ref or not card_of(request, grant).is_live:
        return redirect("settlement:aid-limits", ref=ref)
    wish, refusal = from_session(draft["wish"]), None
    if request.method == "POST":
        refusal = _changed(request, grant, wish, proof=proof_word(request))
        if refusal is None:
            request.session.pop(CHANGE, None)
            return redirect("settlement:aid", ref=ref)
    today = _today(request)
    context = {
        "card": card_of(request, grant),
        "changes": _changes(grant.wish, wish, today),
        "refusal": refusal,
    }
    return render(request, "settlement/aid/raise.html", context)


def _form(request: HttpRequest, grant: "Grant") -> LimitForm:
    form = LimitForm(
        posted(request),
        initial=initial_of(grant.wish),
        today=_today(request),
        least_keep_back_fen=aid_policies.today(request.user.person).least_keep_back_fen,
    )
    del form.fields["starts_on"]
    return form


def _today(request: HttpRequest) -> Any:
    person: Any = request.user.person
    return clock.today(person.tenant)


def _changed(
    request: HttpRequest, grant: "Grant", wish: GrantWish, *, proof: str
) -> DomainError | None:
    text = agreement(grant.member.masked_name, terms_of(wish, _today(request)))
    try:
        grants.change(
            by=request.user, ref=grant.ref, limits=wish, proof=proof, text_sha256=text.sha256
        )
    except DomainError as refusal:
        return refusal
    messages.success(request, "额度已改，马上生效")
    return None


def _changes(old: GrantWish, new: GrantWish, today: Any) -> list[tuple[str, str, str]]:
    """Label, before, after; only what differs."""
    pairs = zip(terms_of(old, today), terms_of(new, today), strict=True)
    return [(label, was, will) for (label, was), (_, will) in pairs if was != will]
