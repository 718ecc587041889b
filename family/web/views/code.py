"""A relative's code on screen (wireframe 2): the holder's proof, the member's code, a banner."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from vouchers import selectors as vouchers
from vouchers.states import VoucherWord
from yibao.kernel import proof
from yibao.kernel.errors import DomainError
from yibao.kernel.insured_pages import for_insured

from ... import selectors
from ...models import Binding
from ...services import showing
from .. import problems, shown

CARD = "vouchers/_code_card.html"


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def qr(request: HttpRequest, ref: str) -> HttpResponse:
    """The member's code as a square."""
    return _page(request, _held(request, ref), mode="qr")


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def barcode(request: HttpRequest, ref: str) -> HttpResponse:
    """The same code as bars and large digits, for old scanners and for reading out."""
    return _page(request, _held(request, ref), mode="barcode")


@require_safe
@for_insured
def status(request: HttpRequest, ref: str) -> JsonResponse:
    """What became of the codes on this screen: waiting, scanned or stopped (with a page), expired.

    A code dies with its binding: the page that says why is this very one.
    """
    binding = _held(request, ref)
    scans = shown.scans(request)
    if scans:
        url = reverse("vouchers:scanned", args=[scans[0].scan_id])
        return JsonResponse({"state": "scanned", "url": url})
    if _problem(request, binding) is not None:
        return JsonResponse({"state": "stopped", "url": reverse("family_code:code", args=[ref])})
    return JsonResponse({"state": "waiting" if shown.is_live(request) else "expired", "url": ""})


def _held(request: HttpRequest, ref: str) -> Binding:
    """The holder's binding; anybody else's is not there (T31), nor one that is hidden by now."""
    binding = selectors.bindings.held(request.user, ref)
    if binding is None or selectors.bindings.is_hidden(binding):
        raise Http404
    return binding


def _problem(request: HttpRequest, binding: Binding) -> problems.Problem | None:
    standing = vouchers.standing(binding.member)
    return problems.problem_of(binding, request.user, standing)


def _page(request: HttpRequest, binding: Binding, *, mode: str) -> HttpResponse:
    standing = vouchers.standing(binding.member)
    problem = problems.problem_of(binding, request.user, standing)
    if problem is not None:
        return _without_code(request, binding, standing, mode, problem)
    asked = vouchers.step_up_asked(binding.member, shown_by=request.user)
    if asked is not None and shown.must_prove_again(request, asked):
        proof.forget(request)
    if not proof.is_fresh(request, settings.UNLOCK_SECONDS):
        return proof.ask(request)
    is_renewal = request.method == "POST"
    if is_renewal and shown.scans(request):
        return redirect("vouchers:scanned", ref=shown.scans(request)[0].scan_id)
    if is_renewal and request.headers.get("X-Requested-With") != "fetch":
        return redirect(request.path)
    try:
        context = _with_code(request, binding, standing, mode, is_stepped_up=asked is not None)
    except DomainError as refused:
        return _without_code(request, binding, standing, mode, _refused(binding, refused))
    return render(request, CARD if is_renewal else "family/code.html", context)


def _refused(binding: Binding, refused: DomainError) -> problems.Problem:
    """What changed between looking and showing."""
    text = f"{refused.message}{refused.advice}有疑问请拨 {problems.hotline(binding.member)}。"
    return problems.Problem("warn", refused.title, text)


def _without_code(
    request: HttpRequest, binding: Binding, standing: Any, mode: str, problem: problems.Problem
) -> HttpResponse:
    if request.method == "POST":
        return redirect(request.path)
    context = {**_frame(request, binding, standing, mode), "problem": problem}
    return render(request, "family/code.html", context)


def _with_code(
    request: HttpRequest, binding: Binding, standing: Any, mode: str, *, is_stepped_up: bool
) -> dict[str, Any]:
    sign_in = getattr(request, "sign_in", None)
    code = showing.show(
        by=request.user,
        ref=binding.ref,
        sign_in_ref=sign_in.ref if sign_in is not None else "",
        is_stepped_up=is_stepped_up,
    )
    shown.add(request, code.code_id)
    return {
        **_frame(request, binding, standing, mode),
        "code": code,
        "is_stepped_up": is_stepped_up,
        "server_now": code.server_time,
        "status_url": reverse("family_code:status", args=[binding.ref]),
        "is_restricted": bool(standing.warnings),
        "hotline": problems.hotline(binding.member),
    }


def _frame(request: HttpRequest, binding: Binding, standing: Any, mode: str) -> dict[str, Any]:
    is_over = selectors.bindings.looks_ended(binding)
    return {
        "holder": {
            "masked_name": binding.member.masked_name,
            "place": standing.place,
            "insurance": standing.insurance,
            "word": standing.word.label,
            "word_kind": "ok" if standing.word == VoucherWord.ACTIVE else "warn",
        },
        "mode": mode,
        "relation": selectors.bindings.member_word(binding),
        "binding": binding,
        "is_over": is_over,
        "is_silent": selectors.bindings.is_silent(binding),
        "problem": None,
        "pills": vouchers.pills_of(request.user),
        "shown": reverse("family_code:code", args=[binding.ref]),
        "other_url": reverse(
            "family_code:code" if mode == "barcode" else "family_code:barcode", args=[binding.ref]
        ),
    }
