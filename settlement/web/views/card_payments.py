"""One payment by card on the holder's phone: agree, wait, or see what became of it (text 18)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yibao.kernel import clock

from ...errors import CardChargeClosed
from ...models import CardCharge
from ...selectors import cards as found
from ...services import card_payments, charge_plans
from ...states import ChargeState
from .cards import page, proved
from .common import with_person


@page
@with_person
@proved
def payment(request: HttpRequest, ref: str) -> HttpResponse:
    """Above the own limits the holder decides, within five minutes and with a fresh proof."""
    charge = found.own_charge(request.user.person, ref)
    if charge.premium_id is not None:
        return redirect("settlement:premium", ref=charge.premium.ref)
    if request.method == "POST":
        _decided(request, charge)
        return redirect("settlement:card-payment", ref=charge.ref)
    context = {
        "charge": charge,
        "view": _view_of(charge),
        "reason": charge_plans.reason_of(by=request.user, charge=charge),
    }
    return render(request, "settlement/card_payment.html", context)


def _decided(request: HttpRequest, charge: CardCharge) -> None:
    is_no = request.POST.get("action") == "decline"
    try:
        (card_payments.decline if is_no else card_payments.accept)(by=request.user, ref=charge.ref)
        if is_no:
            messages.success(request, "已拒绝，没有扣钱")
    except CardChargeClosed as closed:
        messages.warning(request, closed.patient_message)


def _view_of(charge: CardCharge) -> str:
    """One of ask, waiting, done, refused, over."""
    if charge.state == ChargeState.SETTLED:
        return "done"
    if charge.state == ChargeState.REFUSED:
        return "refused"
    is_open = charge.given_up_at is None and charge.state in found.OPEN_CHARGES
    if not is_open:
        return "over"
    if charge.state != ChargeState.AWAITING:
        return "waiting"
    return "ask" if charge.deadline_at > clock.now() else "over"
