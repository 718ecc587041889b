"""Without a network: one page that says so, kept by a very small service worker.

The worker keeps this page and its style sheets, nothing else: no page of a person ever gets into
its store. It answers only where a page could not be fetched at all.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """No code can be shown; the card works. Alike for everybody, so that it may be kept."""
    return render(request, "web/offline.html")


@require_safe
@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's program, at the root: a worker serves the addresses below its own."""
    return render(request, "web/sw.js", content_type="text/javascript; charset=utf-8")
