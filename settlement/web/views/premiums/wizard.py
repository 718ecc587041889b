"""缴居民医保费: for whom, place and year, then the sources and the payment (P120, P172).

What was chosen lives in the session until the last page; the key in it makes a repeated submission
the same premium.
"""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.selectors import people
from family.data import relation_word
from family.selectors import bindings
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.proof import needs_proof

from ....errors import PremiumPersonUnknown
from ....selectors import accounts
from ....selectors import premiums as found
from ....services import premium_plans, premium_sources, premium_steps, premiums
from ...aid_forms import posted
from ...aid_words import proof_word
from ...premium_forms import SELF, ForWhomForm, NamedForm
from ..common import with_person
from .shown import lines_of

DRAFT = "premium_draft"
STEPS = 3
page = require_http_methods(["GET", "HEAD", "POST"])


@page
@never_cache
@with_person
def who(request: HttpRequest) -> HttpResponse:
    """Oneself, a bound relative, or on to somebody else by name and number."""
    person: Any = request.user.person
    bound = [row for row in bindings.of_holder(person) if bindings.is_showing(row)]
    choices = [(SELF, "我自己")] + [
        (row.member.psn_no, _labelled(row.member, row.relation)) for row in bound
    ]
    form = ForWhomForm(posted(request), people=choices, initial={"who": _draft(request).get("who")})
    if request.method == "POST" and form.is_valid():
        _start(request, form.cleaned_data["who"])
        return redirect("settlement:premium-check")
    return _shown(request, "new_who", 1, form=form, has_bound=bool(bound))


def _labelled(member: Any, relation: str) -> str:
    return f"{member.masked_name}（{relation_word(relation, member.gend)}）"


@page
@sensitive_post_parameters("name", "certno")
@never_cache
@with_person
def other(request: HttpRequest) -> HttpResponse:
    """Name and number; the number is in no page again (T29)."""
    form = NamedForm(posted(request))
    if request.method == "POST" and form.is_valid() and _found(request, form):
        return redirect("settlement:premium-check")
    return _shown(request, "new_other", 1, form=form)


@sensitive_variables("form")
def _found(request: HttpRequest, form: NamedForm) -> bool:
    said = form.cleaned_data
    try:
        person = premium_plans.find(by=request.user, name=said["name"], certno=said["certno"])
    except PremiumPersonUnknown as wrong:
        form.refuse(wrong, "certno")
    except DomainError as refused:
        form.refuse(refused)
    else:
        own = person.pk == request.user.person_id
        _start(request, SELF if own else person.psn_no)
    return not form.errors


@page
@never_cache
@with_person
def check(request: HttpRequest) -> HttpResponse:
    """Where the person is insured, which year and how much; a wrong place stops here (P172)."""
    member = _member(request)
    if member is None:
        return redirect("settlement:premium-who")
    try:
        offer = premium_plans.offer(by=request.user, member=member)
    except DomainError as refusal:
        return _shown(request, "new_check", 2, status=200, member=member, refusal=refusal)
    if request.method == "POST":
        _keep(request, checked=offer.year)
        return redirect("settlement:premium-pay")
    return _shown(request, "new_check", 2, member=member, offer=offer, is_self=_is_self(request))


@page
@never_cache
@with_person
def account(request: HttpRequest) -> HttpResponse:
    """A personal account that was not activated pays nothing: how to, and how to go on without."""
    if _member(request) is None or accounts.trouble(request.user.person) != "NOT_ACTIVATED":
        return redirect("settlement:premium-pay")
    if request.method == "POST":
        _keep(request, without_account=True)
        return redirect("settlement:premium-pay")
    return _shown(request, "account", 2)


@page
@never_cache
@with_person
@needs_proof(settings.PROOF_SECONDS)
def pay(request: HttpRequest) -> HttpResponse:
    """Who gives how much, once more; then the money is taken and the register is told."""
    member, draft = _member(request), _draft(request)
    if member is None:
        return redirect("settlement:premium-who")
    known = found.by_key(request.user.person, draft["key"])
    if known is not None:
        return redirect("settlement:premium", ref=known.ref)
    if not draft.get("checked"):
        return redirect("settlement:premium-check")
    inactive = accounts.trouble(request.user.person) == "NOT_ACTIVATED"
    if inactive and not draft.get("without_account"):
        return redirect("settlement:premium-account")
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            return _paid(request, member)
        except DomainError as said:
            refusal = said
    return _pay_page(request, member, refusal)


def _pay_page(request: HttpRequest, member: Any, refusal: DomainError | None) -> HttpResponse:
    """The sources as they are now, or why nothing can be paid."""
    context: dict[str, Any] = {"member": member, "is_self": _is_self(request)}
    try:
        offer = premium_plans.offer(by=request.user, member=member)
        split = premium_sources.split(
            by=request.user,
            payer=request.user.person,
            offer=offer,
            day=clock.today(member.tenant),
            lock=False,
        )
        context |= {"offer": offer, "split": split, "lines": lines_of(split, request.user.person)}
        if split.card_fen:
            context["card"] = premiums.card_for(
                by=request.user, amount_fen=split.card_fen, lock=False
            )
    except DomainError as said:
        refusal, context["is_stopped"] = refusal or said, True
    status = refusal.status if refusal is not None and request.method == "POST" else 200
    return _shown(request, "new_pay", 3, status=status, refusal=refusal, **context)


def _paid(request: HttpRequest, member: Any) -> HttpResponse:
    premium = premiums.pay(
        by=request.user,
        member=member,
        key=_draft(request)["key"],
        shown=(_fen(request, "amount_fen"), _fen(request, "card_fen")),
        proof=proof_word(request),
    )
    premium_steps.carry_on(by=request.user, premium_id=premium.pk)
    return redirect("settlement:premium", ref=premium.ref)


def _fen(request: HttpRequest, name: str) -> int:
    """An amount that the page showed; a form without one agrees to nothing."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else -1


def _draft(request: HttpRequest) -> dict[str, Any]:
    return request.session.get(DRAFT, {})


def _start(request: HttpRequest, who: str) -> None:
    request.session[DRAFT] = {"who": who, "key": secrets.token_urlsafe(18)}


def _keep(request: HttpRequest, **more: Any) -> None:
    request.session[DRAFT] = {**_draft(request), **more}


def _is_self(request: HttpRequest) -> bool:
    return _draft(request).get("who") == SELF


def _member(request: HttpRequest) -> Any:
    """For whom the draft is; None where there is no draft."""
    chosen = _draft(request).get("who")
    if not chosen:
        return None
    person: Any = request.user.person
    return person if chosen == SELF else people.by_psn_no(person.tenant, chosen)


def _shown(
    request: HttpRequest, name: str, step: int, *, status: int = 200, **context: Any
) -> HttpResponse:
    return render(
        request,
        f"settlement/premium/{name}.html",
        {"step_number": step, "steps": STEPS, **context},
        status=status,
    )
