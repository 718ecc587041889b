"""What the bill pages share: a signed-in person with a proven name, links, years."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


@dataclass(frozen=True, slots=True)
class Pill:
    """One choice of a row of links."""

    label: str
    url: str
    current: bool


def with_person(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send people who have not proven their name yet to that step."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.person_id is None:
            return redirect("accounts:real-name")
        return view(request, *args, **kwargs)

    return wrapped


def link(request: HttpRequest, **query: Any) -> str:
    """This page with another query; empty values are left out."""
    kept = {name: value for name, value in query.items() if value}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def year_of(request: HttpRequest) -> int | None:
    """The chosen year; anything that is no year counts as none."""
    text = request.GET.get("year", "")
    is_year = len(text) == 4 and text.isascii() and text.isdigit()
    return int(text) if is_year and 1990 <= int(text) <= 2200 else None


def year_pills(request: HttpRequest, years: list[int], current: int | None) -> list[Pill]:
    """Links to the years that have rows."""
    return [Pill(f"{year} 年", link(request, year=year), year == current) for year in years]
