"""Who is on which step."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from yibao.kernel import proof

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


def with_person(view: View) -> View:
    """Pages for an account that has its person."""

    @citizens_only
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.person_id is None:
            return redirect("accounts:real-name")
        return view(request, *args, **kwargs)

    return guarded


def _proved_for(seconds: int, view: View) -> View:
    """An account without a person holds a number and nothing to prove with: it just signed in."""
    guarded = proof.needs_proof(seconds)(view)

    @wraps(view)
    def choose(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (guarded if request.user.person_id else view)(request, *args, **kwargs)

    return choose


def fresh(view: View) -> View:
    """A page that begins something: the owner proved to be there within five minutes (T28)."""
    return _proved_for(settings.PROOF_SECONDS, view)


def still(view: View) -> View:
    """A later page of the same matter: there was time to read and to take a photo."""
    return _proved_for(settings.RECHECK_SECONDS, view)


def safe_next(request: HttpRequest, address: str, otherwise: str) -> str:
    """Only pages of this site (no open redirect)."""
    fits = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if fits and address.startswith("/") else otherwise
