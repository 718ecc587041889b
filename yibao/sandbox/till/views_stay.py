"""Patients with a bed: admission, discharge, the year's end, and coming back to one later."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from yibao.kernel import clock

from .api import Answer, new_key
from .forms_stay import AdmissionForm, DischargeForm
from .page import posted_key, show, show_stale, till_view
from .state import Till


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place", "visit")
def stay(request: HttpRequest, till: Till) -> HttpResponse:
    """The stay of this visit as the API has it, and what can be done next; POST admits."""
    if not till.is_inpatient:
        return redirect("sandbox:till-items")
    form = AdmissionForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        problem = _do(request, till, "admission", form.cleaned_data)
        if problem.ok:
            till.put(stay=problem.body)
            return redirect("sandbox:till-stay")
    elif till.get("stay"):
        till.put(stay=_now(till))
    return _shown(request, till, problem, form)


@require_POST
@till_view("place", "visit")
def discharge(request: HttpRequest, till: Till) -> HttpResponse:
    """The patient leaves now."""
    form = DischargeForm(request.POST)
    if not form.is_valid():
        return _shown(request, till, None, discharge_form=form)
    body = {"endtime": _moment(till), **form.cleaned_data}
    return _after(request, till, _do(request, till, "discharge", body))


@require_POST
@till_view("place", "visit")
def undo(request: HttpRequest, till: Till) -> HttpResponse:
    """Take the discharge back, or the admission where there was none."""
    what = "discharge" if (till.get("stay") or {}).get("endtime") else "admission"
    answer = till.api.delete(f"visits/{till.visit_id}/{what}/", {})
    if answer.ok and what == "admission":
        till.next_customer()
        return redirect("sandbox:till-scan")
    return _after(request, till, answer)


@require_POST
@till_view("place", "visit")
def interim(request: HttpRequest, till: Till) -> HttpResponse:
    """Close the old year: the till goes on with its part, the other one waits among the beds."""
    answer = _do(request, till, "interim", {})
    if not answer.ok:
        return _shown(request, till, answer)
    till.split(answer.body["closed"], answer.body["running"], answer.body["stay"])
    return redirect("sandbox:till-stay")


@require_POST
@till_view("place")
def resume(request: HttpRequest, till: Till) -> HttpResponse:
    """Go on with a patient who waits in bed."""
    if not till.resume(request.POST.get("bed", "")):
        return show_stale(request, till)
    return redirect("sandbox:till-stay")


def _do(request: HttpRequest, till: Till, what: str, body: dict[str, Any]) -> Answer:
    key = posted_key(request) or new_key()
    return till.api.post(f"visits/{till.visit_id}/{what}/", body, key=key)


def _after(request: HttpRequest, till: Till, answer: Answer) -> HttpResponse:
    if not answer.ok:
        return _shown(request, till, answer)
    till.put(stay=answer.body, quote=None)
    return redirect("sandbox:till-stay")


def _now(till: Till) -> dict[str, Any]:
    answer = till.api.get(f"visits/{till.visit_id}/admission/")
    return answer.body if answer.ok else till.get("stay")


def _moment(till: Till) -> str:
    return clock.local(clock.now(till.tenant)).isoformat(timespec="seconds")


def _shown(
    request: HttpRequest,
    till: Till,
    problem: Answer | None,
    form: AdmissionForm | None = None,
    discharge_form: DischargeForm | None = None,
) -> HttpResponse:
    return show(
        request, till, "stay", step="stay", problem=problem, form=form or AdmissionForm(),
        discharge_form=discharge_form or DischargeForm(), stay=till.get("stay"),
    )  # fmt: skip
