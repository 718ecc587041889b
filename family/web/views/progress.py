"""办理进度: where a request stands, its receipt on paper, and taking it back (wireframe 5)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel import clock
from yibao.kernel.insured_pages import for_insured

from ...errors import RequestNotPossible
from ...selectors import documents
from ...selectors import progress as found
from ...services import drafts
from ...services import requests as service
from ...states import OPEN_REQUESTS, RequestState
from ..guards import own_request

WITHDRAWING = (
    "这件申请不再审核，家人不会被绑定",
    "您交的照片按规定删除",
    "占的名额马上空出来，可以重新申请",
)


@require_safe
@for_insured
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """One card where the person must act, the forward timeline, the own papers."""
    row = own_request(request, ref)
    context = {"one": found.of(row), "slots": documents.slots_of(row)}
    return render(request, "family/progress.html", context)


@require_safe
@for_insured
def sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """The receipt on paper: number, steps, date, whom to call."""
    row = own_request(request, ref)
    context = {
        "one": found.of(row),
        "slots": documents.slots_of(row),
        "holder": request.user.person,
        "printed_at": clock.now(row.tenant),
    }
    return render(request, "family/progress_print.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """An interruption: what stops, one button; after a decision it says why not."""
    row = own_request(request, ref)
    one = found.of(row)
    context: dict[str, Any] = {
        "one": one,
        "points": WITHDRAWING,
        "action": "撤回申请",
        "busy": "正在撤回，请稍等",
        "cancel_url": reverse("family:request", args=[ref]),
        "refusal": None if one.may_withdraw else RequestNotPossible(state=one.tag_word),
    }
    if request.method != "POST":
        return render(request, "family/withdraw.html", context)
    try:
        service.withdraw(by=request.user, ref=ref)
    except RequestNotPossible as refused:
        context["refusal"] = refused
        return render(request, "family/withdraw.html", context, status=refused.status)
    messages.success(request, "已撤回，名额空出来了")
    return redirect("family:request", ref=ref)


@require_POST
@for_insured
def again(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask anew with what was filled in before (A3).

    A request whose time to mend is over is given up first, since it still holds the place.
    """
    row = own_request(request, ref)
    if row.state in OPEN_REQUESTS and found.may_still_fix(row):
        return redirect("family:fix", ref=ref)
    try:
        if row.state == RequestState.RETURNED:
            service.withdraw(by=request.user, ref=ref)
        drafts.restart_from(by=request.user, ref=ref)
    except RequestNotPossible as refused:
        messages.error(request, f"{refused.message}{refused.advice}")
        return redirect("family:request", ref=ref)
    messages.success(request, "以前填的已经带过来，请核对后再交")
    return redirect("family:add")
