"""上线自测: the cases with their lights, the report, and whether a report is genuine."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.conformance import selectors
from yibao.conformance.data import Light
from yibao.conformance.errors import ReportMissing
from yibao.conformance.gateways import report_pdf
from yibao.conformance.services import reports, runs
from yibao.kernel import rates
from yibao.kernel.errors import DomainError

from ..guards import with_member

_DEVELOPER = "DEVELOPER"
_MOST_BYTES = 200_000
_CHECKS_A_MINUTE = 20
_TONES = {Light.GREEN: "ok", Light.RED: "error", Light.OPEN: "neutral"}


@with_member()
@require_safe
def page(request: Any) -> HttpResponse:
    """Where the run stands; reports of before."""
    tenant = request.member.vendor.tenant
    run = selectors.running(tenant)
    rows = [(one, _TONES[one.light]) for one in (selectors.verdicts(run) if run else [])]
    context = {
        "member": request.member,
        "run": run,
        "rows": rows,
        "passed": sum(one.light is Light.GREEN for one, _ in rows),
        "reports": selectors.reports_of(tenant)[:20],
        "may_act": request.member.role != "VIEWER",
    }
    return render(request, "conformance/page.html", context)


@with_member(_DEVELOPER)
@require_POST
def start(request: Any) -> HttpResponse:
    """Begin a run."""
    return _done(request, runs.start, "开始了新的一轮，从现在起发的报文都算数。")


@with_member(_DEVELOPER)
@require_POST
def report(request: Any) -> HttpResponse:
    """End it with a report."""
    return _done(request, runs.report, "报告已经出具并签名。")


@with_member()
@require_safe
def as_json(request: Any, ref: str) -> HttpResponse:
    """The signed document."""
    text = json.dumps(_sealed(request, ref), ensure_ascii=False, indent=1)
    return _file(text.encode(), f"{ref}.json", "application/json; charset=utf-8")


@with_member()
@require_safe
def as_pdf(request: Any, ref: str) -> HttpResponse:
    """The same for people."""
    return _file(report_pdf.pdf_of(_sealed(request, ref)), f"{ref}.pdf", "application/pdf")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Anybody who was handed a report asks whether it is genuine."""
    found = _checked(request) if request.method == "POST" else None
    return render(request, "conformance/check.html", {"found": found})


def _checked(request: HttpRequest) -> reports.Checked:
    if rates.hit(f"conformance-check:{request.META.get('REMOTE_ADDR', '')}", seconds=60) > (
        _CHECKS_A_MINUTE
    ):
        return reports.Checked(False, "核对得太快，请过一分钟再试。")
    sent = request.FILES.get("file")
    if sent is None or sent.size > _MOST_BYTES:
        return reports.Checked(False, "请选择报告的 JSON 文件。")
    return reports.check(by=None, text=sent.read())


def _done(request: Any, service: Any, words: str) -> HttpResponse:
    try:
        service(by=request.user, tenant=request.member.vendor.tenant)
    except DomainError as refusal:
        messages.error(request, refusal.said)
    else:
        messages.success(request, words)
    return redirect("portal:conformance")


def _sealed(request: Any, ref: str) -> dict[str, Any]:
    try:
        run = selectors.report_of(request.member.vendor.tenant, ref)
    except ReportMissing as missing:
        raise Http404 from missing
    return reports.sealed(by=None, run=run)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
