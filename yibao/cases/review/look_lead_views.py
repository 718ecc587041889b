"""What leads do with second looks: draw a batch, name known cases, settle, take off the list."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yibao.kernel.console import console_page, page_context
from yibao.kernel.errors import DomainError

from ..looks import blindness as looks
from ..looks import draws as look_draws
from ..looks import steps as look_steps
from ..queues import searches
from . import look_lists as lists
from .look_forms import BatchForm, KnownForm, SettleForm
from .look_views import LEAD, show_sampling


@console_page(LEAD)
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """抽一批: by lot among the cases decided in a time."""
    form = BatchForm(request.POST)
    if not form.is_valid():
        return show_sampling(request, 422, batch=form)
    made = look_draws.draw_batch(by=request.user, **form.cleaned_data)
    if made:
        messages.success(
            request, f"抽中 {len(made)} 件，等审核员抽检。抽检完以前，审核员看不到这些件。"
        )
    else:
        messages.info(request, "一件也没有抽中。这段时间办结的件少，可以把比例调高。")
    return redirect("review:sampling")


@console_page(LEAD)
@require_POST
def known(request: HttpRequest) -> HttpResponse:
    """A case whose answer is agreed, to be asked of the officers blindly."""
    form = KnownForm(request.POST)
    if not form.is_valid():
        return show_sampling(request, 422, known=form)
    data = form.cleaned_data
    found = searches.find(by=request.user, text=data["ref"])
    ref = found.rows[0].case.ref if len(found.rows) == 1 else ""
    try:
        look_draws.mark_known(by=request.user, ref=ref, expected=data["expected"])
    except DomainError as refused:
        form.add_error("ref", "要是已经办结、没有在等抽检、在您辖区的件。")
        messages.error(request, refused.said)
        return show_sampling(request, 422, known=form)
    messages.success(request, "已记为已知答案，会混在抽检里给审核员看。")
    return redirect("review:sampling")


@console_page(LEAD)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two words side by side; a lead who said neither says which is right."""
    row = looks.disagreements(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            look_steps.settle(by=request.user, pk=pk, **form.cleaned_data)
        except DomainError as refused:
            messages.error(request, refused.said)
        else:
            messages.success(request, "已定。这件本身没有改，要改请另外办。")
        return redirect("review:sampling")
    context = page_context(
        request,
        "两次结论不一致",
        look=row,
        number=lists.number_of(row.case),
        words=lists.both_words(row),
        form=form,
    )
    status = 422 if form.errors else 200
    return render(request, "admin/review/look_settle.html", context, status=status)


@console_page(LEAD)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an open look off the list; first the page that says what it means."""
    row = looks.of_area(request.user).filter(pk=pk, state__in=looks.OPEN).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        try:
            look_steps.drop(by=request.user, pk=pk)
        except DomainError as refused:
            messages.error(request, refused.said)
        else:
            messages.success(request, "不抽检这件了，大家又能看到它。")
        return redirect("review:sampling")
    number = lists.number_of(row.case)
    context = page_context(request, "不抽检这件", look=row, number=number)
    return render(request, "admin/review/look_drop.html", context)
