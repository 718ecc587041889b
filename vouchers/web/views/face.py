"""刷脸 before a password, and before taking a voucher back or closing it (P28, P37)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.services import face as service
from yibao.kernel.facestep import FaceStep
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from .. import guards


@dataclass(frozen=True, slots=True)
class Way:
    """What a check is for, where a passed one leads, and whether one has passed already."""

    purpose: str
    page: str
    lead: str
    is_open: Callable[[HttpRequest], Any]


def _to_spend(purpose: str, page: str, lead: str) -> Way:
    return Way(purpose, page, lead, lambda request: guards.has_face(request, purpose))


BEFORE_PIN = "设密码前要确认是您本人。"
FIRST = Way(
    "PIN_RESET",
    "vouchers:password",
    BEFORE_PIN,
    lambda request: selectors.has_fresh_face(request.user),
)
RESET = _to_spend("PIN_RESET", "vouchers:reset", BEFORE_PIN)
WAYS = {
    "restore": _to_spend("RESTORE", "vouchers:restore", "恢复前要确认是您本人。"),
    "close": _to_spend("CLOSE", "vouchers:close", "注销前要确认是您本人。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def face(request: HttpRequest, to: str = "") -> HttpResponse:
    """One page: consent where none is in force, camera or photo, and on to what it is for."""
    user: Any = request.user
    voucher = selectors.voucher_of(user.person)
    if voucher is None:
        return redirect("vouchers:activate")
    way = WAYS.get(to) or (RESET if voucher.pin_hash else FIRST)
    if way.is_open(request):
        return redirect(way.page)
    step = FaceStep(request, faces=service, person=user.person, purpose=way.purpose)
    if step.passed():
        return redirect(way.page)
    return render(request, "vouchers/face.html", {**step.context, "lead": way.lead})
