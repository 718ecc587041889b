"""规则试算: ask the rules what would happen; nothing is stored and nothing changes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel.console import console_page, page_context

from .. import trials

READ, POLICY = "cases.view_case", "settlement.view_policypack"


@console_page(READ, POLICY)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """One form and its answer, both in the address; no name and no number is asked for."""
    trial = trials.trial_of(request.GET.get("trial", ""), request.user)
    if trial is None:
        raise Http404
    asked = {name for name in request.GET if name != "trial"}
    form = trial.form(request.GET if asked else None, request.user)
    answer = None
    if asked and form.is_valid():
        answer = trial.run(request.user, form.cleaned_data)
    context = page_context(
        request,
        "规则试算",
        trial=trial,
        trials=trials.trials(request.user),
        form=form,
        answer=answer,
    )
    return render(request, "admin/review/try.html", context)
