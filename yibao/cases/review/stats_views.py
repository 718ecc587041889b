"""统计: one's own numbers first, the desk's below, everybody's for leads (features 40, 42)."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.console import console_page, page_context
from yibao.kernel.csvcells import safe_cell

from ..figures import numbers as figures
from ..figures import staff as staff_figures
from ..figures.numbers import Span
from ..figures.staff import Officer
from ..looks import blindness as looks
from . import look_lists as lists
from . import stats_charts as charts
from .stats_charts import Chart, duration, percent

DECIDE = "cases.decide_case"
_STAFF_COLUMNS = (
    "审核员", "通过", "退回补正", "不通过", "看一件用时（中位数）", "抽检一致", "Kappa",
    "已知答案答对", "复核改判", "手上", "手上超期",
)  # fmt: skip


@console_page(DECIDE, looks.LEAD)
@never_cache
@require_safe
def stats(request: HttpRequest) -> HttpResponse:
    """All charts of a range, each with its table."""
    days = lists.days_of(request.GET.get("days", ""))
    span = Span.of(days)
    user = request.user
    is_lead = user.has_perm(looks.LEAD)
    moment = clock.now(user.tenant)
    found = staff_figures.officers(user, span, moment, staff=None if is_lead else [user.pk])
    context = page_context(
        request,
        "统计",
        days=days,
        span=span,
        ranges=figures.RANGES,
        own=_own(found.get(user.pk, Officer())),
        charts=desk(user, span),
        staff=staff_chart(found) if is_lead else None,
        is_lead=is_lead,
    )
    return render(request, "admin/review/stats.html", context)


@console_page(DECIDE, looks.LEAD)
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """One table as CSV; names of officers are the lead's alone."""
    span = Span.of(lists.days_of(request.GET.get("days", "")))
    chart = _chart(request.user, span, slug)
    if chart is None:
        raise Http404
    audit.record(
        "cases.stats.exported", by=request.user, tenant_id=request.user.tenant_id,
        data={"table": slug, "since": span.first.isoformat(), "until": span.last.isoformat()},
    )  # fmt: skip
    response = StreamingHttpResponse(_csv(chart), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="review-{slug}.csv"'
    return response


def desk(user: Any, span: Span) -> list[Chart]:
    """The charts of the whole desk, as far as the reader may see it."""
    arrivals, first_pass, promises = charts.flow(user, span)
    return [
        arrivals,
        charts.ages(user, span),
        charts.median(user, span),
        promises,
        first_pass,
        charts.reasons(user, span),
        charts.places(user, span),
    ]


def staff_chart(found: dict[Any, Officer]) -> Chart:
    """Every officer who did something in the range or holds something now."""
    names = lists.names_of(found)
    rows = sorted((_staff_row(names.get(pk, charts.DASH), one) for pk, one in found.items()))
    note = "抽检一致和 Kappa 少于 10 件时只供参考。超期的件请在队列里分给别人。"
    return Chart("officers", "每位审核员", note, _STAFF_COLUMNS, rows)


def _staff_row(name: str, one: Officer) -> tuple[Any, ...]:
    shown = lists.shown(one.confirmed)
    return (
        name, one.approved, one.returned, one.rejected, duration(one.median),
        f"{shown['percent']}（{one.confirmed.pairs}）", shown["kappa"],
        f"{one.known_right} / {one.known}" if one.known else charts.DASH,
        one.overturned, one.held, one.late,
    )  # fmt: skip


def _own(one: Officer) -> list[dict[str, str]]:
    shown = lists.shown(one.confirmed)
    thin = "，件数少，只供参考" if one.confirmed.is_thin else ""
    return [
        {"title": "我的结论", "value": str(one.said) if one.said else charts.DASH, "unit": "件",
         "note": f"通过 {one.approved}，补正 {one.returned}，不通过 {one.rejected}"},
        {"title": "看一件用时", "value": duration(one.median), "note": "中位数，从领取到下结论"},
        {"title": "抽检一致", "value": shown["percent"],
         "note": f"抽检 {one.confirmed.pairs} 件，一致 {one.confirmed.same} 件{thin}"},
        {"title": "已知答案答对", "value": percent(one.known_right, one.known),
         "note": f"{one.known} 件里答对 {one.known_right} 件"},
        {"title": "复核改判", "value": str(one.overturned) if one.said else charts.DASH,
         "unit": "件", "note": "不通过的，申请人申请复核后改成通过"},
        {"title": "手上", "value": str(one.held), "unit": "件", "note": f"其中超期 {one.late} 件"},
    ]  # fmt: skip


def _chart(user: Any, span: Span, slug: str) -> Chart | None:
    if slug == "officers":
        if not user.has_perm(looks.LEAD):
            return None
        return staff_chart(staff_figures.officers(user, span, clock.now(user.tenant)))
    make = charts.BY_SLUG.get(slug)
    return next((one for one in make(user, span) if one.slug == slug), None) if make else None


class _Echo:
    """What the csv module writes to; hands each line back."""

    def write(self, text: str) -> str:
        return text


def _csv(chart: Chart) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in (chart.columns, *chart.rows):
        yield writer.writerow([safe_cell(cell) for cell in row])
