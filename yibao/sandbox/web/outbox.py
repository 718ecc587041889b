"""Text messages of demo numbers, for people and for programs.

Members of a vendor see those of their own sandbox, everybody else those of the demo city.
"""

import re
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yibao.kernel import clock
from yibao.kernel.phones import NotAPhone, parse_mobile
from yibao.notices import selectors

from .. import visitors

# A one-time code stands alone: six digits that belong to no longer number.
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])", re.ASCII)


@require_safe
@login_not_required
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """Newest first; ``?phone=`` narrows to one number, ``&format=json`` answers a program."""
    typed = request.GET.get("phone", "").strip()
    phone, is_wrong = _phone(typed)
    visitor = visitors.of(request)
    world = visitor.tenant if visitor is not None else None
    found = [] if is_wrong else [_message(row) for row in _rows(request, world, phone)]
    if request.GET.get("format") == "json":
        return JsonResponse(
            {"messages": [{**one, "sent_at": one["sent_at"].isoformat()} for one in found]},
            json_dumps_params={"ensure_ascii": False},
        )
    context = {
        "messages_found": found,
        "phone": typed,
        "is_wrong": is_wrong,
        "world": world,
        "notices": selectors.notices_of_world(world.pk) if world is not None else (),
    }
    return render(request, "sandbox/outbox.html", context)


def _rows(request: HttpRequest, world: Any, phone: str | None) -> Any:
    tenant = visitors.tenant_of(request)
    return selectors.demo_messages(phone, tenant_id=tenant.pk, is_open=world is None)


def _phone(typed: str) -> tuple[str | None, bool]:
    if not typed:
        return None, False
    try:
        return parse_mobile(typed), False
    except NotAPhone:
        return None, True


def _message(row: Any) -> dict[str, Any]:
    found = _CODE.search(row.text)
    return {
        "to": row.phone,
        "text": row.text,
        "code": found.group() if found else None,
        "sent_at": clock.local(row.sent_at or row.created_at),
    }
