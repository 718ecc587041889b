"""Forgetting pictures, and tidying up after crashes (P71 retention, T54)."""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from yibao.audit import services as audit
from yibao.cases.states import CaseState
from yibao.kernel import clock, moments
from yibao.kernel.batches import Walk

from ..gateways.document_files import shelf as files
from ..models import BindingRequest, Document
from ..states import OPEN_REQUESTS, RequestState
from . import document_room as room
from . import moves

#: An upload is over after minutes; what is older and has no row belongs to nothing.
STRAY_AFTER = timedelta(hours=1)
_RUNNING = (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.RETURNED)
_KEPT_ALIVE = (RequestState.DRAFT, *OPEN_REQUESTS)
_BATCH = 200
_log = structlog.get_logger(__name__)


def erase_of(*, by: Any, request: BindingRequest) -> int:
    """Erase every picture of a request with its key; the rows stay without them. How many."""
    with transaction.atomic():
        locked = moves.locked(by=by, request_id=request.pk)
        rows = Document.objects.select_for_update(of=("self",)).filter(request=locked)
        erased = [_erase(by, locked, row) for row in rows.exclude(file_token="")]
    return len(erased)


def erase_all_of(*, by: Any, person: Any) -> int:
    """Erase the pictures of all requests of a person who leaves. How many."""
    rows = BindingRequest.objects.filter(holder=person, documents__isnull=False).distinct()
    return sum(erase_of(by=by, request=row) for row in rows.order_by("pk"))


def _erase(by: Any, request: BindingRequest, row: Document) -> Document:
    row.state, row.removed_at = Document.State.REMOVED, clock.now(request.tenant)
    row.look_hash = row.source_sha256 = ""
    row.save(update_fields=["state", "removed_at", "look_hash", "source_sha256"])
    room.forget(by=by, request=request, document=row)
    audit.record(
        "family.document.erased",
        by=by,
        subject=row,
        tenant_id=request.tenant_id,
        data={"request": request.number, "slot": row.slot_code, "page": row.page},
    )
    return row


def sweep(*, by: Any, older_than: timedelta = STRAY_AFTER, walk: Walk | None = None) -> int:
    """Finish or undo what a crash left, and erase what is past its time; how many were touched.

    After a run through all rows every file has its row and every row that names a file has it
    (T54). A run that goes on where another stopped (``walk``) looks at rows only.
    """
    walk = walk or Walk()
    is_first = not walk.after
    done = _settle_files(older_than) + erase_overdue(by=by) if is_first else 0
    return done + _give_up_lost(by, older_than, walk)


def _settle_files(older_than: timedelta) -> int:
    """Files are listed before their rows are asked for, a piece at a time."""
    done = 0
    for seen in files.pieces(_BATCH):
        rows = Document.objects.filter(file_token__in=seen)
        known = set(rows.values_list("file_token", flat=True))
        done += files.settle(seen, known, older_than)
    return done


def _give_up_lost(by: Any, older_than: timedelta, walk: Walk) -> int:
    """Rows whose file is nowhere: the picture is gone, and the page asks for it again."""
    rows = Document.objects.exclude(file_token="").only("pk", "ref", "file_token", "request_id")
    old = rows.filter(uploaded_at__lte=clock.now() - older_than)
    lost = 0
    for row in walk.rows(old):
        if files.exists(row.file_token):
            continue
        lost += 1
        _log.error("family.document.lost", document=row.ref)
        with transaction.atomic():
            request = moves.locked(by=by, request_id=row.request_id)
            fresh = Document.objects.select_for_update(of=("self",)).get(pk=row.pk)
            if fresh.file_token:
                _erase(by, request, fresh)
    return lost


def erase_overdue(*, by: Any) -> int:
    """Pictures of requests that ended longer ago than they are kept (P71).

    What an officer looks at again is kept until the appeal is decided (P184).
    """
    kept, unsent = timedelta(settings.DOCUMENT_KEPT_DAYS), timedelta(settings.DOCUMENT_UNSENT_DAYS)
    holding = Document.objects.exclude(file_token="").values("request")
    with_files = BindingRequest.objects.exclude(state__in=_KEPT_ALIVE).filter(pk__in=holding)
    left = moments.due(lambda now: Q(touched_at__lt=now - unsent), tenant="tenant")
    never_sent = with_files.filter(left, submitted_at__isnull=True)
    old = moments.due(lambda now: Q(decided_at__lt=now - kept), tenant="tenant")
    over = with_files.filter(old).exclude(appeal_case__state__in=_RUNNING)
    due = [*never_sent[:_BATCH], *over[:_BATCH]]
    return sum(erase_of(by=by, request=request) for request in due)
