"""日对账: how far each institution and the bank are, by month and by day (pages, part B)."""

import re
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from settlement.data.clearing import month_days
from settlement.models import Clearing, Reconciliation
from settlement.selectors import reconcile_days, statements
from settlement.services import clearing_papers
from yibao.audit import services as audit
from yibao.cases.figures import charts
from yibao.cases.figures.charts import Series
from yibao.kernel import clock
from yibao.kernel.console import console_page, page_context

READ, CLEAR = "settlement.view_reconciliation", "settlement.view_clearing"
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
_LEGEND = ("一致", "一边没有", "不一样")


@console_page(READ)
@never_cache
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A month: chart by day, table by institution, one row for the bank."""
    today = clock.today(request.user.tenant)
    found = _MONTH.fullmatch(request.GET.get("month", ""))
    year, number = (int(found[1]), int(found[2])) if found else (today.year, today.month)
    first, last = month_days(year, number)
    tenant_id = request.user.tenant_id
    rows = reconcile_days.places(tenant_id, first, last)
    context = page_context(
        request,
        "日对账",
        first=first,
        before=f"{month_days(year - (number == 1), (number - 2) % 12 + 1)[0]:%Y-%m}",
        after=""
        if last >= today
        else f"{month_days(year + number // 12, number % 12 + 1)[0]:%Y-%m}",
        chart=_chart(tenant_id, first, min(last, today)),
        rows=rows,
        bank=reconcile_days.bank(tenant_id, first, last),
        waiting=sum(one.figures.waiting for one in rows),
    )
    return render(request, "admin/reconcile/month.html", context)


def _chart(tenant_id: int, first: date, last: date) -> dict[str, Any]:
    by_day = reconcile_days.by_day(tenant_id, first, last)
    days = [date.fromordinal(at) for at in range(first.toordinal(), last.toordinal() + 1)]
    figures = [by_day.get(one, reconcile_days.Figures()) for one in days]
    series = (
        Series(_LEGEND[0], [one.matched for one in figures]),
        Series(_LEGEND[1], [one.missing for one in figures]),
        Series(_LEGEND[2], [one.differing for one in figures]),
    )
    sums = [sum(value or 0 for value in one.values) for one in series]
    words = f"一致 {sums[0]} 笔，一边没有 {sums[1]} 笔，不一样 {sums[2]} 笔。"
    labels = [f"{one.month}-{one.day}" for one in days]
    drawing = "" if charts.is_empty(series) else charts.stacked("每天对账", words, labels, series)
    table = [
        (one, figure)
        for one, figure in zip(days, figures, strict=True)
        if figure.runs or figure.waiting
    ]
    return {"drawing": drawing, "words": words, "legend": _LEGEND, "days": table}


@console_page(READ)
@never_cache
@require_safe
def day(request: HttpRequest, day: str) -> HttpResponse:
    """A day: every reconciliation that holds it, and who has not sent one."""
    try:
        chosen = date.fromisoformat(day)
    except ValueError as strange:
        raise Http404 from strange
    tenant_id = request.user.tenant_id
    runs = reconcile_days.covering(tenant_id, chosen)
    told = {row.institution_id for row in runs}
    silent = [
        one
        for one in reconcile_days.places(tenant_id, chosen, chosen)
        if one.institution.pk not in told
    ]
    context = page_context(request, f"{chosen} 对账", day=chosen, runs=runs, silent=silent)
    return render(request, "admin/reconcile/day.html", context)


@console_page(READ)
@require_safe
def differences_csv(request: HttpRequest, ref: str) -> HttpResponse:
    """All differences of a reconciliation."""
    row = get_object_or_404(Reconciliation, ref=ref, tenant_id=request.user.tenant_id)
    audit.record("settlement.reconciliation.exported", by=request.user, subject=row)
    return _file(
        StreamingHttpResponse(
            statements.differences_csv(row), content_type="text/csv; charset=utf-8"
        ),
        f"differences-{row.ref}.csv",
    )


@console_page(CLEAR)
@require_safe
def statement_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """The agreed statement as PDF."""
    row = _clearing(request, ref)
    paper = clearing_papers.pdf_of(by=request.user, row=row)
    return _file(HttpResponse(paper, content_type="application/pdf"), f"clearing-{row.ref}.pdf")


@console_page(CLEAR)
@require_safe
def statement_csv(request: HttpRequest, ref: str) -> HttpResponse:
    """Every bill and refund of a clearing."""
    row = _clearing(request, ref)
    audit.record("settlement.clearing.exported", by=request.user, subject=row)
    return _file(
        StreamingHttpResponse(statements.clearing_csv(row), content_type="text/csv; charset=utf-8"),
        f"clearing-{row.ref}.csv",
    )


def _clearing(request: HttpRequest, ref: str) -> Clearing:
    rows = Clearing.objects.select_related("institution")
    return get_object_or_404(rows, ref=ref, tenant_id=request.user.tenant_id)


def _file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
