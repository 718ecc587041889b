"""修改密码: the old password, and the new one twice, right after a proof (P27, P28)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yibao.kernel import proof
from yibao.kernel.insured_pages import for_insured

from ... import errors, selectors
from ...services import pins
from .. import guards, problems
from ..forms import ChangePinForm, posted

FIELDS = {
    errors.PinWrong: "old_pin",
    errors.PinMismatch: "pin_again",
    errors.PinWeak: "pin",
    errors.PinNotSixDigits: "pin",
}


@sensitive_post_parameters("old_pin", "pin", "pin_again")
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
@proof.needs_proof(settings.PROOF_SECONDS)
def change_pin(request: HttpRequest) -> HttpResponse:
    """Change it; every other session has to prove anew afterwards."""
    standing = selectors.standing(request.user.person)
    if problems.problem_of(standing) is not None or not standing.voucher.pin_hash:
        return redirect("vouchers:manage")
    form = ChangePinForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            pins.change_pin(by=request.user, **form.cleaned_data)
        except errors.VoucherLocked:
            guards.lock(request)
            return redirect("vouchers:unlock")
        except tuple(FIELDS) as refusal:
            form.refuse(refusal, FIELDS[type(refusal)])
        else:
            guards.unlock(request)
            messages.success(request, "密码已修改")
            return redirect("vouchers:manage")
    return render(request, "vouchers/change_pin.html", {"form": form})
