"""断网模式: bills taken with a signed pass while there is no network, sent when there is one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from . import outage
from .api import Answer
from .forms_outage import OutageForm
from .page import show, till_view
from .passes import PassRefused
from .state import Till


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place")
def take(request: HttpRequest, till: Till) -> HttpResponse:
    """Prepare while there is a network; keep bills while there is none."""
    problem = None
    if "keys" not in outage.of(till):
        problem = outage.fetch_lists(till)
    form = OutageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            outage.take(till, form.cleaned_data)
        except PassRefused as refusal:
            form.add_error("offline_pass", str(refusal))
        else:
            return redirect("sandbox:till-outage")
    if request.method != "POST":
        outage.look(till)
    return _show(request, till, form, problem)


@require_POST
@till_view("place")
def upload(request: HttpRequest, till: Till) -> HttpResponse:
    """The network is back: send what waits."""
    if not outage.waiting(till):
        return redirect("sandbox:till-outage")
    answer = outage.upload(till)
    if answer.ok:
        return redirect("sandbox:till-outage")
    return _show(request, till, OutageForm(), answer)


@require_POST
@till_view("place")
def refresh(request: HttpRequest, till: Till) -> HttpResponse:
    """Fetch keys and revocations anew; an old list is said to be old."""
    problem = outage.fetch_lists(till)
    if problem is None:
        return redirect("sandbox:till-outage")
    return _show(request, till, OutageForm(), problem)


def _show(
    request: HttpRequest, till: Till, form: OutageForm, problem: Answer | None
) -> HttpResponse:
    kept = [{**one, "tag": outage.STATES[one["state"]]} for one in outage.bills(till)]
    return show(
        request,
        till,
        "outage",
        form=form,
        problem=problem,
        fetched_at=outage.of(till).get("fetched_at", ""),
        kept=kept,
        waiting=len(outage.waiting(till)),
        total=outage.total_of(till),
    )
