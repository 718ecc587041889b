"""Pages for a signed-in person whose identity is known, whichever app they belong to."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def for_insured(view: View) -> View:
    """Never cached; staff are refused, others prove their name first (T07, T98)."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        if user.is_staff:
            raise PermissionDenied
        if user.person_id is None:
            return redirect("accounts:real-name")
        return view(request, *args, **kwargs)

    return guarded
