"""The list of calls, one call, and the events of a vendor's sandbox."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel import clock, problems
from yibao.webhooks import selectors as hooks
from yibao.webhooks.data import TYPES

from .. import selectors
from ..guards import with_member
from ..reading import calls
from .log_forms import CallsForm


@require_safe
@with_member()
def call_list(request: Any) -> HttpResponse:
    """请求记录: newest first, narrowed by the form; refusals of a day grouped above."""
    vendor = request.member.vendor
    form = CallsForm(request.GET or None, clients=list(selectors.clients_of(vendor)))
    wish = form.wish() if request.GET else calls.Wish()
    rows = list(calls.found(vendor, wish)[: calls.PAGE + 1])
    context = {
        "form": form,
        "rows": rows[: calls.PAGE],
        "older": _older(request, rows),
        "groups": [] if request.GET else calls.refusals(vendor),
        "is_narrowed": bool(request.GET),
    }
    return render(request, "portal/logs.html", context)


def _older(request: HttpRequest, rows: list[Any]) -> str:
    if len(rows) <= calls.PAGE:
        return ""
    query = request.GET.copy()
    query["before"] = clock.local(rows[calls.PAGE - 1].at).strftime("%Y-%m-%d %H:%M:%S.%f")
    return query.urlencode()


@require_safe
@with_member()
def call_detail(request: Any, ref: str) -> HttpResponse:
    """一次请求: what was sent and answered, masked; the same as a curl command."""
    record = calls.one(request.member.vendor, ref)
    if record is None:
        raise Http404
    message = record.message
    context = {
        "record": record,
        "sent": message.request if message else record.request,
        "answered": message.answer if message else record.answer,
        "explanation": message.explanation if message else "",
        "curl": calls.as_curl(record, problems.base_of(request)),
    }
    return render(request, "portal/log.html", context)


@require_safe
@with_member()
def event_list(request: Any) -> HttpResponse:
    """业务事件: what partners were told of, or would be if they had named an address."""
    wanted = request.GET.get("type", "")
    rows = hooks.events_among(selectors.clients_of(request.member.vendor))
    if wanted in TYPES:
        rows = rows.filter(type=wanted)
    context = {
        "rows": [(one, TYPES.get(one.type, one.type)) for one in rows[: calls.PAGE]],
        "types": TYPES,
        "wanted": wanted,
    }
    return render(request, "portal/events.html", context)
