"""Addresses for messages, what was sent to them, one message; every act is a service call."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.webhooks import selectors as hooks
from yibao.webhooks.models import Endpoint
from yibao.webhooks.services import deliveries, endpoints
from yibao.webhooks.states import DeliveryState, EndpointState

from .. import selectors
from ..guards import with_member
from ..models import Member
from ..reading import messages_sent
from .hook_forms import EndpointForm, SinceForm, StampForm

_PAGE = 50
_DEVELOPER = Member.Role.DEVELOPER


def _clients(request: Any) -> list[Any]:
    return list(selectors.clients_of(request.member.vendor))


def _endpoint(request: Any, ref: str) -> Endpoint:
    return hooks.endpoint_among(_clients(request), ref)


@require_safe
@with_member()
def endpoint_list(request: Any) -> HttpResponse:
    """通知地址."""
    rows = hooks.endpoints_among(_clients(request))
    return render(request, "portal/hooks.html", {"rows": rows, "states": EndpointState})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_member(_DEVELOPER)
def endpoint_add(request: Any) -> HttpResponse:
    """添加地址; the secret is shown on the answer to the form and never again."""
    form = EndpointForm(request.POST or None, clients=_clients(request))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("url", "types", "note")}
        try:
            made = endpoints.add(by=request.user, client=form.chosen(), **said)
        except DomainError as refusal:
            form.add_error("url", refusal.said)
        else:
            return _secret(request, made)
    return render(request, "portal/hook_add.html", {"form": form})


def _secret(request: HttpRequest, made: endpoints.NewSecret) -> HttpResponse:
    context = {"endpoint": made.endpoint, "secret": made.secret}
    return render(request, "portal/hook_secret.html", context)


@never_cache
@require_POST
@with_member(_DEVELOPER)
def endpoint_act(request: Any, ref: str) -> HttpResponse:
    """换密钥, 暂停, 恢复, 删除: one button each."""
    row = _endpoint(request, ref)
    act = request.POST.get("act", "")
    mine = {"by": request.user, "client": row.client, "ref": ref}
    if act == "rotate":
        return _secret(request, endpoints.rotate(**mine))
    acts = {"pause": endpoints.pause, "resume": endpoints.resume, "remove": endpoints.remove}
    if act in acts:
        try:
            acts[act](**mine)
        except DomainError as refusal:
            messages.error(request, refusal.said)
    return redirect("portal:hooks") if act == "remove" else redirect("portal:hook", ref)


@require_http_methods(["GET", "HEAD", "POST"])
@with_member()
def endpoint_page(request: Any, ref: str) -> HttpResponse:
    """投递记录 of an address; a POST sends again all that did not arrive since a moment."""
    row = _endpoint(request, ref)
    start = clock.local(clock.now() - timedelta(days=1))
    form = SinceForm(request.POST or None, initial={"since": start})
    if request.method == "POST" and form.is_valid():
        return _redeliver_all(request, ref, form.cleaned_data["since"])
    found = hooks.deliveries_to(row)
    wanted = request.GET.get("state", "")
    if wanted in DeliveryState:
        found = found.filter(state=wanted)
    context = {
        "endpoint": row,
        "rows": found[:_PAGE],
        "form": form,
        "states": DeliveryState,
        "wanted": wanted,
    }
    return render(request, "portal/hook.html", context)


@with_member(_DEVELOPER)
def _redeliver_all(request: Any, ref: str, since: Any) -> HttpResponse:
    row = _endpoint(request, ref)
    count = deliveries.redeliver_all(by=request.user, client=row.client, ref=ref, since=since)
    messages.success(request, f"已经安排重发 {count} 条")
    return redirect("portal:hook", ref)


@require_safe
@with_member()
def delivery_page(request: Any, ref: str, delivery: str) -> HttpResponse:
    """一次投递: the message, every try, and the signature made again."""
    row = hooks.delivery_to(_endpoint(request, ref), delivery)
    form = StampForm(request.GET if "timestamp" in request.GET else None)
    stamp = form.cleaned_data["timestamp"] if form.is_valid() else None
    context = {
        "delivery": row,
        "signed": messages_sent.signed(row, stamp),
        "form": form,
        "tries": row.attempts.all(),
    }
    return render(request, "portal/delivery.html", context)


@require_POST
@with_member(_DEVELOPER)
def redeliver(request: Any, ref: str, delivery: str) -> HttpResponse:
    """重新投递."""
    row = _endpoint(request, ref)
    hooks.delivery_to(row, delivery)
    try:
        deliveries.redeliver(by=request.user, client=row.client, ref=delivery)
    except DomainError as refusal:
        messages.error(request, refusal.said)
    else:
        messages.success(request, "已经安排重新投递，编号不变")
    return redirect("portal:delivery", ref, delivery)
