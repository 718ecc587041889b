"""停用医保码 and back into use."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.errors import FaceNotValid
from yibao.kernel.insured_pages import for_insured

from ... import errors, selectors
from ...services import suspension
from ...states import VoucherState
from .. import guards, problems
from ..forms import ProvedForm, RestoreForm, posted

POINTS = (
    "所有手机上的医保码马上不能扫，正在出示的也一样",
    "家人也不能再替您出示",
    "以后想用，输密码或刷脸就能恢复",
)
KEEPS = "实体卡照样能用，您的医保待遇和账户里的钱不受影响。"
STOPPABLE = (VoucherState.ACTIVE, VoucherState.SUSPENDED)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def suspend(request: HttpRequest) -> HttpResponse:
    """An interruption: what stops, what stays, one button; no proof, because it is urgent."""
    standing = selectors.standing(request.user.person)
    voucher = standing.voucher
    if voucher is None or voucher.state not in STOPPABLE or _is_stopped(standing):
        return redirect("vouchers:code")
    if request.method == "POST":
        suspension.suspend(by=request.user, voucher=voucher)
        guards.lock(request)
        messages.success(request, "医保码已停用")
        return redirect("vouchers:code")
    context = {
        "points": POINTS,
        "keeps": KEEPS,
        "action": "停用",
        "busy": "正在停用，请稍等",
        "cancel_url": reverse("vouchers:code"),
    }
    return render(request, "vouchers/suspend.html", context)


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def restore(request: HttpRequest) -> HttpResponse:
    """The holder takes a voucher back into use, with the password or after a face check."""
    standing = selectors.standing(request.user.person)
    voucher = standing.voucher
    if voucher is None or not _is_stopped(standing) or selectors.is_sanctioned(voucher):
        return redirect("vouchers:code")
    is_proved = guards.has_face(request, "RESTORE")
    if not is_proved and not voucher.pin_hash and request.method == "POST":
        return redirect("vouchers:restore-face")
    form = (ProvedForm if is_proved or not voucher.pin_hash else RestoreForm)(posted(request))
    if request.method == "POST" and form.is_valid() and _restored(request, form, is_proved):
        guards.unlock(request)
        messages.success(request, "医保码已恢复使用")
        return redirect("vouchers:code")
    context = {
        "form": form,
        "is_proved": is_proved,
        "has_pin": bool(voucher.pin_hash),
        "hotline": problems.hotline(standing),
    }
    return render(request, "vouchers/restore.html", context)


def _is_stopped(standing: selectors.Standing) -> bool:
    """A sanction that has run out stops nobody, although its row may still say so."""
    return isinstance(standing.refusal, errors.VoucherSuspended)


def _restored(request: HttpRequest, form: RestoreForm | ProvedForm, is_proved: bool) -> bool:
    pin = form.cleaned_data.get("pin", "")
    voucher = selectors.voucher_of(request.user.person)
    try:
        proof = guards.face_result(request, "RESTORE") if is_proved else {"pin": pin}
        suspension.restore(by=request.user, voucher=voucher, **proof)
    except (errors.PinWrong, errors.VoucherLocked, errors.PinNotSet) as refusal:
        form.refuse(refusal, "pin")
    except (FaceNotValid, errors.VoucherSuspended) as refusal:
        form.refuse(refusal)
    return not form.errors
