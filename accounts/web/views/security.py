"""登录和设备: where one is signed in, and ending it (T28)."""

from typing import Any

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import sign_ins as found
from accounts.services import passkeys, registration
from accounts.services import sign_ins as service
from accounts.web import devices

from .guards import citizens_only


@require_safe
@citizens_only
def security(request: HttpRequest) -> HttpResponse:
    """Devices, last sign-ins, passkeys, and what to do about an unknown one."""
    user: Any = request.user
    here = devices.current(request)
    keys = found.passkeys(user)
    context = {
        "here": here,
        "others": [row for row in found.open_ones(user) if here is None or row.pk != here.pk],
        "ended": found.ended_ones(user),
        "passkeys": keys,
        "may_add": len(keys) < passkeys.MOST,
    }
    return render(request, "accounts/security.html", context)


@require_POST
@citizens_only
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here; sessions that nobody noted end too."""
    user: Any = request.user
    here = devices.current(request)
    registration.end_sessions(by=user, user=user, keep=here.ref if here else "")
    user.refresh_from_db(fields=["password"])
    auth.update_session_auth_hash(request, user)
    messages.success(request, "其他设备都已退出，再用要重新登录。")
    return redirect("accounts:security")


@require_POST
@citizens_only
def end_device(request: HttpRequest, ref: str) -> HttpResponse:
    """Sign out one device."""
    user: Any = request.user
    row = service.end_one(by=user, ref=ref)
    messages.success(request, f"{row.label}已退出，再用要重新登录。")
    return redirect("accounts:security")
