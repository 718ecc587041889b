"""改能看什么: the member's own settings of one display (settled 1, P78, P83)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yibao.kernel import proof
from yibao.kernel.errors import DomainError, NotFound
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...models import Binding
from ...rules.handover import Phase
from ...services import bindings, handover
from ..forms.base import posted
from ..forms.consent import ScopeForm


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """Bills on or off, showings told at once or once a day; the way to end it all."""
    binding = selectors.consents.of_own_binding(request.user, ref)
    if binding is None:
        raise NotFound
    if "again" in request.POST:
        return _ask_again(request, binding)
    phase = selectors.handover.standing(binding).phase
    form = _form(request, binding, phase)
    if request.method == "POST" and form.is_valid():
        opens = form.cleaned_data.get("sees_bills") and not binding.sees_bills
        if opens and not proof.is_fresh(request, settings.RECHECK_SECONDS):
            messages.info(request, "打开账单前，请先证明是您本人，再保存一次。")
            return proof.ask(request)
        _save(request, binding, form.cleaned_data)
        return redirect("family:scope", ref=ref)
    context = {
        "form": form,
        "binding": binding,
        "name": binding.holder.masked_name,
        "relation": selectors.bindings.presenter_word(binding),
        "phase": str(phase),
        "ask": selectors.consents.open_for(binding),
        "may_reopen": selectors.consents.may_ask_again(binding),
        "way": _way(binding),
    }
    return render(request, "family/scope.html", context)


def _form(request: HttpRequest, binding: Binding, phase: Phase) -> ScopeForm:
    form = ScopeForm(
        posted(request),
        initial={
            "sees_bills": "1" if binding.sees_bills else "0",
            "tell_showings": binding.tell_showings,
        },
    )
    if phase != Phase.OWN:  # below 16 the guardian sees them; after it, nobody without consent
        del form.fields["sees_bills"]
    return form


def _save(request: HttpRequest, binding: Binding, said: dict[str, Any]) -> None:
    try:
        bindings.set_scope(
            by=request.user,
            ref=binding.ref,
            sees_bills=said.get("sees_bills"),
            tell_showings=said["tell_showings"],
        )
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    else:
        messages.success(request, "已保存，马上生效")


def _ask_again(request: HttpRequest, binding: Binding) -> HttpResponse:
    if not selectors.consents.may_ask_again(binding):
        return redirect("family:scope", ref=binding.ref)
    fresh = handover.ask_again(by=request.user, ref=binding.ref)
    return redirect("family:ask", ref=fresh.ref)


def _way(binding: Binding) -> str:
    """How the member agreed, in words; empty where nobody asked the member."""
    given = selectors.consents.given_for(binding)
    return given.get_way_display() if given is not None else ""
