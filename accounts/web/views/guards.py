"""Who is on which step."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User

View = Callable[..., HttpResponse]
STEPS = 4


def citizens_only(view: View) -> View:
    """Staff accounts have no insured person; their page says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.kind != User.Kind.CITIZEN:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def before_real_name(view: View) -> View:
    """Steps that are over once the account has its person."""

    @citizens_only
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.person_id is not None:
            return redirect("accounts:insured")
        return view(request, *args, **kwargs)

    return guarded
