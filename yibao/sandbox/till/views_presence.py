"""Who is at the counter beside a code that a relative shows (P88–P90)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from .api import Answer, new_key
from .forms_presence import MismatchForm, PresenceForm
from .page import show, show_stale, till_view
from .state import Till


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place", "scan")
def presence(request: HttpRequest, till: Till) -> HttpResponse:
    """Say that the patient is there, or whose papers were seen; without it nothing is settled."""
    if not till.get("asked"):
        return redirect(_next_page(till))
    if not _is_of(request, till):
        return show_stale(request, till)
    form = PresenceForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        body = form.body() | {"operator": _operator(till)}
        problem = _ask(till, "presence", body)
        if problem.ok:
            till.put(asked=None)
            return redirect(_next_page(till))
    return _shown(request, till, form, problem)


@require_POST
@till_view("place", "scan")
def mismatch(request: HttpRequest, till: Till) -> HttpResponse:
    """The code is not the patient's: nothing more is settled with it, and a person looks at it."""
    if not (till.get("asked") and _is_of(request, till)):
        return show_stale(request, till)
    form = MismatchForm(request.POST)
    if not form.is_valid():
        return _shown(request, till, PresenceForm(), None, form)
    answer = _ask(till, "mismatch", form.body() | {"operator": _operator(till)})
    if not answer.ok:
        return _shown(request, till, PresenceForm(), answer, form)
    visit_id = till.open_visit
    if visit_id and not till.get("settlement"):
        till.api.post(f"visits/{visit_id}/cancel/", {}, key=new_key())
    till.next_customer()
    return show(request, till, "mismatched", step="scan", told=answer.body)


def _shown(
    request: HttpRequest,
    till: Till,
    form: PresenceForm,
    problem: Answer | None,
    mismatch_form: MismatchForm | None = None,
) -> HttpResponse:
    return show(
        request, till, "presence", step="scan", form=form, problem=problem,
        mismatch_form=mismatch_form or MismatchForm(), asked=till.get("asked"),
    )  # fmt: skip


def _ask(till: Till, name: str, body: dict[str, Any]) -> Answer:
    return till.api.post(f"scans/{till.get('asked')['scan_id']}/{name}/", body, key=new_key())


def _operator(till: Till) -> dict[str, str]:
    number = till.get("operator")
    names = dict(till.place.operators) if till.place else {}
    return {"id": number, "name": names.get(number, "")}


def _is_of(request: HttpRequest, till: Till) -> bool:
    """Whether the form was shown for the scan that the till asks about now."""
    return request.method != "POST" or request.POST.get("scan_id") == till.get("asked")["scan_id"]


def _next_page(till: Till) -> str:
    if not till.get("visit"):
        return "sandbox:till-visit"
    return "sandbox:till-quote" if till.items else "sandbox:till-items"
