"""One transfer: where the money is, taking it, not taking it, taking it back (P99)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel.errors import DomainError

from ....selectors import wallets as found
from ....services import wallets
from ..common import with_person
from .shown import Row, row_of

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
@with_person
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The state in words, what can be done and until when."""
    context = {"row": _row(request, ref)}
    return render(request, "settlement/wallet/transfer.html", context)


@require_POST
@never_cache
@with_person
def accept(request: HttpRequest, ref: str) -> HttpResponse:
    """The receiver takes it."""
    return _done(request, ref, wallets.accept, "已接收，钱到了您的医保钱包")


@page
@never_cache
@with_person
def refuse(request: HttpRequest, ref: str) -> HttpResponse:
    """The receiver does not want it: what happens, then it goes back."""
    row = _row(request, ref)
    if row.is_giver or not row.is_open:
        return redirect("settlement:wallet-transfer", ref=ref)
    if request.method == "POST":
        return _done(request, ref, wallets.refuse, "已退回给家人")
    points = (f"{row.name}转的钱马上退回原来的个人账户", "以后还想要，请家人再转一次")
    return _asked(request, row, "不接收这笔转账", "不接收，退回", points)


@page
@never_cache
@with_person
def take_back(request: HttpRequest, ref: str) -> HttpResponse:
    """The giver changes their mind before it was taken."""
    row = _row(request, ref)
    if not row.is_giver or not row.is_open:
        return redirect("settlement:wallet-transfer", ref=ref)
    if request.method == "POST":
        return _done(request, ref, wallets.take_back, "已取消，钱退回您的个人账户")
    points = ("钱马上退回您的个人账户", "今天的转账次数不退还")
    return _asked(request, row, "取消这笔转账", "取消转账", points)


def _row(request: HttpRequest, ref: str) -> Row:
    return row_of(found.of_side(request.user.person, ref), request.user.person)


def _asked(
    request: HttpRequest, row: Row, title: str, action: str, points: tuple[str, ...]
) -> HttpResponse:
    context = {
        "title": title,
        "lead": f"{action}以后",
        "points": points,
        "action": action,
        "cancel_url": reverse("settlement:wallet-transfer", args=[row.ref]),
    }
    return render(request, "settlement/wallet/end.html", context)


def _done(request: HttpRequest, ref: str, verb: Callable[..., Any], words: str) -> HttpResponse:
    try:
        verb(by=request.user, ref=ref)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.warning(request, refusal.said)
    else:
        messages.success(request, words)
    return redirect("settlement:wallet-transfer", ref=ref)
