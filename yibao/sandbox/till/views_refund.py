"""Finding a settlement again, and giving money back."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from . import words
from .api import Answer, new_key
from .forms import QueryForm, RefundForm
from .page import posted_key, show, show_stale, till_view
from .state import Till

SOURCES = {
    **dict(words.FUNDS),
    "own_account": "本人个人账户",
    "wallet": "本人医保钱包",
    "aid_account": "家人账户（家庭共济）",
    "card": "银行卡",
    "cash": "现金",
}


@require_safe
@till_view("place")
def query(request: HttpRequest, till: Till) -> HttpResponse:
    """Look a settlement up by its number."""
    form = QueryForm(request.GET if "setl_id" in request.GET else None)
    answer: Answer | None = None
    if form.is_bound and form.is_valid():
        answer = _found(till, form.cleaned_data["setl_id"])
    context: dict[str, Any] = {}
    if answer is not None and answer.ok:
        info = answer.body["setlinfo"]
        context = {
            "settled": answer.body,
            "settled_at": words.moment(answer.body["setl_time"]),
            "lines": _lines(answer.body),
            "parts": words.parts(info, _from_wallet(answer.body)),
            "total_fen": abs(words.fen(info["medfee_sumamt"])),
        }
    return show(
        request,
        till,
        "query",
        form=form,
        problem=answer if answer is not None and not answer.ok else None,
        **context,
    )


def _found(till: Till, setl_id: str) -> Answer:
    if not (setl_id.isascii() and setl_id.isalnum()):
        return Answer(404, {"title": "没有这笔结算", "detail": "结算号只有字母和数字，请核对。"})
    return till.api.get(f"settlements/{setl_id}/")


def _from_wallet(settled: dict[str, Any]) -> str:
    """What the patient's wallet paid of a bill."""
    sources = {one["source"]: one["amount"] for one in settled["sources"]}
    return sources.get("wallet", "0.00")


def _lines(settled: dict[str, Any]) -> list[dict[str, Any]]:
    """Lines with what can still go back."""
    return [
        {
            **line,
            "name": line.get("medins_list_name") or line.get("name") or line["feedetl_sn"],
            "level": words.LEVELS.get(line.get("chrgitm_lv", ""), ""),
            "left": _plain(Decimal(line["cnt"]) - Decimal(line.get("refunded_cnt", "0"))),
        }
        for line in settled.get("lines", [])
    ]


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place")
def refund(request: HttpRequest, till: Till, setl_id: str) -> HttpResponse:
    """Give back everything that is left, or single lines by count."""
    found = _found(till, setl_id)
    if not found.ok:
        return redirect(f"{reverse('sandbox:till-query')}?{urlencode({'setl_id': setl_id})}")
    # A form sent twice names lines that the first sending emptied: it must stay the same request.
    lines = [line for line in _lines(found.body) if _is_asked(request, line)]
    form = RefundForm(request.POST or None, lines=lines, initial={"key": new_key()})
    problem = None
    if request.method == "POST" and not posted_key(request):
        return show_stale(request, till)
    if request.method == "POST" and form.is_valid():
        problem = _refunded(till, setl_id, form.cleaned_data)
        if problem.ok:
            till.put(refund=problem.body | {"setl_id": setl_id})
            return redirect("sandbox:till-refunded")
        if problem.is_known:
            form.data = form.data.copy()
            form.data["key"] = new_key()
    return show(
        request, till, "refund", form=form, problem=problem, settled=found.body, lines=lines
    )


def _is_asked(request: HttpRequest, line: dict[str, Any]) -> bool:
    return Decimal(line["left"]) > 0 or bool(request.POST.get(f"cnt_{line['feedetl_sn']}"))


def _refunded(till: Till, setl_id: str, data: dict[str, Any]) -> Answer:
    body = {"lines": data["chosen"], "reason": data["reason"], "invono": ""}
    return till.api.post(f"settlements/{setl_id}/refunds/", body, key=data["key"])


@require_safe
@till_view("place", "refund")
def refunded(request: HttpRequest, till: Till) -> HttpResponse:
    """Where the money went back to (P119)."""
    done = till.get("refund")
    returned = [
        {"label": SOURCES.get(row["source"], row["source"]), "value": row["amount"]}
        for row in done.get("returned", [])
    ]
    return show(
        request,
        till,
        "refunded",
        done=done,
        returned=returned,
        total_fen=abs(words.fen(done["setlinfo"]["medfee_sumamt"])),
    )
