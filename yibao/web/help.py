"""Help: tasks in question form, a plain search, pages to print (A7). Open to everybody."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.selectors import enrolments, regions
from yibao.kernel import masking
from yibao.kernel.errors import NotFound

from . import help_forms, help_topics
from .who import person_of

LONGEST = 40


@require_safe
@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """The eight most asked, a search, then everything by group."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    context = {
        "text": text,
        "found": help_topics.search(text),
        "most_asked": help_topics.most_asked(),
        "groups": help_topics.groups(),
    }
    return render(request, "web/help.html", context)


@require_safe
@login_not_required
def topic(request: HttpRequest, topic: str) -> HttpResponse:
    """One answer."""
    try:
        found = help_topics.by_code(topic)
    except KeyError as unknown:
        raise NotFound from unknown
    if found.page:
        return redirect(found.page)
    return render(request, "web/help_topic.html", {"topic": found, "ways": found.ways()})


@require_safe
@login_not_required
def face(request: HttpRequest) -> HttpResponse:
    """The tips with drawings (P34, P189), and the way back to the camera."""
    user: Any = request.user
    again = "accounts:face-consent"
    if user.is_authenticated and user.person_id is not None:
        again = "vouchers:reset"
    return render(request, "web/help_face.html", {"again_url": reverse(again)})


@require_safe
@login_not_required
def card_or_code(request: HttpRequest) -> HttpResponse:
    """What the card does and what the code does (P17, P18, P24, P26)."""
    return render(request, "web/help_card.html")


@require_safe
@login_not_required
def counter(request: HttpRequest) -> HttpResponse:
    """What to bring to the counter, and the forms (P186, P187)."""
    return render(request, "web/help_counter.html", {"forms": help_forms.forms().values()})


@require_safe
@login_not_required
def form(request: HttpRequest, code: str) -> HttpResponse:
    """A form to print: blank, or filled with the masked data of the person who is signed in."""
    found = help_forms.forms().get(code)
    if found is None:
        raise NotFound
    person = person_of(request)
    is_filled = person is not None and request.GET.get("mine") == "1"
    context = {
        "form_sheet": found,
        "rows": found.filled(_facts(request, person) if is_filled else {}),
        "is_filled": is_filled,
        "can_fill": person is not None,
        "lines": range(found.lines),
        "after_lines": range(found.after_lines),
    }
    return render(request, "web/help_form.html", context)


def _facts(request: HttpRequest, person: Any) -> dict[str, str]:
    """Masked, since paper lies about; the counter reads the rest off the identity card."""
    enrolment = enrolments.current(person)
    phone = getattr(request.user, "phone", None)
    return {
        "name": person.masked_name,
        "certno": person.masked_certno,
        "phone": masking.mask_phone(phone) if phone else "",
        "place": regions.name_of(enrolment.insuplc_admdvs) if enrolment else "",
    }
