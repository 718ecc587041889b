"""Pages of members: 控制台, 密钥, 终端, 成员, 申请上线."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.selectors import tills as till_rows
from accounts.services import client_keys, tills
from yibao.kernel.errors import DomainError

from .. import selectors
from ..data import GREEN_FOR, LIVE_DAYS, LiveWish
from ..guards import with_member
from ..models import Member
from ..services import going_live, team
from .forms import InviteForm, posted
from .member_forms import KeyForm, LiveForm, TillForm

_page = require_http_methods(["GET", "HEAD", "POST"])
#: Where on the form of going live a refusal stands.
_PLACES = {
    "accounts.client_key.network": "networks",
    "portal.callback": "callback",
    "webhook.address_refused": "callback",
}


@require_safe
@with_member()
def console(request: Any) -> HttpResponse:
    """How far the vendor has come, and what went wrong today."""
    found = selectors.progress(request.member.vendor)
    return render(request, "portal/console.html", {"found": found})


@require_safe
@with_member()
def keys(request: Any) -> HttpResponse:
    """Applications and their keys."""
    rows = selectors.keys_by_client(request.member.vendor)
    words = settings.OAUTH2_PROVIDER["SCOPES"]
    return render(request, "portal/keys.html", {"rows": rows, "words": words})


@never_cache
@_page
@with_member("DEVELOPER")
def key_new(request: Any) -> HttpResponse:
    """A new key; its secret is on the answer of this request only."""
    clients = list(selectors.clients_of(request.member.vendor))
    form = posted(KeyForm, request, clients=clients, initial={"client": request.GET.get("client")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        client = form.clients[said["client"]]
        names = ("name", "scopes", "networks")
        try:
            key, secret = client_keys.make(
                by=request.user, client=client, **{name: said[name] for name in names}
            )
        except DomainError as refused:
            form.add_error(None, refused.said)
        else:
            shown = {"key": key, "secret": secret, "client": client}
            return render(request, "portal/key_shown.html", shown)
    return render(request, "portal/key_new.html", {"form": form, "clients": clients})


@_page
@with_member("DEVELOPER")
def key_revoke(request: Any, ref: str) -> HttpResponse:
    """Ask once, then end the key."""
    key = selectors.key_of(request.member.vendor, ref)
    if key is None:
        raise Http404
    if request.method == "POST":
        client_keys.revoke(by=request.user, client=key.client, ref=key.ref)
        messages.success(request, f"密钥“{key.name}”已经作废。")
        return redirect("portal:keys")
    return render(request, "portal/key_revoke.html", {"key": key})


@_page
@with_member()
def terminals(request: Any) -> HttpResponse:
    """Tills and operators of the institutions; developers add to them."""
    places = list(till_rows.places_of(selectors.clients_of(request.member.vendor)))
    form = posted(TillForm, request, places=places)
    may_change = request.member.role != Member.Role.VIEWER
    if request.method == "POST" and may_change and form.is_valid():
        said = form.cleaned_data
        add = tills.add_terminal if said["kind"] == "terminal" else tills.add_operator
        place = form.places[said["place"]]
        try:
            add(by=request.user, institution=place, code=said["code"], name=said["name"])
        except DomainError as refused:
            form.add_error("code", refused.said)
        else:
            messages.success(request, "已经登记。")
            return redirect("portal:terminals")
    context = {"form": form, "places": places, "may_change": may_change}
    return render(request, "portal/terminals.html", context)


@require_POST
@with_member("DEVELOPER")
def terminal_switch(request: Any, kind: str, number: str) -> HttpResponse:
    """Stop or take up one of them."""
    row = till_rows.one_of(selectors.clients_of(request.member.vendor), kind, number)
    if row is None:
        raise Http404
    tills.switch(by=request.user, row=row, is_active=not row.is_active)
    messages.success(request, f"{row.code} 已{'停用' if row.is_active else '启用'}。")
    return redirect("portal:terminals")


@never_cache
@_page
@with_member()
def members(request: Any) -> HttpResponse:
    """Who works for the vendor; an owner invites, by a link on the answer of this request only."""
    is_owner = request.member.role == Member.Role.OWNER
    form, link, invited = posted(InviteForm, request), "", None
    if request.method == "POST" and is_owner and form.is_valid():
        said = form.cleaned_data
        invited, word = team.invite(by=request.member, email=said["email"], role=said["role"])
        link = request.build_absolute_uri(reverse("portal:join", args=[word]))
        form = InviteForm()
    context = {
        "form": form, "link": link, "invited": invited, "is_owner": is_owner,
        "rows": selectors.team_of(request.member.vendor), "roles": Member.Role.choices,
    }  # fmt: skip
    return render(request, "portal/team.html", context)


@require_POST
@with_member("OWNER")
def member_change(request: Any, key: str) -> HttpResponse:
    """Other rights, or none any more."""
    role = request.POST.get("role", "")
    if role in Member.Role.values:
        team.change_role(by=request.member, member_id=key, role=role)
        messages.success(request, "权限已经改了。")
    elif role == "REMOVE":
        team.remove(by=request.member, member_id=key)
        messages.success(request, "已经移出，登录马上失效。")
    return redirect("portal:team")


@_page
@with_member()
def go_live(request: Any) -> HttpResponse:
    """Where the vendor stands; an owner asks once a report says that every case passed."""
    vendor = request.member.vendor
    report = selectors.green_report(vendor)
    is_owner = request.member.role == Member.Role.OWNER
    if request.method == "POST" and not is_owner:
        raise PermissionDenied
    contact = {"contact_name": vendor.contact_name, "contact_phone": vendor.contact_phone}
    form = posted(LiveForm, request, initial=contact)
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        messages.success(request, "已经提交。")
        return redirect("portal:go-live")
    context = {
        "report": report,
        "form": form if is_owner and report else None,
        "days": GREEN_FOR.days,
        "answer_days": LIVE_DAYS,
    }
    return render(request, "portal/go_live.html", context)


def _asked(request: Any, form: LiveForm) -> bool:
    """Whether it was taken; if not, the form says why and keeps what was typed."""
    try:
        going_live.ask(
            by=request.user, vendor=request.member.vendor, wish=LiveWish(**form.cleaned_data)
        )
    except DomainError as refused:
        place = _PLACES.get(refused.code)
        if place is None:
            messages.error(request, refused.said)
        else:
            form.add_error(place, refused.said)
        return False
    return True
