"""The code on screen (wireframe 2): QR or bars, renewed by POST, watched by a poll."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...services import codes
from ...states import VoucherWord
from .. import guards, problems, shown

CARD = "vouchers/_code_card.html"


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def qr(request: HttpRequest) -> HttpResponse:
    """The own code as a square."""
    return _page(request, template="vouchers/code.html", mode="qr")


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def barcode(request: HttpRequest) -> HttpResponse:
    """The same code as bars and large digits, for old scanners and for reading out."""
    return _page(request, template="vouchers/barcode.html", mode="barcode")


@require_safe
@for_insured
def status(request: HttpRequest) -> JsonResponse:
    """What became of the codes on this screen: waiting, scanned (with a page), expired, stopped.

    Suspended or locked on another screen: this one leaves its code at once (P36).
    """
    scan = shown.news(request)
    if scan is not None:
        url = reverse("vouchers:scanned", args=[scan.scan_id])
        return JsonResponse({"state": "scanned", "url": url})
    if problems.problem_of(selectors.standing(request.user.person)) is not None:
        return JsonResponse({"state": "stopped", "url": reverse("vouchers:code")})
    live = selectors.live_codes(shown.ids(request), shown_by=request.user)
    return JsonResponse({"state": "waiting" if live else "expired", "url": ""})


def _page(request: HttpRequest, *, template: str, mode: str) -> HttpResponse:
    person: Any = request.user.person
    standing = selectors.standing(person)
    problem = problems.problem_of(standing)
    if problem is not None:
        guards.lock(request)
        if request.method == "POST":
            return redirect(request.path)
        context = {**_frame(standing, mode), "problem": problem, "pills": _pills(request)}
        return render(request, template, context)
    asked = selectors.step_up_asked(person, shown_by=request.user)
    if asked is not None and shown.must_prove_again(request, asked):
        guards.lock(request)
    if not guards.is_unlocked(request):
        return guards.to_unlock(request)
    if request.method == "POST":
        return _renew(request, standing, mode, is_stepped_up=asked is not None)
    context = _with_code(request, standing, mode, is_stepped_up=asked is not None)
    return render(request, template, context)


def _renew(
    request: HttpRequest, standing: selectors.Standing, mode: str, *, is_stepped_up: bool
) -> HttpResponse:
    """A new code; but a scan that happened meanwhile first shows where."""
    scan = shown.news(request)
    if scan is not None:
        return redirect("vouchers:scanned", ref=scan.scan_id)
    if request.headers.get("X-Requested-With") != "fetch":
        return redirect(request.path)
    context = _with_code(request, standing, mode, is_stepped_up=is_stepped_up)
    return render(request, CARD, context)


def _with_code(
    request: HttpRequest, standing: selectors.Standing, mode: str, *, is_stepped_up: bool
) -> dict[str, Any]:
    sign_in = getattr(request, "sign_in", None)
    code = codes.issue(
        by=request.user,
        person=standing.person,
        sign_in_ref=sign_in.ref if sign_in is not None else "",
        is_stepped_up=is_stepped_up,
    )
    shown.add(request, code.code_id)
    shown.watch_from(request, code.server_time)
    return {
        **_frame(standing, mode),
        "code": code,
        "is_stepped_up": is_stepped_up,
        "server_now": code.server_time,
        "status_url": reverse("vouchers:status"),
        "warning": problems.warning_of(standing),
        "pills": _pills(request),
    }


def _pills(request: HttpRequest) -> list[Any]:
    """Relatives whose codes this phone may show too, named apart from the own."""
    return selectors.pills_of(request.user)


def _frame(standing: selectors.Standing, mode: str) -> dict[str, Any]:
    holder = {
        "masked_name": standing.person.masked_name,
        "place": standing.place,
        "insurance": standing.insurance,
        "word": standing.word.label,
        "word_kind": "ok" if standing.word == VoucherWord.ACTIVE else "warn",
    }
    return {"holder": holder, "mode": mode, "problem": None, "pay_order": ""}
