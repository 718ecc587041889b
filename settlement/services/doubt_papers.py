"""Photos of a doubt about a bill: taken in, shown with a watermark, forgotten (T30, T43–T54).

The way in is that of all papers: judged by content, scanned, drawn anew by a limited program,
sealed in a file; nothing of the upload itself is kept. Locks: the doubt.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from family.errors.documents import UploadFailed, UploadRoomFull, UploadUnsafe
from family.services import document_intake as intake
from family.services import document_reading as reading
from yibao.audit import services as audit
from yibao.kernel import clock, moments, rates
from yibao.kernel.errors import NotFound, TooManyRequests
from yibao.kernel.sealedfiles import SealedFile

from ..errors import DisputeAnswered, DoubtPapersFull
from ..gateways.paper_files import shelf
from ..models import Dispute, DoubtPaper
from ..selectors import doubt_papers as selectors

#: Uploads of one login in an hour; each costs a second of a processor.
MOST_AN_HOUR = 30
WATERMARK = "仅用于核查医保账单"
#: What is older and has no row belongs to nothing.
STRAY_AFTER = timedelta(hours=1)
_BATCH = 200
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A clean picture that lies sealed and has no row yet."""

    file: SealedFile
    width: int
    height: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One upload: the digest of what came, and its clean pages."""

    source_sha256: str
    sheets: tuple[_Sheet, ...]

    def drop(self) -> None:
        """No row came to it: nothing of it stays."""
        for sheet in self.sheets:
            shelf.drop(sheet.file.token)


def take_in(*, by: Any, upload: Any, most: int = selectors.MOST) -> Taken:
    """Judge, scan, redraw and seal one upload (a Django file); never inside a transaction.

    The caller gives it to ``attach`` or drops it. Raises the refusals of
    ``family.errors.documents`` and ``rate.limited``.
    """
    _, data = intake.taken(by=by, upload=upload)
    if rates.hit(f"settlement.paper:{by.pk}", seconds=3600) > MOST_AN_HOUR:
        raise TooManyRequests(retry_after=rates.seconds_left(3600))
    try:
        pages = intake.clean_pages(by=by, data=data, most_pages=most, slot_pages=selectors.MOST)
    except UploadUnsafe:
        with transaction.atomic():
            audit.record("settlement.paper.refused_unsafe", by=by, subject=by)
        raise
    return Taken(hashlib.sha256(data).hexdigest(), _sealed(pages))


def _sealed(pages: list[Any]) -> tuple[_Sheet, ...]:
    sheets: list[_Sheet] = []
    try:
        for page in pages:
            digest = hashlib.sha256(page.jpeg).hexdigest()
            file = shelf.write(page.jpeg)
            sheets.append(_Sheet(file, page.width, page.height, len(page.jpeg), digest))
    except OSError as full:
        for sheet in sheets:
            shelf.drop(sheet.file.token)
        raise UploadFailed(reason="现在存不下新照片。") from full
    return tuple(sheets)


def attach(*, by: Any, dispute: Dispute, taken: Taken) -> list[DoubtPaper]:
    """Rows for an upload; the caller holds the lock of the doubt and its transaction.

    A photo that lies there already counts once. Raises ``dispute.papers_full``,
    ``family.upload.room_full``.
    """
    lying = selectors.current(dispute)
    known = [one for one in lying if one.source_sha256 == taken.source_sha256]
    if known:
        transaction.on_commit(taken.drop, robust=True)
        return known
    if len(lying) + len(taken.sheets) > selectors.MOST:
        raise DoubtPapersFull(most=selectors.MOST)
    size = sum(sheet.size for sheet in taken.sheets)
    if selectors.bytes_of(by) + size > settings.UPLOAD_PERSON_BYTES:
        raise UploadRoomFull(most=settings.UPLOAD_PERSON_BYTES // 2**20)
    made = [_row(by, dispute, taken, number) for number in range(len(taken.sheets))]
    transaction.on_commit(lambda: _arrive(made), robust=True)
    return made


def _row(by: Any, dispute: Dispute, taken: Taken, number: int) -> DoubtPaper:
    sheet = taken.sheets[number]
    row = DoubtPaper.objects.create(
        dispute=dispute, page=number + 1, file_token=sheet.file.token, file_key=sheet.file.key,
        width=sheet.width, height=sheet.height, size=sheet.size, sha256=sheet.sha256,
        source_sha256=taken.source_sha256, uploaded_by=by,
        uploaded_at=clock.now(dispute.settlement.person.tenant),
    )  # fmt: skip
    _record("stored", by, row)
    return row


def _arrive(made: list[DoubtPaper]) -> None:
    for row in made:
        shelf.arrive(row.file_token)


def add(*, by: Any, ref: str, upload: Any) -> list[DoubtPaper]:
    """One more photo for an open doubt of one's own.

    Raises ``NotFound``, ``DisputeAnswered`` and what ``take_in`` and ``attach`` raise.
    """
    row = Dispute.objects.filter(ref=ref, user=by).first()
    if row is None:
        raise NotFound
    if not selectors.may_add(row):
        raise DisputeAnswered
    room = selectors.MOST - len(selectors.current(row))
    if room <= 0:
        raise DoubtPapersFull(most=selectors.MOST)
    taken = take_in(by=by, upload=upload, most=room)
    is_kept = False
    try:
        with transaction.atomic():
            locked = _locked(ref)
            if not selectors.may_add(locked):
                raise DisputeAnswered
            made = attach(by=by, dispute=locked, taken=taken)
        is_kept = True
    finally:
        if not is_kept:
            taken.drop()
    return made


def _locked(ref: str) -> Dispute:
    rows = Dispute.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("settlement__person__tenant").get(ref=ref)


def remove(*, by: Any, ref: str, paper: str) -> None:
    """Take a photo of one's own away while nobody has answered; picture and key are erased.

    Raises ``NotFound``, ``DisputeAnswered``.
    """
    with transaction.atomic():
        if not Dispute.objects.filter(ref=ref, user=by).exists():
            raise NotFound
        dispute = _locked(ref)
        row = DoubtPaper.objects.filter(ref=paper, dispute=dispute).first()
        if row is None:
            raise NotFound
        if row.removed_at is not None:
            return
        if not selectors.may_add(dispute):
            raise DisputeAnswered
        _erase(by, dispute, row, "removed")


def open_for(*, by: Any, ref: str, size: str = "") -> Any:
    """A photo with its watermark for somebody who may look; each look is in the audit log (T30).

    ``size`` is empty, ``small`` or ``large``. Raises ``request.not_found`` for everybody else, and
    where the file is gone or was changed (T35).
    """
    found = selectors.for_reader(by, ref)
    if found is None or size not in reading.SIZES:
        raise NotFound
    row, role = found
    plain = _plain(row)
    words = f"{WATERMARK} {clock.today(row.dispute.settlement.person.tenant):%Y-%m-%d}"
    if role == selectors.REVIEWER:
        words = f"{words} {by.username}"
    with transaction.atomic():
        _record("looked_at", by, row, role=role, size=size)
    return reading.stamped(by=by, jpeg=plain, words=words, size=size)


def _plain(row: DoubtPaper) -> bytes:
    plain = shelf.proven(row.file_token, row.file_key, row.sha256)
    if plain is None:
        raise NotFound
    return plain


def erase_of(*, by: Any, dispute: Dispute) -> int:
    """Erase every photo of a doubt; the rows stay without them. How many."""
    with transaction.atomic():
        locked = _locked(dispute.ref)
        rows = list(selectors.with_files().filter(dispute=locked).order_by("pk"))
        for row in rows:
            _erase(by, locked, row, "erased")
    return len(rows)


def _erase(by: Any, dispute: Dispute, row: DoubtPaper, verb: str) -> None:
    token = row.file_token
    row.file_token, row.file_key, row.source_sha256 = "", None, ""
    row.removed_at = clock.now(dispute.settlement.person.tenant)
    row.save(update_fields=["file_token", "file_key", "source_sha256", "removed_at"])
    _record(verb, by, row)
    transaction.on_commit(lambda: shelf.drop(token), robust=True)


def erase_overdue(*, by: Any) -> int:
    """Photos of doubts that were answered longer ago than papers are kept (P71). How many."""
    kept = timedelta(settings.DOCUMENT_KEPT_DAYS)
    old = moments.due(
        lambda now: Q(answered_at__lt=now - kept), tenant="settlement__person__tenant"
    )
    holding = selectors.with_files().values("dispute")
    due = Dispute.objects.filter(old, pk__in=holding).order_by("pk")[:_BATCH]
    return sum(erase_of(by=by, dispute=row) for row in due)


def sweep(*, by: Any, older_than: timedelta = STRAY_AFTER) -> int:
    """Finish or undo what a crash left, and erase what is past its time; how many (T54)."""
    done = erase_overdue(by=by)
    for seen in shelf.pieces(_BATCH):
        rows = DoubtPaper.objects.filter(file_token__in=seen)
        done += shelf.settle(seen, set(rows.values_list("file_token", flat=True)), older_than)
    return done


def _record(what: str, by: Any, row: DoubtPaper, **data: str) -> None:
    audit.record(
        f"settlement.paper.{what}",
        by=by,
        subject=row,
        tenant_id=row.dispute.settlement.tenant_id,
        data={"doubt": row.dispute.ref, **data},
    )
