"""Registering the visit, its items, and the payer's code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from settlement.selectors import catalogue
from yibao.kernel import clock

from ..demo.institutions import PHARMACY
from . import words
from .api import Answer, new_key
from .forms import CodeForm, ItemForm, VisitForm
from .page import show, till_view
from .state import Till
from .views_start import ask

SHOWN_ITEMS = 12


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place", "scan")
def visit(request: HttpRequest, till: Till) -> HttpResponse:
    """Open the visit with the scan."""
    form = VisitForm(request.POST or None, place=till.place)
    problem = None
    if request.method == "POST" and form.is_valid():
        problem = till.api.post("visits/", _visit_body(till, form.cleaned_data), key=new_key())
        if problem.ok:
            kind = form.cleaned_data["med_type"]
            label = dict(form.fields["med_type"].choices)[kind]
            opened = problem.body | {"med_type": kind, "med_type_label": label}
            till.put(visit=opened, items=[], quote=None)
            return redirect("sandbox:till-stay" if till.is_inpatient else "sandbox:till-items")
    return show(request, till, "visit", step="visit", form=form, problem=problem)


def _visit_body(till: Till, data: dict[str, str]) -> dict[str, Any]:
    moment = clock.local(clock.now(till.tenant))
    # What the clerk left empty is left out: an empty name is not a name.
    staff = {
        field: {"id": number, "name": data[field]}
        for field, number in (("dept", "A01"), ("doctor", "D001"))
        if data[field]
    }
    return {
        **staff,
        "scan_id": till.get("scan")["scan_id"],
        "med_type": data["med_type"],
        "ipt_otp_no": f"M{moment:%Y%m%d%H%M%S}",
        "begntime": moment.isoformat(timespec="seconds"),
        "diagnoses": [
            {
                "diag_code": data["diagnosis"],
                "diag_name": dict(words.DIAGNOSES)[data["diagnosis"]],
                "main": True,
            }
        ],
        "remote": "none",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place", "visit")
def items(request: HttpRequest, till: Till) -> HttpResponse:
    """The bill: search the own list, add with count and price, or add something 自费."""
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        till.add_item(code=data["code"], name=data["name"], count=data["cnt"], price=data["pric"])
        return redirect(request.get_full_path())
    text = request.GET.get("q", "").strip()[:40]
    return show(
        request, till, "items", step="items", form=form, query=text, found=_found(till, text)
    )


def _found(till: Till, text: str) -> list[Any]:
    if not text or "\x00" in text:
        return []
    is_pharmacy = till.place is not None and till.place.fixmedins_type == PHARMACY
    today = clock.today(till.tenant)
    return catalogue.search(text, today, at_pharmacy=is_pharmacy, limit=SHOWN_ITEMS)


@require_POST
@till_view("place", "visit")
def remove_item(request: HttpRequest, till: Till) -> HttpResponse:
    """Take a line out of the bill."""
    till.remove_item(request.POST.get("sn", ""))
    return redirect("sandbox:till-items")


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place", "visit")
def payer(request: HttpRequest, till: Till) -> HttpResponse:
    """The second scan: a relative's account for this visit (P113)."""
    form = CodeForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        problem = _add_payer(till, form.cleaned_data["code"])
        if problem.ok:
            return redirect("sandbox:till-presence" if till.get("asked") else "sandbox:till-quote")
    return show(request, till, "payer", step="quote", form=form, problem=problem)


def _add_payer(till: Till, code: str) -> Answer:
    visit_id = till.visit_id
    scanned = ask(till, "code", {"code": code}, purpose="payer", visit_id=visit_id)
    if not scanned.ok:
        return scanned
    scan_id = scanned.body["scan_id"]
    added = till.api.post(f"visits/{visit_id}/payers/", {"scan_id": scan_id}, key=new_key())
    if added.ok:
        name = scanned.body["person"]["psn_name"]
        asked = words.asked(scanned.body) or till.get("asked")
        till.put(payers=[*(till.get("payers") or []), name], quote=None, asked=asked)
    return added
