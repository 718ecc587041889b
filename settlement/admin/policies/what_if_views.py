"""按上月账单试算: begin, see how far it is, and what came of it: sums, bars, table, CSV."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from settlement.models import PackRun
from settlement.services import what_ifs
from yibao.audit import services as audit
from yibao.kernel.console import console_page, page_context
from yibao.kernel.csvcells import safe_cell
from yibao.kernel.errors import DomainError

from . import common, what_if_shown
from .forms import MonthForm


@console_page(common.DRAFT, common.APPROVE)
@require_POST
def begin(request: HttpRequest, pack_id: Any) -> HttpResponse:
    """Ask for a month; the page that follows shows how far it is."""
    row = common.pack_of(pack_id)
    form = MonthForm(request.POST, tenant=request.user.tenant)
    if not form.is_valid():
        messages.error(request, "请选择一个已经过完的月份。")
        return redirect("policy:pack", pack_id=row.pk)
    try:
        run = what_ifs.begin(by=request.user, pack_id=row.pk, month=form.cleaned_data["month"])
    except DomainError as refusal:
        messages.error(request, refusal.said)
        return redirect("policy:pack", pack_id=row.pk)
    return redirect("policy:what-if", run_id=run.pk)


@console_page(common.READ)
@never_cache
@require_safe
def page(request: HttpRequest, run_id: Any) -> HttpResponse:
    """How far the month is, or what it comes to."""
    run = _run_of(request, run_id)
    context = page_context(
        request,
        f"{run.pack.version} 按 {run.month.year} 年 {run.month.month} 月账单试算",
        run=run,
        row=run.pack,
        shown=what_if_shown.shown(run) if run.ended_at else None,
        percent=100 * run.done // run.total if run.total else 0,
    )
    return render(request, "admin/policy/what_if.html", context)


@console_page(common.READ)
@require_safe
def export(request: HttpRequest, run_id: Any) -> HttpResponse:
    """The tables of a month as CSV; written down who took them."""
    run = _run_of(request, run_id)
    if run.ended_at is None:
        raise Http404
    data = {"run": str(run.pk), "month": run.month.isoformat()}
    audit.record("settlement.pack.what_if_exported", by=request.user, subject=run.pack, data=data)
    response = StreamingHttpResponse(_lines(run), content_type="text/csv; charset=utf-8")
    name = f"what-if-{run.pack.region}-{run.pack.version}-{run.month:%Y-%m}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """A file that gives each line back."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def _lines(run: PackRun) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for table in what_if_shown.shown(run).tables:
        yield writer.writerow([table.title])
        yield writer.writerow([safe_cell(word) for word in table.columns])
        for row in table.rows:
            yield writer.writerow([safe_cell(cell) for cell in row])


def _run_of(request: HttpRequest, run_id: Any) -> PackRun:
    """A month of the reader's own world; 404 for any other."""
    run = (
        PackRun.objects.select_related("pack")
        .filter(pk=run_id, kind=PackRun.Kind.WHAT_IF, tenant_id=request.user.tenant_id)
        .first()
    )
    if run is None:
        raise Http404
    return run
