"""Looking a case up: by POST, so that nothing typed gets into an address (T07, T94)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yibao.kernel.console import page_context

from ..queues import searches
from .queue_forms import SearchForm
from .queue_views import officer_page

_page = require_http_methods(["GET", "HEAD", "POST"])


@officer_page
@_page
def search(request: HttpRequest) -> HttpResponse:
    """Ask, ask why where a person is meant, then show what was found."""
    form = SearchForm(request.POST or None)
    found = None
    if form.is_bound and form.is_valid():
        text, why = form.cleaned_data["text"], form.cleaned_data["why"]
        found = searches.find(by=request.user, text=text, why=why)
        if found.needs_reason and "why" in request.POST:
            form.add_error("why", "请选择为什么查这个人。")
        if found.kind == "number" and len(found.rows) == 1:
            return redirect("review:case", ref=found.rows[0].case.ref)
    title = "查找结果" if found is not None and not found.needs_reason else "查找"
    context = page_context(request, title, form=form, found=found)
    return render(request, "admin/review/search.html", context)
