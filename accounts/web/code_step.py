"""Asking for a one-time code, the same on every page that does (T13–T17)."""

from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from accounts.errors import (
    CodeExpired,
    CodeSpent,
    CodeWrong,
    PhoneLocked,
    SendTooSoon,
    TooManyCodes,
)
from accounts.models import PhoneChallenge
from accounts.selectors import verifications
from accounts.services import phones
from accounts.web.forms import CodeForm
from yibao.kernel import clock, masking, tenants

Medium = PhoneChallenge.Medium

# The two buttons under the code: how it goes out once more, and what the page says then.
AGAIN = {
    "resend": (Medium.SMS, "已重发，请用最新的一条短信。"),
    "voice": (Medium.VOICE, "马上给您打电话念验证码，请接听。短信里的旧验证码不能再用。"),
}


def send(request: HttpRequest, phone: str, purpose: str, medium: str = Medium.SMS) -> None:
    """Send a code; raises ``SendTooSoon``, ``TooManyCodes``, ``PhoneLocked``."""
    phones.send_code(
        by=_who(request),
        tenant=tenants.default(),
        phone=phone,
        purpose=purpose,
        source=request.META["REMOTE_ADDR"],
        medium=medium,
    )


def send_first(request: HttpRequest, phone: str, purpose: str) -> None:
    """As ``send``; a code that is on its way already is fine."""
    try:
        send(request, phone, purpose)
    except SendTooSoon:
        return


def wants_another(request: HttpRequest) -> bool:
    """Whether one of the two buttons under the code was pressed."""
    return request.method == "POST" and request.POST.get("action") in AGAIN


def send_another(request: HttpRequest, phone: str, purpose: str) -> None:
    """Send again, by message or by a call, and say what happened."""
    medium, said = AGAIN[request.POST["action"]]
    try:
        send(request, phone, purpose, medium)
    except (SendTooSoon, TooManyCodes, PhoneLocked) as refused:
        messages.warning(request, refused.said)
    else:
        messages.success(request, said)


def is_right(request: HttpRequest, phone: str, purpose: str, form: CodeForm) -> bool:
    """Use up the typed code; a refusal stands beside the field."""
    try:
        phones.check_code(
            by=_who(request),
            tenant=tenants.default(),
            phone=phone,
            purpose=purpose,
            code=form.cleaned_data["code"],
            source=request.META["REMOTE_ADDR"],
        )
    except (CodeWrong, CodeExpired, CodeSpent, PhoneLocked) as refused:
        form.refuse(refused, "code")
        return False
    return True


def context(phone: str, form: CodeForm, change_url: str) -> dict[str, Any]:
    """What ``accounts/code.html`` shows; the call is offered after the first wait."""
    next_at = verifications.next_code_at(phone)
    wait = (next_at - clock.now()).total_seconds() if next_at else 0
    return {
        "form": form,
        "masked_phone": masking.mask_phone(phone),
        "change_url": change_url,
        "resend_seconds": max(0, ceil(wait)),
        "voice_available": wait <= 0,
    }


def _who(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None
