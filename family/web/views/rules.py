"""The published rules of the automatic checks, with their points (feature 45)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yibao.kernel.insured_pages import for_insured

from ...data.findings import CHECKS, FULL_SCORE, VERSION
from ...selectors import policies


@require_safe
@for_insured
def page(request: HttpRequest) -> HttpResponse:
    """What is checked, what it counts, and what the reader's own area makes of it."""
    context = {
        "checks": [check for check in CHECKS.values() if check.weight],
        "others": [check for check in CHECKS.values() if not check.weight],
        "full": FULL_SCORE,
        "version": VERSION,
        "policy": policies.of_person(request.user.person),
    }
    return render(request, "family/rules.html", context)
