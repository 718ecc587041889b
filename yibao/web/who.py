"""Whose data an open page may show."""

from typing import Any

from django.http import HttpRequest


def person_of(request: HttpRequest) -> Any:
    """The signed-in person who proved to be there on this device; None for everybody else (T16)."""
    user: Any = request.user
    if not user.is_authenticated or user.is_staff or user.person_id is None:
        return None
    here = getattr(request, "sign_in", None)
    return None if here is not None and here.proved_at is None else user.person
