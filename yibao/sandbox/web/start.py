"""The start page of the sandbox."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import visitors


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Where the tools are; for members of a vendor also its limits."""
    context = {
        "visitor": visitors.of(request),
        "calls_a_minute": settings.SANDBOX_REQUESTS_PER_MINUTE,
    }
    return render(request, "sandbox/start.html", context)
