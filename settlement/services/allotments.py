"""Account money of a month (划入): a file is stored, checked, approved by another, then posted.

Nothing moves before the approval. What was posted is never undone: a wrong amount is put right by
a file of corrections, that again two people agree on.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction

from yibao.audit import services as audit
from yibao.kernel import clock, masking
from yibao.kernel.transitions import START

from ..errors import (
    AllotmentEmpty,
    AllotmentFileRefused,
    AllotmentKnown,
    AllotmentSamePerson,
    AllotmentStateRefused,
)
from ..models import AllotmentFile
from ..rules import allotments as rules
from ..states import ALLOTMENT_MOVES, AllotmentState

_BLOCK = 10_000
_COPY_MS = "600000"
_COPY = (
    "COPY settlement_allotmentrow (file_id, line, psn_no, month, amount_fen, problem) FROM STDIN"
)
_NULL = "\\N"


@dataclass(frozen=True, slots=True)
class FileAsk:
    """A file as it comes: ``kind`` of ``AllotmentFile.Kind``, its name and its bytes."""

    kind: str
    title: str
    pieces: Iterable[bytes]


@dataclass(slots=True)
class _Digest:
    sha256: Any = field(default_factory=hashlib.sha256)

    def watch(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.sha256.update(piece)
            yield piece


def upload(*, by: Any, ask: FileAsk) -> AllotmentFile:
    """Store a whole file or nothing of it; the check (dry run) follows by itself.

    Raises ``AllotmentFileRefused`` and ``AllotmentKnown``.
    """
    digest = _Digest()
    try:
        with transaction.atomic():
            row = AllotmentFile.objects.create(
                tenant_id=by.tenant_id,
                kind=ask.kind,
                title=masking.mask_text(ask.title)[:120],
                sha256=f"loading:{clock.now().timestamp():.6f}",
                uploaded_by=by,
                created_at=clock.now(),
            )
            row.rows_total = _store(row, rules.rows_of(ask.kind, digest.watch(ask.pieces)))
            row.sha256 = digest.sha256.hexdigest()
            row.save(update_fields=["rows_total", "sha256"])
            data = {"kind": row.kind, "rows": row.rows_total, "sha256": row.sha256}
            _note(by, row, ALLOTMENT_MOVES.verb(START, row.state), data)
    except rules.FileRefused as wrong:
        raise AllotmentFileRefused(line=wrong.line, reason=wrong.reason) from wrong
    except IntegrityError as twice:
        raise _known(by, digest.sha256.hexdigest()) from twice
    return row


def _store(row: AllotmentFile, found: Iterator[rules.Row]) -> int:
    with connection.cursor() as cursor:
        # One statement for the whole file: a million rows take longer than any page's statement.
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_COPY_MS])
        return _copied(cursor, row, found)


def _copied(cursor: Any, row: AllotmentFile, found: Iterator[rules.Row]) -> int:
    count = 0
    with cursor.copy(_COPY) as target:
        while block := list(islice(found, _BLOCK)):
            count += len(block)
            target.write(
                "".join(
                    f"{row.pk}\t{line}\t{psn_no}\t{month or _NULL}\t{fen}\t{problem}\n"
                    for line, psn_no, month, fen, problem in block
                )
            )
    return count


def _known(by: Any, sha256: str) -> AllotmentKnown:
    rows = AllotmentFile.objects.filter(tenant_id=by.tenant_id, sha256=sha256)
    return AllotmentKnown(ref=rows.exclude(state=AllotmentState.REJECTED).get().ref)


def approve(*, by: Any, file_id: Any, reason: str) -> AllotmentFile:
    """The second person agrees; posting follows by itself, piece by piece.

    Raises ``AllotmentStateRefused``, ``AllotmentSamePerson``, ``AllotmentEmpty``.
    """
    with transaction.atomic():
        row = locked(by=by, file_id=file_id, to=AllotmentState.APPROVED)
        if by is None or by.pk == row.uploaded_by_id:
            raise AllotmentSamePerson
        if not row.rows_ready:
            raise AllotmentEmpty
        row.decided_by, row.decided_at = by, clock.now()
        move(by=by, row=row, to=AllotmentState.APPROVED, data=_why(reason))
    return row


def reject(*, by: Any, file_id: Any, reason: str) -> AllotmentFile:
    """The file is not used; nothing was posted. Raises ``AllotmentStateRefused``."""
    with transaction.atomic():
        row = locked(by=by, file_id=file_id, to=AllotmentState.REJECTED)
        row.decided_by, row.decided_at, row.ended_at = by, clock.now(), clock.now()
        move(by=by, row=row, to=AllotmentState.REJECTED, data=_why(reason))
    return row


def locked(*, by: Any, file_id: Any, to: str) -> AllotmentFile:
    """The row under its lock, where it may become ``to``. Raises ``AllotmentStateRefused``."""
    row = AllotmentFile.objects.select_for_update(of=("self",)).get(pk=file_id)
    if not ALLOTMENT_MOVES.allows(row.state, to):
        raise AllotmentStateRefused(state=row.get_state_display())
    return row


def move(*, by: Any, row: AllotmentFile, to: str, data: dict[str, Any]) -> None:
    """One step along the table, saved with all that was set, and into the audit log."""
    verb = ALLOTMENT_MOVES.verb(row.state, to)
    row.state = to
    row.save()
    _note(by, row, verb, data)


def _why(reason: str) -> dict[str, str]:
    return {"reason": masking.mask_text(reason)}


def _note(by: Any, row: AllotmentFile, verb: str, data: dict[str, Any]) -> None:
    audit.record(verb, by=by, subject=row, tenant_id=row.tenant_id, data=data)
