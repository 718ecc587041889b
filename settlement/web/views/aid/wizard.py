"""授权给家人: who, how much, the consent, the check with face or password (P100, A4).

What was filled in lives in the session until the last page; nothing is stored before the consent.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.selectors import people
from family.data import relation_word
from family.data.aid import GrantWish
from family.data.relations import RELATION_WORDS
from family.selectors import aid_policies
from family.selectors import grants as found
from family.selectors.grants import Kin
from family.services import grants
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.proof import needs_proof

from ....data.aid_agreement import AidAgreement, agreement
from ....selectors import accounts
from ...aid_forms import ConsentForm, LimitForm, WhoForm, from_session, posted, to_session
from ...aid_words import proof_word, terms_of
from ..common import with_person

DRAFT = "mutual_aid_draft"
STEPS = 4
page = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


def for_payers(view: View) -> View:
    """Whoever cannot give a grant reads why on the first page (P95, P115)."""

    @never_cache
    @with_person
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if found.may_authorise(request.user.person) is not None:
            return redirect("settlement:aid-index")
        return view(request, *args, **kwargs)

    return wrapped


@page
@for_payers
def who(request: HttpRequest) -> HttpResponse:
    """Relatives whose relation is known; those who have a grant already stand apart."""
    kin = found.known_kin(request.user.person)
    free = [one for one in kin if one.grant is None]
    form = WhoForm(
        posted(request),
        initial={"who": _draft(request).get("who", "")},
        kin=[(one.person.psn_no, f"{one.person.masked_name}（{one.word}）") for one in free],
    )
    if request.method == "POST" and form.is_valid():
        keep(request, who=form.cleaned_data["who"], relation="")
        return redirect("settlement:aid-limit")
    rules = aid_policies.today(request.user.person)
    context = {
        "form": form,
        "has_choice": bool(free),
        "given": [one for one in kin if one.grant is not None],
        "relations": [RELATION_WORDS[code] for code in rules.relations],
        "step_number": 1,
        "steps": STEPS,
    }
    return render(request, "settlement/aid/new_who.html", context)


@page
@for_payers
def limit(request: HttpRequest) -> HttpResponse:
    """Ceilings, uses, days, and what is kept back (P100)."""
    kin = _chosen(request)
    if kin is None:
        return redirect("settlement:aid-who")
    payer: Any = request.user.person
    least = aid_policies.today(payer).least_keep_back_fen
    form = LimitForm(
        posted(request),
        initial=_draft(request).get("form", {}) or LimitForm.first_words(least),
        today=clock.today(payer.tenant),
        least_keep_back_fen=least,
    )
    if request.method == "POST" and form.is_valid():
        keep(request, wish=to_session(form.wish), form=form.typed)
        return redirect("settlement:aid-consent")
    context = {
        "form": form,
        "kin": kin,
        "balance_fen": accounts.balance_of(payer),
        "step_number": 2,
        "steps": STEPS,
    }
    return render(request, "settlement/aid/new_limit.html", context)


@page
@for_payers
def consent(request: HttpRequest) -> HttpResponse:
    """The separate consent with the payer's own limits in it (P94)."""
    kin, wish = _chosen(request), _wish(request)
    if kin is None or wish is None:
        return redirect("settlement:aid-limit")
    text = _text(request, kin, wish)
    form = ConsentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        keep(request, agreed=text.sha256)
        return redirect("settlement:aid-check")
    context = {"form": form, "kin": kin, "consent": text, "step_number": 3, "steps": STEPS}
    return render(request, "settlement/aid/new_consent.html", context)


@page
@for_payers
@needs_proof(settings.PROOF_SECONDS)
def check(request: HttpRequest) -> HttpResponse:
    """The summary, once more, and the grant; the page opens after face or password only."""
    kin, wish = _chosen(request), _wish(request)
    if kin is None or wish is None:
        return redirect("settlement:aid-limit")
    text = _text(request, kin, wish)
    if _draft(request).get("agreed") != text.sha256:
        return redirect("settlement:aid-consent")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            return _authorised(request, kin, wish, text)
        except DomainError as said:
            refusal = said
    context = {
        "kin": kin,
        "terms": text.terms,
        "refusal": refusal,
        "balance_fen": accounts.balance_of(request.user.person),
        "annual_fen": wish.annual_cap_fen,
        "step_number": 4,
        "steps": STEPS,
    }
    status = refusal.status if refusal is not None else 200
    return render(request, "settlement/aid/new_check.html", context, status=status)


def _authorised(
    request: HttpRequest, kin: Kin, wish: GrantWish, text: AidAgreement
) -> HttpResponse:
    grant = grants.authorise(
        by=request.user,
        payer=request.user.person,
        member=kin.person,
        relation=kin.relation,
        limits=wish,
        proof=proof_word(request),
        text_sha256=text.sha256,
    )
    request.session.pop(DRAFT, None)
    name = kin.person.masked_name
    if grant.state == "REVIEW":
        messages.success(request, f"已提交，审核通过后{name}就能用")
    else:
        messages.success(request, f"已授权，{name}看病买药可以用您的个人账户")
    return redirect("settlement:aid", ref=grant.ref)


def _draft(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(DRAFT, {})


def keep(request: HttpRequest, **more: Any) -> None:
    """What was filled in before the change stays, except the consent: it was to other words."""
    kept = {**_draft(request), "agreed": "", **more}
    request.session[DRAFT] = kept


def _chosen(request: HttpRequest) -> Kin | None:
    """The relative of the draft: known kin without a grant, or somebody who was declared so."""
    payer: Any = request.user.person
    who, relation = _draft(request).get("who"), _draft(request).get("relation")
    if not who:
        return None
    kin = next((one for one in found.known_kin(payer) if one.person.psn_no == who), None)
    if kin is not None:
        return None if kin.grant is not None else kin
    person = people.by_psn_no(payer.tenant, who) if relation else None
    return Kin(person, relation, relation_word(relation, person.gend)) if person else None


def _wish(request: HttpRequest) -> GrantWish | None:
    plain = _draft(request).get("wish")
    return from_session(plain) if plain else None


def _text(request: HttpRequest, kin: Kin, wish: GrantWish) -> AidAgreement:
    person: Any = request.user.person
    return agreement(kin.person.masked_name, terms_of(wish, clock.today(person.tenant)))
