"""Choosing a counter, and the scan: who is here."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..demo.institutions import PHARMACY
from . import words
from .api import Answer, TillApi, new_key
from .forms import CardForm, CodeForm, IdCardForm, PlaceForm, SlipForm
from .page import posted_key, show, show_stale, till_view
from .state import Till

FORMS = {
    "code": CodeForm,
    "offline_code": SlipForm,
    "social_card": CardForm,
    "id_card": IdCardForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@till_view()
def choose_place(request: HttpRequest, till: Till) -> HttpResponse:
    """Institution, till and operator; a new choice ends the customer before."""
    form = PlaceForm(request.POST or None, initial={"counter": _current(till)})
    if request.method == "POST" and form.is_valid():
        till.next_customer()
        till.put(**form.counter_parts(), calls=[])
        return redirect("sandbox:till-scan")
    return show(request, till, "place", form=form)


def _current(till: Till) -> str:
    return "/".join(till.get(name) or "" for name in ("place", "terminal", "operator"))


@require_POST
@till_view("place")
def next_customer(request: HttpRequest, till: Till) -> HttpResponse:
    """Forget this customer; an open visit is cancelled at the API, a patient in bed stays there.

    A button of another customer's page leaves the present one alone; pressed twice it acts once.
    """
    visit_id = till.open_visit
    if visit_id and request.POST.get("leaving") != visit_id:
        return show_stale(request, till)
    if till.get("stay") and not till.get("settlement"):
        till.park()
    elif visit_id and not till.get("settlement"):
        key = posted_key(request) or new_key()
        till.api.post(f"visits/{visit_id}/cancel/", {}, key=key)
    till.next_customer()
    return redirect("sandbox:till-scan")


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place")
def scan(request: HttpRequest, till: Till) -> HttpResponse:
    """Read the code or a card; the answer says who it is and what to mind."""
    medium = request.POST.get("medium", "code")
    forms = {name: form() for name, form in FORMS.items()}
    problem = None
    if request.method == "POST" and medium in FORMS:
        form = forms[medium] = FORMS[medium](request.POST)
        if form.is_valid():
            problem = ask(till, medium, form.cleaned_data)
            if problem.ok:
                till.next_customer()
                asked = words.asked(problem.body)
                till.put(scan=problem.body, asked=asked)
                return redirect("sandbox:till-presence" if asked else "sandbox:till-visit")
    return show(
        request,
        till,
        "scan",
        step="scan",
        problem=problem,
        forms=forms,
        medium=medium,
        form=forms.get(medium),
    )


@require_safe
@till_view()
def told(request: HttpRequest, till: Till) -> JsonResponse:
    """Whether the owner of the scanned code has said 不是我 meanwhile; asked by the open page."""
    scan = till.get("scan")
    if till.place is None or not scan:
        return JsonResponse({"disowned": False})
    # Asked every few seconds: the list of calls is for what the clerk did.
    answer = TillApi(till.get("place"), world=till.world).get(f"scans/{scan['scan_id']}/")
    names = ("disowned", "detail", "patient_text")
    return JsonResponse({name: answer.body.get(name, "") for name in names} if answer.ok else {})


def ask(till: Till, medium: str, presented: dict[str, str], **extra: Any) -> Answer:
    """Send one scan; a lost answer may be asked for again with the same key."""
    place = till.place
    operators = dict(place.operators) if place else {}
    body = {
        "medium": medium,
        **presented,
        "business_type": business_type(till),
        "terminal": till.get("terminal"),
        "operator": {"id": till.get("operator"), "name": operators.get(till.get("operator"), "")},
        "dept": {"id": "A01", "name": "收费处"},
        **extra,
    }
    return till.api.post("scans/", body, key=new_key())


def business_type(till: Till) -> str:
    """The national type of business of this counter."""
    is_pharmacy = till.place is not None and till.place.fixmedins_type == PHARMACY
    return words.BUSINESS_PHARMACY if is_pharmacy else words.BUSINESS_HOSPITAL
