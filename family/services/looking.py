"""Looks of officers at requests, each one recorded (T94, P182)."""

from typing import Any

from django.db import transaction

from yibao.audit import glass
from yibao.audit import services as audit

from ..models import BindingRequest


def note_view(*, by: Any, request: BindingRequest) -> None:
    """Somebody of the staff opened a request."""
    _record("family.request.viewed", by, request)


def unmask(*, by: Any, request: BindingRequest, reason: str) -> None:
    """Open full names and numbers of a request for ten minutes (break glass, T94).

    Raises ``GlassRefused``, ``GlassReasonMissing``.
    """
    glass.open_session(by=by, subject=request, kind=glass.Kind.FULL_NUMBER, reason=reason)


def shows_in_full(*, by: Any, request: BindingRequest) -> bool:
    """Whether the page that is made now may show full numbers; if so, that is written down."""
    return glass.look(by=by, subject=request, kind=glass.Kind.FULL_NUMBER)


def _record(verb: str, by: Any, request: BindingRequest, **data: str) -> None:
    with transaction.atomic():
        audit.record(
            verb,
            by=by,
            subject=request,
            tenant_id=request.tenant_id,
            data={"number": request.number, **data},
        )
