"""Which papers, and the list of what is to be photographed; the slots have pages of their own."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel.errors import NotFound

from ....data.steps import Step
from ....selectors import documents as found
from ....selectors import requests
from ....services import drafts
from ...forms.base import posted
from ...forms.member import MethodForm
from ...wizard import Wizard, for_step
from ..slots import slot_page

page = require_http_methods(["GET", "HEAD", "POST"])


@page
@for_step(Step.DOCUMENTS)
def method(wizard: Wizard) -> HttpResponse:
    """How to prove the relation, where there is a choice (P63)."""
    draft = wizard.draft
    sets = requests.proof_sets(draft)
    if not sets:
        return render(wizard.request, "family/add_no_proof.html", wizard.context())
    form = MethodForm(
        posted(wizard.request),
        ways=[(one.code, one.title) for one in sets],
        initial={"method": draft.proof_set},
    )
    if wizard.request.method == "POST" and form.is_valid():
        drafts.choose_method(by=wizard.request.user, code=form.cleaned_data["method"])
        return redirect(wizard.here("family:add-documents"))
    context = wizard.context(form=form, sets=sets)
    return render(wizard.request, "family/add_method.html", context)


@require_safe
@for_step(Step.DOCUMENTS)
def task_list(wizard: Wizard) -> HttpResponse:
    """Places for pictures in any order, saved at once (wireframe 4 f–h)."""
    draft = wizard.draft
    chosen = requests.proof_set_of(draft)
    if chosen is None:
        return redirect(wizard.here("family:add-method"))
    slots = [
        {"state": state, "url": wizard.here("family:add-slot", state.slot.code)}
        for state in found.slots_of(draft)
    ]
    context = wizard.context(
        chosen=chosen,
        slots=slots,
        needed=sum(one["state"].slot.is_required for one in slots),
        left=requests.papers_missing(draft),
        others=[one for one in requests.proof_sets(draft) if one.code != chosen.code],
        method_url=wizard.here("family:add-method"),
        next_url=wizard.here("family:add-documents-done"),
        away=draft.draft.get(requests.MATCH) == "away",
    )
    return render(wizard.request, "family/add_documents.html", context)


@require_safe
@for_step(Step.DOCUMENTS)
def done(wizard: Wizard) -> HttpResponse:
    """On to the next step; back to the list while something is missing."""
    if requests.papers_missing(wizard.draft):
        return redirect(wizard.here("family:add-documents"))
    return wizard.go_on()


@page
@for_step(Step.DOCUMENTS)
def slot(wizard: Wizard, slot: str) -> HttpResponse:
    """One place for pictures of the chosen way."""
    chosen = requests.proof_set_of(wizard.draft)
    codes = {one.code for one in chosen.slots.all()} if chosen else set()
    if slot not in codes:
        raise NotFound
    return slot_page(wizard.request, wizard.draft, slot, wizard.here("family:add-documents"))
