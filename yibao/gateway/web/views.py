"""The patient's page of an order of mobile payment: what, where, who pays; yes or no."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yibao.kernel.errors import DomainError
from yibao.kernel.proof import needs_proof

from ..services import mobile_confirm
from ..services import mobile_confirm_shown as reading


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_proof(settings.UNLOCK_SECONDS)
def order(request: HttpRequest, ref: str) -> HttpResponse:
    """Only the patient's own login opens it, after an unlock as fresh as for a code (P22)."""
    row = reading.of_patient(request.user.person, ref)
    if request.method == "POST":
        _answered(request, row.ref)
        return redirect("gateway-pay:order", ref=ref)
    found = reading.shown(by=request.user, row=row)
    context = {
        "shown": found,
        "order": row.order,
        "visit": row.order.visit,
        "patient": row.order.visit.person.masked_name,
        "total_fen": sum(line.amount_fen for line in found.lines),
    }
    return render(request, "gateway/pay.html", context)


def _answered(request: HttpRequest, ref: str) -> None:
    """Yes to the offer that the page showed, or no; other amounts are shown anew."""
    is_yes = request.POST.get("action") == "confirm"
    choice = request.POST.get("choice", "")
    if is_yes and not choice:
        messages.warning(request, "请先选择怎么付，再点“确认付款”。")
        return
    try:
        if is_yes:
            mobile_confirm.confirm(by=request.user, ref=ref, shown=choice)
        else:
            mobile_confirm.refuse(by=request.user, ref=ref)
    except DomainError as refusal:
        messages.warning(request, refusal.said)
    else:
        messages.success(request, "已确认，等医院收款" if is_yes else "已拒绝，不会付款")
