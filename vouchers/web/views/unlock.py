"""请先验证是您本人: the password opens the code for five minutes (P22, settled 14)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ... import errors, selectors
from ...services import pins
from .. import guards, problems
from ..forms import UnlockForm, posted


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@guards.for_insured
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the password; a locked voucher shows until when."""
    standing = selectors.standing(request.user.person)
    if isinstance(standing.refusal, errors.VoucherLocked):
        return _page(request, UnlockForm(), standing)
    if problems.problem_of(standing) is not None:
        return redirect("vouchers:code")
    if not standing.voucher.pin_hash:
        return redirect("vouchers:activate")
    form = UnlockForm(posted(request), initial={"next": request.GET.get("next", "")})
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, standing)
    return _try(request, form)


def _try(request: HttpRequest, form: UnlockForm) -> HttpResponse:
    try:
        pins.verify_pin(by=request.user, pin=form.cleaned_data["pin"])
    except errors.PinWrong as wrong:
        form.refuse(wrong, "pin")
        return _page(request, form, selectors.standing(request.user.person))
    except errors.VoucherLocked:
        guards.lock(request)
        return redirect(request.get_full_path())
    guards.unlock(request)
    return redirect(guards.safe_next(request, form.cleaned_data["next"]))


def _page(request: HttpRequest, form: UnlockForm, standing: selectors.Standing) -> HttpResponse:
    locked = isinstance(standing.refusal, errors.VoucherLocked)
    until = standing.voucher.pin_locked_until if locked else None
    context = {"form": form, "locked_until": until, "hotline": problems.hotline(standing)}
    return render(request, "vouchers/unlock.html", context)
