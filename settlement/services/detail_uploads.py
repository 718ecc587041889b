"""Receiving a file of details in pieces, in constant memory, into the database by COPY.

Each block of rows commits on its own, so that the progress can be read; the newest sender alone
writes (``Reconciliation.upload``). A wrong line, a broken connection or a wrong digest leaves no
row behind.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yibao.kernel import clock
from yibao.kernel.errors import ScopeMissing
from yibao.kernel.ids import new_id

from ..data.clearing import COUNT_FIELD, SUM_FIELDS
from ..errors import (
    DetailLineRefused,
    DetailsCutShort,
    DetailsDigestWrong,
    DetailsOvertaken,
    ReconciliationBusy,
    ReconciliationClosed,
    ReconciliationNotFound,
    ReconciliationWorkedOn,
)
from ..models import Difference, Reconciliation, ReconciliationRow
from ..rules import details
from ..states import RECONCILIATION_MOVES, ReconciliationState
from . import reconciling

#: Rows of one block, and the time after which a silent sender may be overtaken.
BLOCK = 10_000
SILENCE = timedelta(minutes=2)
_COPY = (
    "COPY settlement_reconciliationrow (reconciliation_id, line, setl_id, medfee_sumamt_fen,"
    " fund_pay_sumamt_fen, acct_pay_fen, acct_mulaid_pay_fen, psn_cash_pay_fen, refd_setl_flag)"
    " FROM STDIN"
)


@dataclass(frozen=True, slots=True)
class FileAsk:
    """What is sent: ``form`` of ``details``, the bytes as they come, and what the head said of
    them: the length (None: open) and the digest (RFC 9530, empty: none)."""

    form: str
    pieces: Iterable[bytes]
    length: int | None = None
    digest: str = ""


@dataclass(slots=True)
class _Received:
    """What went by so far."""

    upload: UUID
    reconciliation_id: UUID
    digest: Any = field(default_factory=hashlib.sha256)
    size: int = 0
    count: int = 0
    sums: list[int] = field(default_factory=lambda: [0] * len(SUM_FIELDS))


def receive(*, by: Any, institution: Any, ref: str, ask: FileAsk) -> Reconciliation:
    """Take a whole file or nothing of it; the comparison follows by itself.

    Makes its own transactions. Raises ``ReconciliationNotFound``, ``ReconciliationClosed``,
    ``ReconciliationBusy``, ``ReconciliationWorkedOn``, ``DetailLineRefused``,
    ``DetailsCutShort``, ``DetailsDigestWrong`` and ``DetailsOvertaken``.
    """
    received = _begin(by, institution, ref)
    is_whole = False
    try:
        _store(received, ask)
        _check(received, ask)
        row = _end(by, received)
        is_whole = True
    finally:
        if not is_whole:
            _drop(by, received)
    return row


def _begin(by: Any, institution: Any, ref: str) -> _Received:
    if institution is None:
        raise ScopeMissing(scope=reconciling.SCOPE)
    with transaction.atomic():
        row = (
            Reconciliation.objects.select_for_update()
            .filter(institution=institution, ref=ref)
            .first()
        )
        if row is None:
            raise ReconciliationNotFound
        moment = clock.now()
        if row.state == ReconciliationState.LOADING:
            _refuse_busy(row, moment)
        elif not RECONCILIATION_MOVES.allows(row.state, ReconciliationState.LOADING):
            raise ReconciliationClosed(state=row.get_state_display())
        if Difference.objects.filter(reconciliation=row, resolved_by__isnull=False).exists():
            raise ReconciliationWorkedOn
        row.upload = new_id()
        fresh = {"touched_at": moment, "rows_received": 0, "received": None, "failure": ""}
        if row.state == ReconciliationState.LOADING:
            for name, value in fresh.items():
                setattr(row, name, value)
            row.save(update_fields=["upload", *fresh])
        else:
            reconciling.move(
                by=by, row=row, to=ReconciliationState.LOADING, data={}, upload=row.upload, **fresh
            )
        _forget_rows(row.pk)
    return _Received(row.upload, row.pk)


def _refuse_busy(row: Reconciliation, moment: Any) -> None:
    if row.touched_at is not None and moment - row.touched_at < SILENCE:
        raise ReconciliationBusy


def _store(received: _Received, ask: FileAsk) -> None:
    rows = details.rows_of(ask.form, _watched(received, ask.pieces))
    try:
        while block := list(islice(rows, BLOCK)):
            _copy(received, block)
    except details.LineRefused as wrong:
        raise DetailLineRefused(line=wrong.line, reason=wrong.reason) from wrong


def _watched(received: _Received, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        received.digest.update(piece)
        received.size += len(piece)
        yield piece


def _copy(received: _Received, block: list[details.Row]) -> None:
    """One block of rows and the progress, in one transaction."""
    text = "".join(
        f"{received.reconciliation_id}\t{line}\t{setl_id}\t"
        f"{medfee}\t{fund}\t{account}\t{aid}\t{cash}\t{flag}\n"
        for line, setl_id, (medfee, fund, account, aid, cash), flag in block
    )
    with transaction.atomic():
        row = _held(received)
        with connection.cursor() as cursor, cursor.copy(_COPY) as target:
            target.write(text)
        for place, column in enumerate(zip(*(one.amounts for one in block), strict=True)):
            received.sums[place] += sum(column)
        received.count += len(block)
        row.rows_received, row.touched_at = received.count, clock.now()
        row.save(update_fields=["rows_received", "touched_at"])


def _held(received: _Received) -> Reconciliation:
    """The row under lock while this sender is the newest."""
    row = Reconciliation.objects.select_for_update().get(pk=received.reconciliation_id)
    if row.upload != received.upload or row.state != ReconciliationState.LOADING:
        raise DetailsOvertaken
    return row


def _check(received: _Received, ask: FileAsk) -> None:
    if ask.length is not None and received.size != ask.length:
        raise DetailsCutShort
    if ask.digest and ask.digest != _named(received.digest.digest()):
        raise DetailsDigestWrong


def _named(digest: bytes) -> str:
    return f"sha-256=:{base64.b64encode(digest).decode()}:"


def _end(by: Any, received: _Received) -> Reconciliation:
    sums = {**dict(zip(SUM_FIELDS, received.sums, strict=True)), COUNT_FIELD: received.count}
    digest = received.digest.hexdigest()
    with transaction.atomic():
        row = _held(received)
        reconciling.move(
            by=by,
            row=row,
            to=ReconciliationState.COMPARING,
            data={"rows": received.count, "sha256": digest},
            received=sums,
            rows_received=received.count,
            rows_sha256=digest,
            touched_at=clock.now(),
        )
    return row


def _drop(by: Any, received: _Received) -> None:
    """Nothing of a broken file is kept; another sender's rows are left alone."""
    with transaction.atomic():
        row = Reconciliation.objects.select_for_update().get(pk=received.reconciliation_id)
        if row.upload != received.upload or row.state != ReconciliationState.LOADING:
            return
        _forget_rows(row.pk)
        reconciling.move(
            by=by,
            row=row,
            to=ReconciliationState.MISMATCH,
            data={"rows": received.count},
            rows_received=0,
            failure="明细没有收下",
        )


def _forget_rows(reconciliation_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    ReconciliationRow.objects.filter(reconciliation_id=reconciliation_id).delete()
