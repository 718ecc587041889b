"""Pages that are mostly words: phones of the offices, statements, robots.txt."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.selectors import regions

OFFICE_HOURS = "工作日 9:00–17:00"
ROBOTS = "User-agent: *\nDisallow: /\n"


@dataclass(frozen=True, slots=True)
class Office:
    """One telephone of the list."""

    name: str
    phone: str
    tel: str


@require_safe
@login_not_required
def contacts(request: HttpRequest) -> HttpResponse:
    """The offices with their phones (H1)."""
    context = {"offices": _offices(), "hours": OFFICE_HOURS}
    return render(request, "web/contacts.html", context)


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about a person, why and how long."""
    return render(request, "web/privacy.html")


@require_safe
@login_not_required
def terms(request: HttpRequest) -> HttpResponse:
    """The rules of use."""
    return render(request, "web/terms.html")


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and what does not yet."""
    return render(request, "web/accessibility.html")


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse(ROBOTS, content_type="text/plain")


def _offices() -> list[Office]:
    """Each telephone once; the national one stands on the page already."""
    found = {}
    for region in regions.offices():
        if region.hotline != settings.SUPPORT_PHONE:
            name = region.office or region.name
            found.setdefault(region.hotline, Office(name, region.hotline, _digits(region.hotline)))
    return list(found.values())


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit())
