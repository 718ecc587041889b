"""Activation in three pages: agreement, password, done (P11)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel.errors import DomainError
from yibao.kernel.insured_pages import for_insured

from ... import errors, selectors
from ...data import AGREEMENT
from ...services import activation
from ...states import VoucherState
from .. import guards
from ..forms import ActivateForm, FirstPinForm, posted

STEP, STEPS = 4, 4


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def activate(request: HttpRequest) -> HttpResponse:
    """The agreement with the place of insurance; accepting it applies for the voucher."""
    try:
        standing = activation.check_may_activate(by=request.user)
    except (errors.AlreadyActive, errors.VoucherSuspended):
        return redirect("vouchers:code")
    form = ActivateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        activation.apply(by=request.user, consent_version=AGREEMENT.version)
        return redirect("vouchers:password")
    context = {
        "form": form,
        "consent": AGREEMENT,
        "place": standing.place,
        "insurance": standing.insurance,
        "masked_name": standing.person.masked_name,
        "already_active": _is_active(standing),
        "step_number": STEP,
        "steps": STEPS,
    }
    return render(request, "vouchers/activate.html", context)


@sensitive_post_parameters("pin", "pin_again")
@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def password(request: HttpRequest) -> HttpResponse:
    """The first password, right after the face check (P28); it activates."""
    user: Any = request.user
    voucher = selectors.voucher_of(user.person)
    if voucher is None:
        return redirect("vouchers:activate")
    if voucher.pin_hash:
        return redirect("vouchers:code")
    if not selectors.has_fresh_face(user):
        return redirect("vouchers:face")
    form = FirstPinForm(posted(request))
    if request.method == "POST" and form.is_valid() and _activated(request, form):
        guards.unlock(request)
        return redirect("vouchers:done")
    context = {"form": form, "step_number": STEP, "steps": STEPS}
    return render(request, "vouchers/password.html", context)


@require_safe
@for_insured
def done(request: HttpRequest) -> HttpResponse:
    """What to do next."""
    standing = selectors.standing(request.user.person)
    if standing.voucher is None or standing.voucher.activated_at is None:
        return redirect("vouchers:activate")
    context = {
        "masked_name": standing.person.masked_name,
        "place": standing.place,
        "activated_at": standing.voucher.activated_at,
    }
    return render(request, "vouchers/done.html", context)


def _activated(request: HttpRequest, form: FirstPinForm) -> bool:
    try:
        activation.activate(
            by=request.user,
            pin=form.cleaned_data["pin"],
            pin_again=form.cleaned_data["pin_again"],
            consent_version=AGREEMENT.version,
        )
    except errors.PinMismatch as refusal:
        form.refuse(refusal, "pin_again")
    except (errors.PinNotSixDigits, errors.PinWeak) as refusal:
        form.refuse(refusal, "pin")
    except DomainError as refusal:
        form.refuse(refusal)
    return not form.errors


def _is_active(standing: selectors.Standing) -> bool:
    return standing.voucher is not None and standing.voucher.state == VoucherState.ACTIVE
