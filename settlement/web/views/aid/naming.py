"""Another relative, by name and number: who is no known kin yet is declared so (P103)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from family.errors import GrantExists, MemberMismatch
from family.selectors import aid_policies
from family.selectors import grants as found
from family.services import aid_members
from yibao.kernel.errors import DomainError

from ...aid_forms import posted
from ...aid_person_form import OtherForm
from .wizard import STEPS, for_payers, keep, page


@page
@sensitive_post_parameters("name", "certno")
@for_payers
def other(request: HttpRequest) -> HttpResponse:
    """Name, number and relation; the number is in no page again (T29)."""
    rules = aid_policies.today(request.user.person)
    form = OtherForm(posted(request), relations=rules.relations)
    if request.method == "POST" and form.is_valid() and _found(request, form):
        return redirect("settlement:aid-limit")
    context = {"form": form, "step_number": 1, "steps": STEPS}
    return render(request, "settlement/aid/new_other.html", context)


@sensitive_variables("form")
def _found(request: HttpRequest, form: OtherForm) -> bool:
    said, person = form.cleaned_data, None
    payer: Any = request.user.person
    try:
        person = aid_members.find(by=request.user, name=said["name"], certno=said["certno"])
        if any(grant.member_id == person.pk for grant in found.given(payer)):
            raise GrantExists
    except MemberMismatch as wrong:
        form.refuse(wrong, "certno")
    except DomainError as refused:
        form.refuse(refused)
    else:
        keep(request, who=person.psn_no, relation=said["relation"])
    return not form.errors
