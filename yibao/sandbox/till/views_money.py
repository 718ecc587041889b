"""Quote, settlement, receipt, and what to do when the answer got lost."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel.money import yuan_text

from . import words
from .api import Answer, new_key
from .forms import QuoteForm, SettleForm
from .page import posted_key, show, show_stale, till_view
from .state import Till

# What the two switches of a quote say: may the own account be used, may the relatives'.
WAYS = {"aid": ("1", True), "own": ("1", False), "none": ("0", False)}


@require_http_methods(["GET", "HEAD", "POST"])
@till_view("place", "visit", "items")
def quote(request: HttpRequest, till: Till) -> HttpResponse:
    """Upload the lines and ask what a settlement would be."""
    form = QuoteForm(request.POST or None, initial={"way": till.get("way") or "aid"})
    problem = None
    if request.method == "POST" and form.is_valid():
        till.put(way=form.cleaned_data["way"], quote=None)
        problem = _quoted(till)
        if problem.ok:
            till.put(quote=problem.body, settle=None)
            return redirect("sandbox:till-quote")
    found = till.get("quote")
    return show(
        request,
        till,
        "quote",
        step="quote",
        form=form,
        problem=problem,
        quote=found,
        settle_form=_settle_form(till),
        **(_amounts(found["setlinfo"], found.get("wallet_pay", "0.00")) if found else {}),
    )


def _quoted(till: Till) -> Answer:
    sent = _upload(till)
    if not sent.ok:
        return sent
    flag, use_aid = WAYS[till.get("way")]
    path = f"visits/{till.visit_id}/quotes/"
    return till.api.post(path, {"acct_used_flag": flag, "use_aid": use_aid}, key=new_key())


def _upload(till: Till) -> Answer:
    """Bring the lines at the API to what the screen shows; nothing to do where they are."""
    wanted = {item["sn"] for item in till.items}
    sent = set(till.get("sent") or []) if till.get("sent_for") == till.visit_id else set()
    path = f"visits/{till.visit_id}/fees/"
    answer = Answer(200, {})
    if sent - wanted:
        answer = till.api.delete(path, {"feedetl_sns": sorted(sent - wanted)})
    if answer.ok and wanted - sent:
        lines = [_line(item) for item in till.items if item["sn"] not in sent]
        answer = till.api.post(path, {"items": lines}, key=new_key())
    if answer.ok:
        till.put(sent=sorted(wanted), sent_for=till.visit_id)
    return answer


def _line(item: dict[str, str]) -> dict[str, str]:
    return {
        "feedetl_sn": item["sn"],
        "med_list_codg": item["code"],
        "medins_list_codg": item["code"] or f"OWN{item['sn']}",
        "medins_list_name": item["name"],
        "cnt": item["cnt"],
        "pric": item["pric"],
        "det_item_fee_sumamt": item["amount"],
        "fee_ocur_time": item["at"],
    }


def _amounts(setlinfo: dict[str, str], wallet_pay: str) -> dict[str, Any]:
    return {
        "parts": words.parts(setlinfo, wallet_pay),
        "has_account": words.fen(setlinfo.get("self_acct_pay")) > 0,
        "shares": words.shares(setlinfo),
        "total_fen": abs(words.fen(setlinfo["medfee_sumamt"])),
        "cash_fen": abs(words.fen(setlinfo["psn_cash_pay"])),
    }


@require_POST
@till_view("place")
def settle(request: HttpRequest, till: Till) -> HttpResponse:
    """Settle the quote that the form was shown for, once for each showing of the form.

    The key is kept before the call, so that a lost answer can be found. Where the bill is settled
    already, the receipt and its key stay as they are.
    """
    found, key = till.get("quote"), posted_key(request)
    if not (found and key and request.POST.get("quote_id") == found["quote_id"]):
        return show_stale(request, till)
    if till.get("settlement"):
        return redirect("sandbox:till-receipt")
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _back_to_quote(request, till, form, None)
    info = found["setlinfo"]
    received, cash = form.cleaned_data["received"], Decimal(info["psn_cash_pay"])
    if received is not None and received < cash:
        form.add_error("received", f"还差 {yuan_text(cash - received)} 元。")
        return _back_to_quote(request, till, form, None)
    body = {
        "quote_id": found["quote_id"],
        "psn_part_amt": info["psn_part_amt"],
        "psn_cash_pay": info["psn_cash_pay"],
        "cash_method": form.cleaned_data["cash_method"],
        "invono": "",
    }
    waiting = till.get("settle")
    if waiting and (waiting["key"], waiting["body"]) != (key, body):
        return _back_to_quote(request, till, form, _STILL_UNKNOWN)
    change = yuan_text(received - cash) if received is not None else ""
    till.put(settle={"body": body, "key": key, "change": change})
    return _send(request, till)


_STILL_UNKNOWN = Answer(
    409,
    {
        "title": "上一次结算还没有结果",
        "detail": "上一次结算没有收到应答，不知道有没有结成。",
        "next_step": "请先用同一个键再发一次，不要换一种方式重新结算。",
        "code": "till.settle_unknown",
    },
)


@require_POST
@till_view("place")
def resend(request: HttpRequest, till: Till) -> HttpResponse:
    """The answer got lost: the same key and body again; money moves once (I7)."""
    if not _is_of(request, till.get("settle")):
        return show_stale(request, till)
    return _send(request, till)


def _is_of(request: HttpRequest, ask: dict[str, Any] | None) -> bool:
    """Whether the form names the settle call that the till remembers."""
    return ask is not None and request.POST.get("settle_key") == ask["key"]


def _send(request: HttpRequest, till: Till) -> HttpResponse:
    ask = till.get("settle")
    path = f"visits/{till.visit_id}/settlements/"
    answer = till.api.post(path, ask["body"], key=ask["key"])
    if not answer.ok:
        return _not_settled(request, till, answer)
    lines = [{**item, "feedetl_sn": item["sn"]} for item in till.items]
    till.put(settlement=answer.body | {"replayed": answer.was_replayed, "items": lines})
    return redirect("sandbox:till-receipt")


def _not_settled(request: HttpRequest, till: Till, answer: Answer) -> HttpResponse:
    """A refusal ends the key; an unknown outcome and a receipt that is here keep it."""
    if "quote" in answer.body:
        till.put(quote=answer.body["quote"])
    if answer.is_known and not till.get("settlement"):
        till.put(settle=None)
    return _back_to_quote(request, till, _settle_form(till), answer)


def _settle_form(till: Till) -> SettleForm:
    """The form with what ties it to this quote; a call without result keeps its key and words."""
    ask = till.get("settle") or {"key": new_key(), "body": {}}
    initial = {
        "quote_id": (till.get("quote") or {}).get("quote_id", ""),
        "key": ask["key"],
        "cash_method": ask["body"].get("cash_method", "cash"),
    }
    return SettleForm(initial=initial)


def _back_to_quote(
    request: HttpRequest, till: Till, form: SettleForm, problem: Answer | None
) -> HttpResponse:
    found = till.get("quote")
    return show(
        request,
        till,
        "quote",
        step="quote",
        form=QuoteForm(initial={"way": till.get("way")}),
        problem=problem,
        settle_form=form,
        quote=found,
        **(_amounts(found["setlinfo"], found.get("wallet_pay", "0.00")) if found else {}),
    )


@require_safe
@till_view("place", "settlement")
def receipt(request: HttpRequest, till: Till) -> HttpResponse:
    """The receipt that is printed for the patient."""
    settled = till.get("settlement")
    return show(
        request,
        till,
        "receipt",
        step="receipt",
        settled=settled,
        settled_at=words.moment(settled["setl_time"]),
        visit=till.get("visit"),
        ask=till.get("settle"),
        **_amounts(settled["setlinfo"], settled.get("wallet_pay", "0.00")),
    )


@require_POST
@till_view("place")
def reverse(request: HttpRequest, till: Till) -> HttpResponse:
    """冲正 of the settle call by its key, whether or not it happened (T62)."""
    key, done = posted_key(request), till.get("reversed")
    if done and key and done["key"] == key:
        return show(request, till, "reversed", result=done["result"])
    if not (key and _is_of(request, till.get("settle"))):
        return show_stale(request, till)
    body = {"idempotency_key": till.get("settle")["key"], "reason": "没有收到应答"}
    answer = till.api.post("reversals/", body, key=key)
    if answer.ok:
        done = {"key": key, "result": answer.body}
        till.put(settlement=None, quote=None, settle=None, reversed=done)
    return show(
        request, till, "reversed", problem=None if answer.ok else answer, result=answer.body
    )
