"""The live receipt of a scan: who, where, for what; 是我 or 不是我 (T02, feature 17)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel import clock
from yibao.kernel.insured_pages import for_insured

from ... import errors, rules, selectors
from ...models import Scan, ScanAnswer
from ...services import receipts
from .. import guards, shown
from ..forms import NotMeForm, posted

RECENT = timedelta(minutes=30)
_LIVE = ("waiting", "registered", "quoted")
_BY_CODE = (Scan.Medium.CODE, Scan.Medium.OFFLINE_CODE)
_POINTS_BY_CODE = (
    "医保码马上停用，正在出示的也不能扫",
    "这次扫码没结算的，不能再结算",
    "工作人员会查这件事，再联系您",
)
_POINTS_BY_CARD = (
    "这次没结算的，不能再结算",
    "工作人员会查这件事，再联系您",
    "社保卡丢了，请同时拨 12333 挂失",
)
_KEEPS = "实体卡照样能用。真的是本人，以后输密码就能恢复。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One scan as its owner reads it."""

    ref: str
    place_name: str
    window: str
    operator: str
    at: Any
    purpose: str
    medium: str
    state: str
    reason: str
    total_fen: int | None
    cash_fen: int | None
    returned_fen: int
    bill_no: str
    patient_name: str
    risk: str
    asks_proof: bool
    payer_word: str
    payer_until: Any
    ask_ref: str


@require_safe
@for_insured
def newest(request: HttpRequest) -> HttpResponse:
    """看扫码结果, without script: the newest scan of the last half hour, or that there is none."""
    person = request.user.person
    since = clock.now(person.tenant) - RECENT
    scan = selectors.newest_scan_since(person, since)
    if scan is not None:
        return redirect("vouchers:scanned", ref=scan.scan_id)
    return render(request, "vouchers/not_scanned.html")


@require_safe
@for_insured
def scanned(request: HttpRequest, ref: str) -> HttpResponse:
    """Who, where, for what; then the amount, then the bill. A stranger's is not there (T31)."""
    scan = _scan(request, ref)
    shown.forget(request, scan.code_id)
    shown.seen(request, scan)
    answer, result = selectors.answer_of(scan), selectors.result_of(scan)
    is_live = result.state in _LIVE and not _is_disowned(answer)
    context = {
        "scan": _receipt(scan, result, request.user),
        "answer": answer,
        "state": _state(result, answer),
        "is_stopped": _is_disowned(answer) and not result.bill_no,
        "may_answer": answer is None and selectors.may_answer(request.user, scan),
        "status_url": reverse("vouchers:scanned-status", args=[ref]) if is_live else "",
    }
    return render(request, "vouchers/scanned.html", context)


@require_safe
@for_insured
def scanned_status(request: HttpRequest, ref: str) -> JsonResponse:
    """The state now, and the page that shows it."""
    scan = _scan(request, ref)
    state = _state(selectors.result_of(scan), selectors.answer_of(scan))
    return JsonResponse({"state": state, "url": reverse("vouchers:scanned", args=[ref])})


@require_POST
@for_insured
def mine(request: HttpRequest, ref: str) -> HttpResponse:
    """是我: nothing changes; the answer is kept."""
    scan = _scan(request, ref)
    try:
        receipts.confirm(by=request.user, scan=scan)
    except errors.ScanAnswered as known:
        messages.error(request, known.message)
    return redirect("vouchers:scanned", ref=ref)


@require_http_methods(["GET", "HEAD", "POST"])
@for_insured
def not_me(request: HttpRequest, ref: str) -> HttpResponse:
    """不是我: what happens, a few words if one likes, one button."""
    scan = _scan(request, ref)
    if not selectors.may_answer(request.user, scan):
        raise Http404
    if selectors.answer_of(scan) is not None:
        return redirect("vouchers:scanned", ref=ref)
    form = NotMeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return _disowned(request, scan, form.cleaned_data["statement"])
    by_code = scan.medium in _BY_CODE
    context = {
        "form": form,
        "lead": "点下面的按钮以后",
        "points": _POINTS_BY_CODE if by_code else _POINTS_BY_CARD,
        "keeps": _KEEPS if by_code else "",
        "action": "不是我，停用医保码" if by_code else "不是我，请查这件事",
        "busy": "正在处理，请稍等",
        "cancel_url": reverse("vouchers:scanned", args=[ref]),
        "scan": _receipt(scan, selectors.result_of(scan), request.user),
    }
    return render(request, "vouchers/not_me.html", context)


def _disowned(request: HttpRequest, scan: Scan, statement: str) -> HttpResponse:
    try:
        receipts.disown(by=request.user, scan=scan, statement=statement)
        guards.lock(request)
    except errors.ScanAnswered as known:
        messages.error(request, known.message)
    return redirect("vouchers:scanned", ref=scan.scan_id)


def _scan(request: HttpRequest, ref: str) -> Scan:
    scan = selectors.scan_seen_by(request.user, ref)
    if scan is None:
        raise Http404
    return scan


def _state(result: Any, answer: ScanAnswer | None) -> str:
    """What the poll compares: an answer from another device and a payer's word are news too."""
    news = (result.state, answer.verdict if answer else "", result.payer_word)
    return ":".join(word for word in news if word)


def _is_disowned(answer: ScanAnswer | None) -> bool:
    return answer is not None and answer.verdict == ScanAnswer.Verdict.NOT_MINE


def _receipt(scan: Scan, result: Any, user: Any) -> Receipt:
    own = scan.person_id == user.person_id
    shown_here = scan.code is not None and scan.code.shown_by_id == user.pk
    return Receipt(
        ref=scan.scan_id,
        place_name=scan.institution.name,
        window=selectors.window_of(scan),
        operator=scan.operator_name or scan.operator_code,
        at=scan.created_at,
        purpose=rules.business_name(scan.business_type),
        medium=scan.get_medium_display(),
        state=result.state,
        reason=result.reason,
        total_fen=result.total_fen,
        cash_fen=result.cash_fen,
        returned_fen=result.returned_fen,
        bill_no=result.bill_no,
        patient_name="" if own else scan.person.masked_name,
        risk=rules.risk_words(scan.risk_rules),
        asks_proof=shown_here and scan.outcome == errors.StepUpRequired.code,
        payer_word=result.payer_word,
        payer_until=result.payer_until,
        ask_ref=result.ask_ref if own else "",
    )
