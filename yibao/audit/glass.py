"""Break glass: ten minutes of one subject in full, for a reason, signed off by a lead (T94).

The window is judged by the database's clock inside the asking statement. It belongs to the person:
it ends with log-out, with a new login, with the loss of the right and with the account.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from yibao.kernel import masking

from . import glass_subjects, services
from .errors import (
    GlassNoteMissing,
    GlassOwn,
    GlassReasonMissing,
    GlassRefused,
    GlassSignedOff,
    GlassStillOpen,
)
from .events import glass_opened
from .models import AuditEvent, GlassSession

OPEN_RIGHT = "audit.open_glasssession"
SIGN_RIGHT = "audit.sign_glasssession"
VIEW_RIGHT = "audit.view_glasssession"
LIFE = timedelta(minutes=10)
#: A lead looks at each session within this time after it is over.
SIGN_WITHIN = timedelta(days=3)
SHOWN = "audit.glass.shown"
Kind = GlassSession.Kind


def open_session(*, by: Any, subject: Any, kind: str, reason: str) -> GlassSession:
    """Let ``by`` see the subject in full for ten minutes; an earlier window of it ends.

    ``subject`` is a row or ``<label>:<id>``. Raises ``GlassRefused``, ``GlassReasonMissing``.
    """
    name, words = services.subject_of(subject), masking.mask_text(reason.strip())[:60]
    if not (by.is_active and by.has_perm(OPEN_RIGHT)) or kind not in Kind.values:
        raise GlassRefused
    if glass_subjects.title_for(by, name, kind) is None:
        raise GlassRefused
    if len(words) < 2:
        raise GlassReasonMissing
    with transaction.atomic():
        _running().filter(staff=by, subject=name, kind=kind).update(ended_at=Now())
        made = GlassSession.objects.create(
            tenant_id=by.tenant_id, staff=by, kind=kind, subject=name, reason=words,
            began_at=Now(), ends_at=Now() + LIFE,
        )  # fmt: skip
        made.refresh_from_db()
        _record("opened", by, made, reason=words)
        glass_opened.send(sender=GlassSession, session=made)
    return made


def is_open(by: Any, subject: Any, kind: str) -> bool:
    """Whether ``by`` may see the subject in full at this moment, by the database's clock."""
    return _of(by, subject, kind) is not None


def look(*, by: Any, subject: Any, kind: str) -> bool:
    """``is_open`` for a page that now shows it: the showing is written down."""
    session = _of(by, subject, kind)
    if session is None:
        return False
    _record("shown", by, session)
    return True


def end(*, by: Any, session_id: UUID) -> GlassSession:
    """End a window early: one's own, or as a lead anybody's in the tenant. Safe to repeat."""
    with transaction.atomic():
        session = _locked(by, session_id)
        if session.staff_id != by.pk and not by.has_perm(SIGN_RIGHT):
            raise GlassRefused
        if _running().filter(pk=session.pk).update(ended_at=Now()):
            _record("ended", by, session)
    session.refresh_from_db()
    return session


def end_all(*, by: Any, staff: Any) -> int:
    """End every window of a member of staff: log-out, loss of rights, leaving. Says how many."""
    with transaction.atomic():
        running = list(_running().select_for_update().filter(staff_id=staff.pk))
        for session in running:
            _record("ended", by, session)
        _running().filter(pk__in=[one.pk for one in running]).update(ended_at=Now())
    return len(running)


def sign_off(*, by: Any, session_id: UUID, is_in_order: bool, note: str = "") -> GlassSession:
    """A lead's word about a session that is over: in order, or not and why; once, never the own.

    Raises ``GlassRefused``, ``GlassOwn``, ``GlassStillOpen``, ``GlassSignedOff``,
    ``GlassNoteMissing``.
    """
    words = masking.mask_text(note.strip())[:200]
    if not by.has_perm(SIGN_RIGHT):
        raise GlassRefused
    with transaction.atomic():
        session = _locked(by, session_id)
        if session.staff_id == by.pk:
            raise GlassOwn
        if session.signed_by_id is not None:
            raise GlassSignedOff
        if _running().filter(pk=session.pk).exists():
            raise GlassStillOpen
        if not is_in_order and not words:
            raise GlassNoteMissing
        GlassSession.objects.filter(pk=session.pk).update(
            signed_by=by, signed_at=Now(), is_in_order=is_in_order, sign_note=words
        )
        _record("signed_off", by, session, in_order=is_in_order)
    session.refresh_from_db()
    return session


# ---- reading ----


def seen_by(reader: Any) -> "QuerySet[GlassSession]":
    """Sessions that a member of staff may read: the tenant's for leads and auditors, else the own.

    Newest first; ``is_running`` is judged by the database.
    """
    rows = GlassSession.objects.select_related("staff", "signed_by").annotate(
        is_running=Q(ended_at__isnull=True, ends_at__gt=Now())
    )
    rows = rows.order_by("-began_at", "-pk")
    if reader.is_superuser:
        return rows
    rows = rows.filter(tenant_id=reader.tenant_id)
    return rows if reader.has_perm(VIEW_RIGHT) else rows.filter(staff=reader)


def waiting(reader: Any) -> "QuerySet[GlassSession]":
    """What this lead should sign off: over, without a word, not the own."""
    return seen_by(reader).filter(is_running=False, signed_by=None).exclude(staff_id=reader.pk)


def overdue(reader: Any) -> "QuerySet[GlassSession]":
    """Of these, what has waited for more than three days."""
    return waiting(reader).filter(ends_at__lt=Now() - SIGN_WITHIN)


def showings(session: GlassSession) -> list[datetime]:
    """When it was shown in full, oldest first."""
    rows = AuditEvent.objects.filter(
        subject=session.subject, verb=SHOWN, data__session=str(session.pk)
    )
    return list(rows.order_by("at").values_list("at", flat=True))


# ---- inside ----


def _running() -> "QuerySet[GlassSession]":
    return GlassSession.objects.filter(ended_at__isnull=True, ends_at__gt=Now())


def _of(by: Any, subject: Any, kind: str) -> GlassSession | None:
    if not (getattr(by, "is_active", False) and by.has_perm(OPEN_RIGHT)):
        return None
    mine = _running().filter(staff_id=by.pk, subject=services.subject_of(subject), kind=kind)
    return mine.first()


def _locked(by: Any, session_id: UUID) -> GlassSession:
    rows = GlassSession.objects.select_for_update(of=("self",))
    if not by.is_superuser:
        rows = rows.filter(tenant_id=by.tenant_id)
    session = rows.filter(pk=session_id).first()
    if session is None:
        raise GlassRefused
    return session


def _record(what: str, by: Any, session: GlassSession, **data: Any) -> None:
    services.record(
        f"audit.glass.{what}",
        by=by,
        subject=session.subject,
        tenant_id=session.tenant_id,
        data={"session": str(session.pk), "kind": session.kind, **data},
    )
