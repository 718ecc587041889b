"""Who the relative is: with the resident's card, another document, or as a newborn."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.selectors import enrolments, regions
from yibao.kernel import clock, idcard
from yibao.kernel.errors import DomainError

from ....data import Branch
from ....data.steps import Step
from ....errors import (
    AlreadyBound,
    BindingToSelf,
    MemberCardFull,
    MemberMismatch,
    MemberNotInsured,
    RelationNotOffered,
    RelationTaken,
)
from ....models import BindingRequest
from ....rules import doubts
from ....rules.prechecks import Side
from ....selectors import policies, requests
from ....services import draft_members, drafts
from ...forms.base import posted
from ...forms.member import MemberForm, OtherDocumentForm, PlaceForm
from ...places import OTHER_PLACE, choices
from ...wizard import Wizard, for_step

page = require_http_methods(["GET", "HEAD", "POST"])
_OF_NUMBER = (BindingToSelf, AlreadyBound, MemberCardFull, MemberNotInsured, MemberMismatch)
_OF_RELATION = (RelationTaken, RelationNotOffered)


@sensitive_post_parameters("name", "certno")
@sensitive_variables("form")
@page
@for_step(Step.MEMBER)
def member(wizard: Wizard) -> HttpResponse:
    """Name and number as on the card, and the relation; the age decides the rest (P54, P60)."""
    draft = wizard.draft
    is_card = draft.branch in (Branch.CHILD, Branch.ADULT)
    form = MemberForm(
        posted(wizard.request),
        relations=policies.of_person(draft.holder).relations,
        known=(draft.member_certno or "") if is_card else "",
        initial={"name": _typed_name(draft), "relation": draft.relation},
    )
    if _is_saved(wizard, form):
        return wizard.go_on()
    more = {
        "other_url": wizard.here("family:add-other"),
        "newborn_url": wizard.here("family:add-newborn"),
    }
    return render(wizard.request, "family/add_member.html", wizard.context(form=form, **more))


@sensitive_post_parameters("name", "certno", "birth")
@sensitive_variables("form")
@page
@for_step(Step.MEMBER)
def other_document(wizard: Wizard) -> HttpResponse:
    """Another document: a clerk compares it with the papers (P68)."""
    draft = wizard.draft
    is_other = draft.branch == Branch.OTHER_DOCUMENT
    born = draft.member_birth_date
    form = OtherDocumentForm(
        posted(wizard.request),
        relations=policies.of_person(draft.holder).relations,
        known=(draft.member_certno or "") if is_other else "",
        today=clock.today(draft.tenant),
        initial={
            "name": _typed_name(draft),
            "relation": draft.relation,
            "certificate_type": draft.certificate_type if is_other else "",
            "birth": f"{born:%Y%m%d}" if is_other and born else "",
        },
    )
    if _is_saved(wizard, form):
        return wizard.go_on()
    more = {"card_url": wizard.here("family:add-member")}
    return render(wizard.request, "family/add_other.html", wizard.context(form=form, **more))


def _typed_name(draft: BindingRequest) -> str:
    """What the holder wrote; a newborn's name comes from the register and fills no field."""
    return "" if draft.branch == Branch.NEWBORN else draft.member_name or ""


def _is_saved(wizard: Wizard, form: Any) -> bool:
    if wizard.request.method != "POST" or not form.is_valid():
        return False
    named = form.named()
    doubt = "" if form.is_sure else _doubt(wizard.draft, named)
    if doubt:
        form.ask(doubt)
        return False
    try:
        draft_members.save_member(by=wizard.request.user, named=named)
    except DomainError as refused:
        form.refuse(refused, _field_of(refused))
        return False
    return True


def _doubt(draft: BindingRequest, named: draft_members.Named) -> str:
    """What the ages say against the relation; asked here, judged when it is sent."""
    is_card = named.certificate_type == draft_members.RESIDENT_CARD
    born = idcard.birth_date(named.certno) if is_card else named.birth
    gend = idcard.gender(named.certno) if is_card else ""
    holder = draft.holder
    return doubts.doubt(
        named.relation,
        Side(holder.birth_date, holder.gend),
        Side(born, gend),
        clock.today(draft.tenant),
    )


def _field_of(refused: DomainError) -> str | None:
    if isinstance(refused, _OF_NUMBER):
        return "certno"
    return "relation" if isinstance(refused, _OF_RELATION) else None


@page
@for_step(Step.PLACE)
def place(wizard: Wizard) -> HttpResponse:
    """Where the relative is insured; filled in where the register knows (P45, P61)."""
    draft = wizard.draft
    known = policies.region_of(draft.member) if draft.member is not None else ""
    form = PlaceForm(
        posted(wizard.request),
        places=choices(known),
        initial={"place": draft.place_code or known},
    )
    if wizard.request.method == "POST" and form.is_valid():
        drafts.save_place(by=wizard.request.user, place_code=form.cleaned_data["place"])
        return wizard.go_on()
    context = wizard.context(
        form=form,
        known=known,
        insurance=_insurance(draft),
        is_unknown=draft.member_id is None,
        is_elsewhere=_is_elsewhere(draft, known),
        away=draft.draft.get(requests.MATCH) == "away",
        change_url=f"{reverse('family:add-member')}",
    )
    return render(wizard.request, "family/add_place.html", context)


def _insurance(draft: BindingRequest) -> str:
    found = enrolments.current(draft.member) if draft.member is not None else None
    return found.get_insutype_display() if found else ""


def _is_elsewhere(draft: BindingRequest, known: str) -> bool:
    """Another pooling area than the holder's: what works there is explained."""
    code = draft.place_code or known
    own = regions.city_of(draft.region_code)
    return bool(code) and (code == OTHER_PLACE or regions.city_of(code) != own)
