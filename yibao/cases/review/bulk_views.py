"""Bulk acts of the lead: choose, preview, carry out, undo (feature 41)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel import clock
from yibao.kernel.console import console_page, page_context
from yibao.kernel.errors import DomainError, NotFound

from ..desk import bulk, bulk_steps
from ..models import Bulk
from ..queues import counts, listing
from ..queues import tabs as queues
from ..queues.tabs import LEADS, Reader
from .queue_forms import BulkForm

lead_page = console_page(LEADS)
_page = require_http_methods(["GET", "HEAD", "POST"])
_LATEST = 20


@lead_page
@_page
def choose(request: HttpRequest) -> HttpResponse:
    """What is to be done with the chosen cases; without a choice the latest bulk acts."""
    if request.method != "POST":
        return _latest(request)
    refs = request.POST.getlist("ref")
    is_sent = "kind" in request.POST
    form = BulkForm(request.POST if is_sent else None, tenant=request.user.tenant)
    if is_sent and form.is_valid():
        said = form.cleaned_data
        try:
            made = bulk.preview(
                by=request.user,
                refs=refs,
                kind=said["kind"],
                to=said["to"],
                priority=said["priority"],
                reason=said["reason"],
            )
        except DomainError as refused:
            form.add_error(None, refused.said)
        else:
            return redirect("review:bulk-one", pk=made.pk)
    rows = _chosen(request, refs)
    if not rows:
        messages.error(request, "没有选事项。请先在列表里勾选。")
        return redirect("review:queue")
    context = page_context(request, "批量处理", rows=rows, form=form, is_bulk=True)
    return render(request, "admin/review/bulk_choose.html", context)


def _chosen(request: HttpRequest, refs: list[str]) -> list[listing.Row]:
    reader = Reader.now(request.user)
    rows = queues.visible(request.user).filter(ref__in=refs[: bulk.MOST], state__in=queues.LIVE)
    return listing.describe(reader, list(listing.with_people(rows).order_by("due_at", "id")))


def _latest(request: HttpRequest) -> HttpResponse:
    rows = Bulk.objects.filter(staff=request.user).order_by("-previewed_at")[:_LATEST]
    context = page_context(request, "批量处理记录", rows=rows)
    return render(request, "admin/review/bulk_latest.html", context)


@lead_page
@require_safe
def one(request: HttpRequest, pk: Any) -> HttpResponse:
    """The preview with what will happen to each case, or the list of results."""
    made = _found(request, pk)
    moment = clock.now(request.user.tenant)
    to = bulk.officer_of(made)
    items = list(made.items.select_related("case__reviewer", "case__kept_for").order_by("case_id"))
    numbers = listing.numbers([item.case for item in items])
    lines = [
        {
            "case": item.case,
            "number": numbers[item.case_id],
            "outcome": item.outcome or bulk_steps.forecast(made, item.case, to),
            "is_done": "is" in item.before,
        }
        for item in items
    ]
    context = page_context(
        request,
        f"批量{made.get_kind_display()}",
        bulk=made,
        lines=lines,
        done=sum(1 for line in lines if line["is_done"]),
        undo_seconds=_seconds_left(made, moment),
        is_stale=made.done_at is None and moment > made.previewed_at + bulk.FRESH,
        grace=int(bulk.GRACE.total_seconds()),
    )
    return render(request, "admin/review/bulk_one.html", context)


def _seconds_left(made: Bulk, moment: Any) -> int:
    if made.undo_until is None or made.undone_at is not None:
        return 0
    return max(int((made.undo_until - moment).total_seconds()), 0)


def _found(request: HttpRequest, pk: Any) -> Bulk:
    try:
        return bulk.own(by=request.user, pk=pk)
    except NotFound as unknown:
        raise Http404 from unknown


@lead_page
@require_POST
def carry_out(request: HttpRequest, pk: Any) -> HttpResponse:
    """Do it, each case checked again."""
    _found(request, pk)
    try:
        bulk.carry_out(by=request.user, pk=pk)
    except DomainError as refused:
        messages.error(request, refused.said)
    else:
        counts.forget(request.user)
        messages.success(request, f"已执行。{int(bulk.GRACE.total_seconds())} 秒内可以撤销。")
    return redirect(reverse("review:bulk-one", args=[pk]))


@lead_page
@require_POST
def undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """Put back what nobody has touched since."""
    _found(request, pk)
    try:
        bulk.undo(by=request.user, pk=pk)
    except DomainError as refused:
        messages.error(request, refused.said)
    else:
        counts.forget(request.user)
        messages.success(request, "已撤销。之后有人动过的没有撤销，见下表。")
    return redirect(reverse("review:bulk-one", args=[pk]))
