"""换发 and 注销: two interruptions, each after a proof of its own (P37, P38)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.errors import FaceNotValid
from yibao.kernel import proof
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...services import closing, reissuing
from ...states import VoucherState
from .. import guards, problems

REISSUE_POINTS = (
    "以前的码和打印的纸质码马上不能用",
    "别的应用要重新授权，家人手机上正在出示的码也失效",
    "所有手机上要重新验证，才能再出示",
)
REISSUE_KEEPS = "密码、亲情账户和使用记录不变，实体卡照样能用。"
CLOSE_POINTS = (
    "所有手机和应用上的医保码马上不能用",
    "家人不能再替您出示，打印的纸质码也作废",
    "以后想再用，要重新刷脸激活、设密码",
)
CLOSE_KEEPS = "实体卡照样能用，您的医保待遇、账户里的钱和使用记录不受影响。"


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
@proof.needs_proof(settings.PROOF_SECONDS)
def reissue(request: HttpRequest) -> HttpResponse:
    """A new secret; everything that showed the old one is dead."""
    standing = selectors.standing(request.user.person)
    if problems.problem_of(standing) is not None:
        return redirect("vouchers:manage")
    if request.method == "POST":
        reissuing.reissue(by=request.user, voucher=standing.voucher)
        guards.lock(request)
        messages.success(request, "医保码已换发，以前的码都不能用了")
        return redirect("vouchers:manage")
    context = {
        "points": REISSUE_POINTS,
        "keeps": REISSUE_KEEPS,
        "action": "换发",
        "busy": "正在换发，请稍等",
        "cancel_url": reverse("vouchers:manage"),
    }
    return render(request, "vouchers/reissue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def close(request: HttpRequest) -> HttpResponse:
    """First the face, then one more press (P37)."""
    voucher = selectors.voucher_of(request.user.person)
    if not _may_close(voucher):
        return redirect("vouchers:manage")
    is_proved = guards.has_face(request, "CLOSE")
    if request.method == "POST":
        return _close(request, voucher) if is_proved else redirect("vouchers:close-face")
    context = {
        "points": CLOSE_POINTS,
        "keeps": CLOSE_KEEPS,
        "action": "注销医保码" if is_proved else "刷脸，继续注销",
        "busy": "正在注销，请稍等" if is_proved else "请稍等",
        "cancel_url": reverse("vouchers:manage"),
        "is_proved": is_proved,
    }
    return render(request, "vouchers/close.html", context)


def _may_close(voucher: object) -> bool:
    is_alive = voucher is not None and voucher.state in (
        VoucherState.ACTIVE,
        VoucherState.SUSPENDED,
    )
    return is_alive and not selectors.is_sanctioned(voucher)


def _close(request: HttpRequest, voucher: object) -> HttpResponse:
    try:
        closing.close_own(by=request.user, voucher=voucher, **guards.face_result(request, "CLOSE"))
    except FaceNotValid:
        return redirect("vouchers:close-face")
    guards.lock(request)
    messages.success(request, "医保码已注销")
    return redirect("vouchers:code")
