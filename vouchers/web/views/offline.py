"""断网码: a pass kept on this phone, or printed, for counters without a network (feature 21)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yibao.kernel.errors import DomainError
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...services import offline_passes
from .. import guards, problems


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def keep(request: HttpRequest) -> HttpResponse:
    """The pass of this phone, or what it is and one button that takes one."""
    standing = selectors.standing(request.user.person)
    problem = problems.problem_of(standing)
    if problem is not None:
        return render(request, "vouchers/offline.html", {"problem": problem})
    if not guards.is_unlocked(request):
        return guards.to_unlock(request)
    if request.method == "POST":
        return _take(request)
    policy = selectors.policies.of_person(standing.person)
    context = {
        "problem": None,
        "is_offered": policy.offline_hours > 0,
        "hours": policy.offline_hours,
        "limit_fen": policy.offline_limit_fen,
        "place": standing.place,
        "hotline": problems.hotline(standing),
        "kept": offline_passes.shown(by=request.user, sign_in=_device(request)),
        "others": _others(request, standing),
    }
    return render(request, "vouchers/offline.html", context)


def _take(request: HttpRequest) -> HttpResponse:
    try:
        offline_passes.issue(by=request.user, sign_in=_device(request))
        messages.success(request, "断网码取好了")
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("vouchers:offline-pass")


@require_POST
@for_insured
def end(request: HttpRequest) -> HttpResponse:
    """Every pass of this person is void from now on; asked for in a hurry, so without a proof."""
    voucher = selectors.voucher_of(request.user.person)
    if voucher is not None:
        offline_passes.revoke_all(by=request.user, voucher=voucher)
    messages.success(request, "断网码都作废了")
    return redirect("vouchers:offline-pass")


def _device(request: HttpRequest) -> Any:
    return getattr(request, "sign_in", None)


def _others(request: HttpRequest, standing: selectors.Standing) -> list[Any]:
    """Passes on other phones, so that a lost one can be ended here."""
    here = _device(request)
    rows = selectors.offline_passes.live_of_voucher(standing.voucher)
    return [row for row in rows if here is None or row.sign_in_id != here.pk]
