"""The first page of a citizen, and the page 我的."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from yibao.kernel import masking

NO_ENROLMENT = ("没查到参保", "warn", "")
STATUS_KINDS = {"1": "ok", "2": "warn", "4": "error"}


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who is signed in, as the pages show it."""

    name: str
    masked_name: str
    certno_masked: str
    phone_masked: str
    insurance: str
    place: str
    status_kind: str
    status_word: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Code entry, what waits, six entries, the last bill (wireframe 1)."""
    return render(request, "web/home.html", {})


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """The masked person card and the ways to everything else."""
    return render(request, "web/me.html", {})
