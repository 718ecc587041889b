"""忘记密码: a fresh face check, then a new password (P28)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import FaceNotValid
from accounts.selectors import verifications
from yibao.kernel.insured_pages import for_insured

from ... import errors, selectors
from ...services import pins
from .. import guards
from ..forms import FirstPinForm, posted


@sensitive_post_parameters("pin", "pin_again")
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def reset(request: HttpRequest) -> HttpResponse:
    """A new password; without a fresh check the way leads over the face."""
    user: Any = request.user
    voucher = selectors.voucher_of(user.person)
    if voucher is None or not voucher.pin_hash:
        return redirect("vouchers:code")
    if not guards.has_face(request, pins.RESET_PURPOSE):
        return redirect("vouchers:face")
    form = FirstPinForm(posted(request))
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        guards.unlock(request)
        messages.success(request, "密码已重设")
        return redirect("vouchers:code")
    check = selectors.face_for(user, pins.RESET_PURPOSE)
    until = verifications.face_good_until(check) if check is not None else None
    return render(request, "vouchers/password.html", {"form": form, "until": until})


def _changed(request: HttpRequest, form: FirstPinForm) -> bool:
    try:
        result = guards.face_result(request, pins.RESET_PURPOSE)
        pins.reset_pin(by=request.user, **form.cleaned_data, **result)
    except errors.PinMismatch as refusal:
        form.refuse(refusal, "pin_again")
    except (errors.PinNotSixDigits, errors.PinWeak) as refusal:
        form.refuse(refusal, "pin")
    except (FaceNotValid, errors.VoucherNotActive) as refusal:
        form.refuse(refusal)
    return not form.errors
