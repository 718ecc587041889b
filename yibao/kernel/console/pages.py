"""Pages of the console that list no model: behind its login, second factor and a right."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy

View = Callable[..., HttpResponse]


def console_page(*rights: str) -> Callable[[View], View]:
    """For staff in the console with one of the rights; others get 403, visitors its login."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.has_perm(right) for right in rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        wrapped = admin.site.admin_view(guarded)
        wrapped.login_url = reverse_lazy("admin:login")  # else visitors land on citizens' login
        return wrapped

    return decorate


def page_context(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    """What every page of the console shows around its content."""
    return {**admin.site.each_context(request), "title": title, **more}
