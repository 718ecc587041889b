"""Who may open a page of the portal."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from . import selectors
from .errors import VendorStateRefused
from .models import Member
from .states import VendorState

_RANKS = {Member.Role.VIEWER: 0, Member.Role.DEVELOPER: 1, Member.Role.OWNER: 2}
View = Callable[..., HttpResponse]


def with_member(role: str = Member.Role.VIEWER) -> Callable[[View], View]:
    """Let in members of a vendor with at least this role; the view finds ``request.member``.

    Strangers are sent to ``/dev/login/``; members with less get 403. Of a suspended vendor nobody
    changes anything (``portal.vendor_state``).
    """

    def decorate(view: View) -> View:
        @login_not_required
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            member = selectors.member_of(request.user)
            if member is None:
                return _to_login(request)
            if not request.user.is_verified():
                return redirect("portal:second-factor")
            if _RANKS[member.role] < _RANKS[role]:
                raise PermissionDenied
            is_change = request.method not in ("GET", "HEAD")
            if is_change and member.vendor.state == VendorState.SUSPENDED:
                raise VendorStateRefused(state=member.vendor.get_state_display())
            request.member = member
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _to_login(request: HttpRequest) -> HttpResponse:
    after = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('portal:login')}?{after}")
