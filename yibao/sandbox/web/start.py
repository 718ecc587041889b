"""The start page of the sandbox."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Where the tools are."""
    return render(request, "sandbox/start.html")
