"""Where and how the person is insured (P1, P5, V6)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.errors import EnrolmentUnknown
from accounts.selectors import enrolments
from accounts.services import enrolments as service
from accounts.web import drafts
from accounts.web.forms import PlaceForm, posted

from .guards import STEPS, citizens_only


@require_http_methods(["GET", "HEAD", "POST"])
@citizens_only
def insured(request: HttpRequest) -> HttpResponse:
    """Every relation; one is picked where there are several."""
    if request.user.person_id is None:
        return redirect("accounts:real-name")
    person = request.user.person
    cards = enrolments.cards(person)
    form = PlaceForm(posted(request), cards=cards)
    is_first_time = bool(request.session.get(drafts.FIRST_TIME))
    if request.method == "POST" and form.is_valid() and cards:
        answer = _choose(request, form, is_first_time)
        if answer is not None:
            return answer
    context: dict[str, Any] = {
        "enrolments": cards,
        "form": form,
        "read_only": not is_first_time and len(cards) < 2,
    }
    if is_first_time:
        context |= {"step_number": 4, "steps": STEPS}
    return render(request, "accounts/insured.html", context)


def _choose(request: HttpRequest, form: PlaceForm, is_first_time: bool) -> HttpResponse | None:
    chosen = form.cleaned_data.get("enrolment")
    try:
        if chosen:
            service.choose(by=request.user, person=request.user.person, enrolment_id=chosen)
    except EnrolmentUnknown as unknown:
        form.refuse(unknown, "enrolment")
        return None
    if is_first_time:
        drafts.forget(request, drafts.FIRST_TIME, drafts.FACE)
        return redirect("vouchers:activate")
    messages.success(request, "已按您选的参保地使用。")
    return redirect("accounts:insured")
