"""补材料: only what was asked for, in the reviewer's words, beside the old photo (feature 35)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yibao.kernel.errors import DomainError, NotFound
from yibao.kernel.insured_pages import for_insured

from ...selectors import progress as found
from ...selectors import repairs
from ...services import requests as service
from ..guards import own_request
from .slots import slot_page

page_methods = require_http_methods(["GET", "HEAD", "POST"])
NOTHING_YET = "还没补好，不能重新提交。请先补上面标着“还没补”的。"


@page_methods
@for_insured
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """The list of what to mend; sends it in again when everything is there (P77, P177)."""
    row = own_request(request, ref)
    one = found.of(row)
    if one.card not in ("fix", "fix_late"):
        return redirect("family:request", ref=ref)
    wanted = repairs.of(row)
    context: dict[str, Any] = {
        "one": one,
        "repairs": wanted,
        "next_repair": next((repair for repair in wanted if not repair.is_mended), None),
        "refusal": "",
    }
    if request.method != "POST" or one.card == "fix_late":
        return render(request, "family/fix.html", context)
    if not all(repair.is_mended for repair in wanted):
        context["refusal"] = NOTHING_YET
        return render(request, "family/fix.html", context, status=422)
    try:
        service.correct(by=request.user, ref=ref)
    except DomainError as refused:
        context["refusal"] = f"{refused.message}{refused.advice}"
        return render(request, "family/fix.html", context, status=refused.status)
    messages.success(request, "已重新提交，接着审核")
    return redirect("family:request", ref=ref)


@page_methods
@for_insured
def slot(request: HttpRequest, ref: str, slot: str) -> HttpResponse:
    """One place for pictures; only those that were asked for open (feature 35)."""
    row = own_request(request, ref)
    asked = {repair.slot_code for repair in repairs.of(row)}
    if slot not in asked or not found.may_still_fix(row):
        raise NotFound
    return slot_page(request, row, slot, reverse("family:fix", args=[ref]))
