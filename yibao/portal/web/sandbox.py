"""The vendor's own sandbox: its data, its people, their codes and phones."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as begin_session
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel.errors import DomainError
from yibao.sandbox import phones, services, tenants
from yibao.sandbox.demo.neighbours import PIN_OF_ALL

from .. import selectors
from ..guards import with_member
from ..services import wiping

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
@never_cache
@with_member()
def data(request: Any) -> HttpResponse:
    """What is in the sandbox: places, people with their stories, and starting over."""
    return _shown(request)


@require_POST
@with_member("DEVELOPER")
def reset(request: Any) -> HttpResponse:
    """Owe a reset; the page of the data says when it is done."""
    try:
        tenants.ask_reset(by=request.user, tenant=request.member.vendor.tenant)
    except tenants.ResetRunning as refused:
        messages.error(request, refused.said)
    return redirect("portal:sandbox")


@require_POST
@never_cache
@with_member("DEVELOPER")
def code(request: Any, key: str) -> HttpResponse:
    """The digits that this person's phone would show now."""
    tenant = request.member.vendor.tenant
    try:
        shown = services.show_code(by=request.user, tenant=tenant, key=key)
    except DomainError as refused:
        return _shown(request, refused.status, key=key, refused=refused)
    return _shown(request, key=key, shown=shown)


@require_POST
@never_cache
@with_member("DEVELOPER")
def phone(request: Any, key: str) -> HttpResponse:
    """A link to this person's phone, shown once."""
    try:
        word = phones.link(by=request.user, tenant=request.member.vendor.tenant, key=key)
    except DomainError as refused:
        return _shown(request, refused.status, key=key, refused=refused)
    return _shown(request, key=key, word=word)


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
def enter(request: HttpRequest, word: str) -> HttpResponse:
    """Become the test person in this browser; opening the page alone uses nothing."""
    try:
        if request.method != "POST":
            return render(request, "portal/phone.html", {"person": phones.read(word=word).person})
        user = phones.use(by=None, word=word)
    except phones.LinkDead as refused:
        return render(request, "portal/phone.html", {"refused": refused}, status=refused.status)
    begin_session(request, user, backend=_BACKEND)
    request.session.set_expiry(settings.CONSOLE_TOTAL_SECONDS)
    return redirect("web:home")


def _shown(request: Any, status: int = 200, **found: Any) -> HttpResponse:
    vendor = request.member.vendor
    rows = phones.testers(tenant=vendor.tenant)
    context = {
        "status": tenants.status(tenant=vendor.tenant),
        "clients": selectors.clients_of(vendor),
        "rows": rows,
        "pin": PIN_OF_ALL,
        "limits": {
            "calls_a_minute": settings.SANDBOX_REQUESTS_PER_MINUTE,
            "unused_days": wiping.UNUSED.days,
            "wipe_at": wiping.wipe_time(vendor),
        },
        "name": next((one.row.name for one in rows if one.key == found.get("key")), ""),
        **found,
    }
    return render(request, "portal/sandbox.html", context, status=status)
