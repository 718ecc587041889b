"""What a sign-in may do: ended elsewhere it is over; on a new device it opens little (T16, T28)."""

from collections.abc import Callable
from typing import Any

from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.selectors import sign_ins as found
from accounts.services import sign_ins
from yibao.kernel import proof

from .devices import SIGN_IN

Handler = Callable[[HttpRequest], HttpResponse]

# Open before the owner proved to be there: proving it, a forgotten password (by the face), and
# stopping a lost voucher.
# Pages that need no login are open anyway; the first page shows a masked name only.
BEFORE_PROOF = frozenset(
    {
        "vouchers:unlock",
        "vouchers:unlock-face",
        "vouchers:unlock-passkey",
        "vouchers:reset",
        "vouchers:face",
        "vouchers:suspend",
        "accounts:passkey-options",
        "accounts:face-waiting",
    }
)


class SignInMiddleware:
    """Follows the sign-in that a session carries; a session without one passes untouched."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        """Judge before the view runs."""
        session: Any = getattr(request, "session", None)
        user: Any = request.user
        if session is None or SIGN_IN not in session or not user.is_authenticated:
            return None
        row = found.running(user, session[SIGN_IN])
        if row is None:
            auth.logout(request)
            return redirect("accounts:login") if _needs_login(view_func) else None
        request.sign_in = row
        self._note(request, row)
        is_closed = user.person_id is not None and proof.is_on_new_device(request)
        return self._keep_out(request, view_func) if is_closed else None

    def _note(self, request: HttpRequest, row: Any) -> None:
        user: Any = request.user
        if row.proved_at is None and proof.way(request) in proof.STRONG:
            sign_ins.prove(by=user, row=row)
        sign_ins.see(by=user, row=row, session_key=request.session.session_key or "")

    def _keep_out(self, request: HttpRequest, view_func: Any) -> HttpResponse | None:
        is_open = request.resolver_match.view_name in BEFORE_PROOF or not _needs_login(view_func)
        if is_open:
            return None
        if request.method not in proof.SAFE:
            raise PermissionDenied("proof")
        return proof.ask(request)


def _needs_login(view_func: Any) -> bool:
    return getattr(view_func, "login_required", True)
