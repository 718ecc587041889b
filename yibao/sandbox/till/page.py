"""What every page of the till shares: open to all, never cached, needs a chosen counter."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from . import words
from .api import Answer, new_key
from .state import Till

STEPS = (
    ("scan", "扫码", "sandbox:till-scan"),
    ("visit", "就诊", "sandbox:till-visit"),
    ("stay", "住院", "sandbox:till-stay"),
    ("items", "费用", "sandbox:till-items"),
    ("quote", "试算", "sandbox:till-quote"),
    ("receipt", "结算", "sandbox:till-receipt"),
)

_KEY = re.compile(r"till-[A-Za-z0-9_-]{8,60}", re.ASCII)

View = Callable[..., HttpResponse]


def till_view(*needs: str) -> Callable[[View], View]:
    """Open a page with the till as second argument; what it ``needs`` must have happened.

    Where something is missing the browser is led to the page that does it. A form that was shown
    for another visit than the one at the till now does nothing. Members of a vendor who may only
    look at its sandbox press no button (403).
    """

    def decorate(view: View) -> View:
        @login_not_required
        @never_cache
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            till = Till(request)
            if request.method == "POST" and till.visitor and not till.visitor.may_act:
                raise PermissionDenied
            if request.POST.get("visit_id", till.open_visit) != till.open_visit:
                return show_stale(request, till)
            if needs and till.place is None:
                return redirect("sandbox:till")
            for name in needs:
                if name != "place" and not till.get(name):
                    return redirect(_PAGE_OF[name])
            return view(request, till, *args, **kwargs)

        return page

    return decorate


_PAGE_OF = {
    "scan": "sandbox:till-scan",
    "visit": "sandbox:till-visit",
    "items": "sandbox:till-items",
    "quote": "sandbox:till-quote",
    "settlement": "sandbox:till-receipt",
    "refund": "sandbox:till-query",
}


def show(
    request: HttpRequest,
    till: Till,
    template: str,
    *,
    step: str = "",
    problem: Answer | None = None,
    **context: Any,
) -> HttpResponse:
    """Render a page of the till with the strip of steps and the list of calls."""
    till.put(calls=till.get("calls") or [])
    scan = till.get("scan")
    return render(
        request,
        f"sandbox/till/{template}.html",
        {
            "till": till,
            "place": till.place,
            "strip": _strip(till, step),
            "patient": words.patient(scan) if scan else [],
            "scan": scan,
            "warnings": words.warnings(scan) if scan else [],
            "problem": words.problem(problem.status, problem.body) if problem else None,
            "calls": list(reversed(till.get("calls") or [])),
            "fresh_key": new_key,
            **context,
        },
    )


def show_stale(request: HttpRequest, till: Till) -> HttpResponse:
    """Say that the form belongs to what the till has since left; nothing was done."""
    return show(request, till, "stale")


def posted_key(request: HttpRequest) -> str:
    """The idempotency key that the form was shown with: a form sent twice acts once (I7)."""
    key = request.POST.get("key", "")
    return key if _KEY.fullmatch(key) else ""


def _strip(till: Till, current: str) -> list[dict[str, Any]]:
    reached = {
        "scan": till.place is not None,
        "visit": bool(till.get("scan")),
        "stay": till.is_inpatient,
        "items": bool(till.get("visit")),
        "quote": bool(till.get("visit") and till.items),
        "receipt": bool(till.get("settlement")),
    }
    return [
        {"name": name, "label": label, "url": url, "open": reached[name], "now": name == current}
        for name, label, url in STEPS
        if name != "stay" or till.is_inpatient
    ]
