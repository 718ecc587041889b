"""A newborn by the birth certificate: the look-up, and the mother's own face (P67)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.services import face
from yibao.kernel.errors import DomainError
from yibao.kernel.facestep import FaceStep, forget

from ....data import Relation
from ....data.steps import Step
from ....errors import CertificateNumberWrong, MemberMismatch, MotherUnknown
from ....selectors import policies
from ....services import newborn as service
from ...forms.base import posted
from ...forms.member import NewbornForm
from ...wizard import Wizard, for_step

page = require_http_methods(["GET", "HEAD", "POST"])
_FIELDS: dict[type[DomainError], str] = {
    CertificateNumberWrong: "certificate_no",
    MemberMismatch: "mother_certno",
    MotherUnknown: "mother_certno",
}


@sensitive_post_parameters("certificate_no", "mother_name", "mother_certno")
@sensitive_variables("form")
@page
@for_step(Step.MEMBER)
def newborn(wizard: Wizard) -> HttpResponse:
    """Certificate and mother, as they stand on the paper."""
    draft = wizard.draft
    offered = policies.of_person(draft.holder).relations
    form = NewbornForm(
        posted(wizard.request),
        relations=[one for one in (Relation.CHILD, Relation.GRANDCHILD) if one in offered],
        known=draft.mother_certno or "",
        initial={
            "certificate_no": draft.birth_certificate_no or "",
            "mother_name": draft.mother_name or "",
            "relation": draft.relation or Relation.CHILD,
        },
    )
    if _is_looked_up(wizard.request, form):
        return wizard.go_on()
    context = wizard.context(form=form, card_url=wizard.here("family:add-member"))
    return render(wizard.request, "family/add_newborn.html", context)


def _is_looked_up(request: HttpRequest, form: NewbornForm) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        service.look_up(by=request.user, written=form.written())
    except DomainError as refused:
        form.refuse(refused, _FIELDS.get(type(refused)))
        return False
    return True


@page
@for_step(Step.MOTHER)
def mother_face(wizard: Wizard) -> HttpResponse:
    """The mother shows her face on this phone; that is her consent."""
    request: Any = wizard.request
    try:
        mother = service.mother_of(by=request.user, request=wizard.draft)
    except MotherUnknown:
        return redirect(wizard.here("family:add-newborn"))
    step = FaceStep(request, faces=face, person=mother, purpose=service.PURPOSE)
    if step.passed():
        service.note_mother(by=request.user, face_ref=step.token, session=step.session)
        forget(request, service.PURPOSE)
        return wizard.go_on()
    context = wizard.context(
        mother=mother.masked_name, is_self=mother.pk == request.user.person_id, **step.context
    )
    return render(request, "family/add_mother.html", context)
