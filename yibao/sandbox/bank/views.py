"""The pages of the demo bank: connect, show the code, disconnect."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ..till.api import Answer
from . import oauth
from .state import Bank

#: The demo bank asks for its own password each time; that is its word, and it is kept.
UNLOCKED_BY = "channel_password"
WORDS = {
    "access_denied": "您点了“不同意”，没有连接。",
    "invalid_grant": "连接过期了，请再点一次连接。",
}

View = Callable[..., HttpResponse]


def bank_view(view: View) -> View:
    """A page of the bank: open to all like a demo should be, never cached."""

    @login_not_required
    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, Bank(request), *args, **kwargs)

    return page


@require_safe
@bank_view
def home(request: HttpRequest, bank: Bank) -> HttpResponse:
    """Where the connection stands, asked of the API."""
    if not bank.is_connected:
        return _page(request, bank)
    profile = bank.call("GET", "profile")
    if not profile.ok:
        return _page(request, bank, problem=profile)
    return _page(request, bank, profile=profile.body)


@require_POST
@bank_view
def connect(request: HttpRequest, bank: Bank) -> HttpResponse:
    """Send the user to the consent page."""
    address, kept = oauth.begin(request)
    bank.put(**kept)
    return redirect(address)


@require_safe
@bank_view
def callback(request: HttpRequest, bank: Bank) -> HttpResponse:
    """The user comes back: trade the code in and open the voucher here."""
    kept = dict(bank.data)
    bank.put(state=None, verifier=None)
    if not oauth.fits(request, kept):
        messages.error(request, "这个应答不是刚才那次连接的，请再点一次连接。")
    elif request.GET.get("error"):
        messages.error(request, WORDS.get(request.GET["error"], "没有连接成，请再试一次。"))
    elif bank.keep_tokens(oauth.exchange(request, kept)):
        return _joined(request, bank)
    else:
        messages.error(request, WORDS["invalid_grant"])
    return redirect("sandbox:bank")


@require_POST
@bank_view
def join(request: HttpRequest, bank: Bank) -> HttpResponse:
    """Try again to open the voucher here."""
    return _joined(request, bank)


def _joined(request: HttpRequest, bank: Bank) -> HttpResponse:
    answer = bank.call("POST", "channel", {})
    if not answer.ok:
        return _page(request, bank, problem=answer)
    messages.success(request, "医保码已在示例银行开通")
    return redirect("sandbox:bank")


@require_POST
@bank_view
def code(request: HttpRequest, bank: Bank) -> HttpResponse:
    """The code, after the bank's own password."""
    answer = bank.call("POST", "code", {"unlocked_by": UNLOCKED_BY})
    if not answer.ok:
        return _page(request, bank, problem=answer)
    digits = answer.body["code"]
    context = {
        "bank": bank,
        "groups": [digits[at : at + 4] for at in range(0, len(digits), 4)],
        "picture": base64.b64encode(answer.body["svg"].encode()).decode(),
        "refresh_after": answer.body["refresh_after"],
    }
    return render(request, "sandbox/bank/code.html", context)


@require_POST
@bank_view
def disconnect(request: HttpRequest, bank: Bank) -> HttpResponse:
    """End the channel from the bank's side."""
    bank.call("DELETE", "channel")
    bank.forget_tokens()
    messages.success(request, "已断开，示例银行里不能再出示")
    return redirect("sandbox:bank")


def _page(
    request: HttpRequest,
    bank: Bank,
    *,
    profile: dict[str, Any] | None = None,
    problem: Answer | None = None,
) -> HttpResponse:
    context = {
        "bank": bank,
        "profile": profile,
        "problem": problem.body if problem else None,
        "is_over": problem is not None and problem.status == 401,
        "status_word": _STATUS.get((profile or {}).get("voucher_status", ""), ""),
    }
    return render(request, "sandbox/bank/home.html", context)


_STATUS = {
    "NONE": "未激活",
    "APPLIED": "待激活",
    "ACTIVE": "正常",
    "RESTRICTED": "受限",
    "LOCKED": "密码锁定",
    "SUSPENDED": "已停用",
    "CLOSED": "已注销",
}
