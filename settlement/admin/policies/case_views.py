"""Golden cases of a version: put in, run, look at one, take away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from settlement.errors import PackCaseRefused
from settlement.rules import pack_cases as rules
from settlement.rules import parse_case, settle
from settlement.selectors import packs as found
from settlement.services import pack_cases
from settlement.states import PackState
from yibao.kernel.console import ReasonForm, console_page, json_panel, page_context, steps_panel
from yibao.kernel.errors import DomainError

from . import common
from .forms import CasesForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@console_page(common.DRAFT, common.APPROVE)
@require_POST
def run(request: HttpRequest, pack_id: Any) -> HttpResponse:
    """Run every case of the version."""
    row = common.pack_of(pack_id)
    try:
        made = pack_cases.run(by=request.user, pack_id=row.pk)
    except DomainError as refusal:
        messages.error(request, refusal.said)
        return redirect("policy:pack", pack_id=row.pk)
    failed = len(made.outcome["failed"])
    if failed:
        messages.error(request, f"跑了 {made.total} 个算例，{failed} 个和应得的结果不一样。")
    else:
        messages.success(request, f"跑了 {made.total} 个算例，全部相符。")
    return redirect("policy:pack", pack_id=row.pk)


@console_page(common.DRAFT)
@form_page
def add(request: HttpRequest, pack_id: Any) -> HttpResponse:
    """Put cases in; a mistake is named with its path and nothing typed is lost."""
    row = common.pack_of(pack_id)
    is_sent = request.method == "POST"
    form = CasesForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    errors: list[dict[str, str]] = []
    if is_sent and form.is_valid():
        try:
            made = pack_cases.add(by=request.user, pack_id=row.pk, text=form.cleaned_data["text"])
        except PackCaseRefused as refusal:
            errors = refusal.errors
        except DomainError as refusal:
            form.add_error(None, refusal.said)
        else:
            messages.success(request, f"放入了 {len(made)} 个算例。请跑算例。")
            return redirect("policy:pack", pack_id=row.pk)
    context = page_context(request, "放入算例", row=row, form=form, errors=errors)
    return render(request, "admin/policy/case_add.html", context)


@console_page(common.READ)
@require_safe
def case(request: HttpRequest, pack_id: Any, case_id: Any) -> HttpResponse:
    """One case: what is known, what comes out now, and why."""
    one = common.case_of(pack_id, case_id)
    version = found.compiled(one.pack_id)
    golden = found.golden(one)
    misses = {miss.field: miss for miss in rules.judge(version, golden)}
    wanted = [
        {"field": f"{group}.{name}", "wanted": value, "miss": misses.get(f"{group}.{name}")}
        for group, fields in one.expect.items()
        for name, value in fields.items()
    ]
    steps = [step.to_json() for step in settle(version, parse_case(one.document)).trace]
    context = page_context(
        request,
        f"算例 {one.title}",
        row=one.pack,
        one=one,
        misses=misses,
        wanted=wanted,
        panels=[steps_panel("怎么算出来的", steps), json_panel("算例", one.document)],
        may_remove=one.pack.state == PackState.DRAFT and request.user.has_perm(common.DRAFT),
    )
    return render(request, "admin/policy/case.html", context)


@console_page(common.DRAFT)
@form_page
def remove(request: HttpRequest, pack_id: Any, case_id: Any) -> HttpResponse:
    """Take a case away after saying why."""
    one = common.case_of(pack_id, case_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            pack_cases.remove(by=request.user, pack_id=one.pack_id, case_id=one.pk, reason=reason)
        except DomainError as refusal:
            messages.error(request, refusal.said)
        else:
            messages.success(request, f"算例 {one.title} 已去掉。请重新跑算例。")
        return redirect("policy:pack", pack_id=one.pack_id)
    context = page_context(request, f"去掉算例 {one.title}", row=one.pack, one=one, form=form)
    return render(request, "admin/policy/case_remove.html", context)
