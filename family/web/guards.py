"""Who may open a page of the family account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from yibao.kernel.errors import NotFound

from ..models import BindingRequest
from ..selectors import requests

View = Callable[..., HttpResponse]


def for_insured(view: View) -> View:
    """A page for a signed-in person whose identity is known; never cached (T07, T98)."""

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


def own_request(request: HttpRequest, ref: str) -> BindingRequest:
    """The signed-in holder's request; anybody else's does not exist (T31)."""
    found = requests.of_holder(request.user.person, ref)
    if found is None:
        raise NotFound
    return found
