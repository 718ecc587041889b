"""What every page of the till shares: open to all, never cached, needs a chosen counter."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from . import words
from .api import Answer
from .state import Till

STEPS = (
    ("scan", "扫码", "sandbox:till-scan"),
    ("visit", "就诊", "sandbox:till-visit"),
    ("items", "费用", "sandbox:till-items"),
    ("quote", "试算", "sandbox:till-quote"),
    ("receipt", "结算", "sandbox:till-receipt"),
)

View = Callable[..., HttpResponse]


def till_view(*needs: str) -> Callable[[View], View]:
    """Open a page with the till as second argument; what it ``needs`` must have happened.

    Where something is missing the browser is led to the page that does it.
    """

    def decorate(view: View) -> View:
        @login_not_required
        @never_cache
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            till = Till(request)
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
            "problem": problem.body | {"http_status": problem.status} if problem else None,
            "calls": list(reversed(till.get("calls") or [])),
            **context,
        },
    )


def _strip(till: Till, current: str) -> list[dict[str, Any]]:
    reached = {
        "scan": till.place is not None,
        "visit": bool(till.get("scan")),
        "items": bool(till.get("visit")),
        "quote": bool(till.get("visit") and till.items),
        "receipt": bool(till.get("settlement")),
    }
    return [
        {"name": name, "label": label, "url": url, "open": reached[name], "now": name == current}
        for name, label, url in STEPS
    ]
