"""Who may call a view: the scope that the view names (T75)."""

from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from yibao.kernel.errors import ScopeMissing

_UNSET = object()


class HasRequiredScope(BasePermission):
    """The token carries ``required_scopes`` of the view.

    A text for every verb, a dict by verb (``{"GET": …, "POST": …}``), or None for any client. A
    view or verb that names nothing is closed.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        """True, or the fitting refusal raised."""
        if not getattr(request.user, "is_authenticated", False):
            raise NotAuthenticated
        if not hasattr(view, (request.method or "").lower()):
            # The framework answers 405 right after this.
            return True
        needed = self._needed(request, view)
        if needed is None or needed in request.user.scopes:
            return True
        raise ScopeMissing(scope=needed)

    def _needed(self, request: Request, view: Any) -> str | None:
        required = getattr(view, "required_scopes", _UNSET)
        if isinstance(required, dict):
            verb = "GET" if request.method == "HEAD" else request.method
            return required.get(verb, "—")
        return "—" if required is _UNSET else required
