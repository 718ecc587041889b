"""Taking in, showing and forgetting pictures of papers (P71, P72, T30, T43–T54).

The order of ``store``: what it is by its content → malware → a clean picture made by a limited
program → a sealed file → its row, behind the locks of request and room → the file into its place.
Nothing of the upload itself is kept.
"""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction

from yibao.audit import services as audit
from yibao.kernel import clock, failpoints, rates
from yibao.kernel.errors import NotFound, TooManyRequests

from ..data.photos import Page, Rendition
from ..errors.documents import UploadFailed, UploadUnsafe
from ..gateways.document_files import shelf as files
from ..models import BindingRequest, Defect, Document
from ..rules import quality
from ..selectors import comparing
from ..selectors import documents as selectors
from ..states import RequestState
from . import document_intake as intake
from . import document_room as room
from . import moves
from .document_reading import SIZES, plain_of, stamped
from .document_upkeep import erase_of, sweep

__all__ = ["erase_of", "open_for", "remove", "reuse", "store", "sweep"]

_State = Document.State
#: Uploads of one person in an hour; each costs a second of a processor.
MOST_AN_HOUR = 120
WATERMARK = "仅用于医保亲情账户审核"


def store(
    *,
    by: Any,
    request: BindingRequest,
    slot_code: str,
    upload: Any,
    upload_id: str,
    kind: str = "PROOF",
    page: int = 1,
) -> Document:
    """Take one file into one place of a request; a PDF fills as many pages as it has.

    ``upload`` is a Django file. The same ``upload_id`` with the same bytes again answers with what
    was stored first; other bytes are another upload. A picture that lies in the place stays until
    the new one is stored. Never call it inside a transaction. Raises the refusals of
    ``errors.documents``, ``request.not_found`` for other people's requests and unknown places, and
    ``family.request.not_possible`` where nothing is to be handed in now.
    """
    slot = intake.place_for(by=by, request=request, code=slot_code, kind=kind)
    name, data = intake.taken(by=by, upload=upload)
    digest = hashlib.sha256(data).hexdigest()
    known = _known(request, upload_id, page)
    if known is not None and known.source_sha256 == digest:
        return _again(known)
    _count(by)
    upload_id = intake.upload_id(by=by, wanted=upload_id, is_taken=known is not None)
    what = {"by": by, "request": request, "slot_code": slot_code, "kind": kind, "page": page}
    what |= {"upload_id": upload_id, "digest": digest, "name": name}
    room.check(by=by, request=request, slot_code=slot_code, kind=kind, pages=[page])
    most = slot.max_pages - page + 1
    try:
        pages = intake.clean_pages(by=by, data=data, most_pages=most, slot_pages=slot.max_pages)
    except UploadUnsafe:
        _note_unsafe(**what)
        raise
    return _keep(pages=pages, **what)


def _known(request: BindingRequest, upload_id: str, page: int) -> Document | None:
    return Document.objects.filter(request=request, upload_id=upload_id, page=page).first()


def _again(known: Document) -> Document:
    if known.state == _State.QUARANTINED:
        raise UploadUnsafe
    return known


def _count(by: Any) -> None:
    if rates.hit(f"family.upload:{by.pk}", seconds=3600) > MOST_AN_HOUR:
        raise TooManyRequests(retry_after=rates.seconds_left(3600))


def _note_unsafe(
    *, by: Any, request: BindingRequest, slot_code: str, kind: str, page: int,
    upload_id: str, digest: str, name: str,
) -> None:  # fmt: skip
    """A row that says what came and that nothing of it is here (T53)."""
    with transaction.atomic():
        row = Document.objects.create(
            request=request, kind=kind, slot_code=slot_code, page=page,
            state=_State.QUARANTINED, upload_id=upload_id, original_name=name,
            source_sha256=digest, uploaded_by=by, uploaded_at=clock.now(request.tenant),
        )  # fmt: skip
        _record("refused_unsafe", by, row, request)


def _keep(
    *, by: Any, request: BindingRequest, pages: list[Page], slot_code: str, kind: str,
    page: int, upload_id: str, digest: str, name: str,
) -> Document:  # fmt: skip
    """Files first, then all rows in one transaction, then the files into their place (T54)."""
    sealed = _written(pages)
    failpoints.hit("file_temp_written")
    is_kept = False
    try:
        with transaction.atomic():
            locked = moves.locked(by=by, request_id=request.pk)
            intake.check_open(by=by, request=locked, kind=kind, code=slot_code)
            numbers = list(range(page, page + len(pages)))
            size = sum(len(one.jpeg) for one in pages)
            room.take(
                by=by, request=locked, slot_code=slot_code, kind=kind, pages=numbers, size=size
            )
            made = []
            for number, one, file in zip(numbers, pages, sealed, strict=True):
                version = _replace(by, locked, kind, slot_code, number)
                made.append(
                    Document.objects.create(
                        request=locked, kind=kind, slot_code=slot_code, page=number,
                        version=version, upload_id=upload_id, original_name=name,
                        file_token=file.token, file_key=file.key, width=one.width,
                        height=one.height, size=len(one.jpeg),
                        sha256=hashlib.sha256(one.jpeg).hexdigest(), source_sha256=digest,
                        look_hash=one.look_hash, quality=_quality(one, kind), uploaded_by=by,
                        uploaded_at=clock.now(request.tenant),
                    )
                )  # fmt: skip
            _mend(locked, slot_code, kind)
            for one in made:
                _record("stored", by, one, locked)
            transaction.on_commit(lambda: _arrive(made), robust=True)
        is_kept = True
    except IntegrityError as twice:
        return _first_of_two(request, upload_id, page, twice)
    finally:
        if not is_kept:
            for file in sealed:
                files.drop(file.token)
    return made[0]


def _written(pages: list[Page]) -> list[Any]:
    sealed: list[Any] = []
    try:
        for one in pages:
            sealed.append(files.write(one.jpeg))
    except OSError as full:
        for file in sealed:
            files.drop(file.token)
        raise UploadFailed(reason="现在存不下新照片。") from full
    return sealed


def _arrive(made: list[Document]) -> None:
    failpoints.hit("file_row_committed_before_rename")
    for one in made:
        files.arrive(one.file_token)


def _first_of_two(
    request: BindingRequest, upload_id: str, page: int, twice: IntegrityError
) -> Document:
    """The same upload came twice at once: the one that was stored counts."""
    known = _known(request, upload_id, page)
    if known is None:
        raise twice
    return _again(known)


def _replace(by: Any, request: BindingRequest, kind: str, slot_code: str, page: int) -> int:
    """Put the picture that lies here aside; the version of the next one."""
    rows = Document.objects.filter(request=request, kind=kind, slot_code=slot_code, page=page)
    for old in rows.filter(state=_State.STORED):
        old.state = _State.REPLACED
        old.save(update_fields=["state"])
        room.forget_unseen(by=by, request=request, document=old)
        _record("replaced", by, old, request)
    latest = rows.exclude(state=_State.QUARANTINED).order_by("-version").first()
    return latest.version + 1 if latest else 1


def _mend(request: BindingRequest, slot_code: str, kind: str, *, is_mended: bool = True) -> None:
    if kind == Document.Kind.APPEAL or request.state != RequestState.RETURNED:
        return
    here = Defect.objects.filter(request=request, round=request.round, slot_code=slot_code)
    here.update(is_mended=is_mended)


def _quality(page: Page, kind: str) -> dict[str, Any]:
    if kind == Document.Kind.SIGNATURE:
        return {}
    return {**page.measures, "flaws": quality.flaws(page.measures)}


def reuse(*, by: Any, request: BindingRequest, slot_code: str, upload_id: str) -> Document:
    """Take the page of the last approved request once more (用上次的), as a file of its own."""
    slot = intake.place_for(by=by, request=request, code=slot_code, kind="PROOF")
    old = selectors.reusable(request, slot)
    known = _known(request, upload_id, 1)
    if known is not None:
        return _again(known)
    if old is None:
        raise NotFound
    plain = plain_of(by=by, row=old)
    page = Page(plain, old.width, old.height, old.look_hash, {})
    made = _keep(
        by=by, request=request, pages=[page], slot_code=slot_code, kind="PROOF", page=1,
        upload_id=intake.upload_id(by=by, wanted=upload_id, is_taken=False),
        digest=old.source_sha256, name=old.original_name or "",
    )  # fmt: skip
    made.quality = {**old.quality, "reused_from": old.ref}
    made.save(update_fields=["quality"])
    return made


def remove(*, by: Any, ref: str) -> None:
    """Take a picture away from a request that is not handed in, or is to be mended."""
    found = selectors.for_reader(by, ref)
    if found is None or found[1] == selectors.REVIEWER:
        raise NotFound
    with transaction.atomic():
        request = moves.locked(by=by, request_id=found[0].request_id)
        row = Document.objects.select_for_update(of=("self",)).get(pk=found[0].pk)
        if row.state != _State.STORED:
            return
        intake.check_open(by=by, request=request, kind=row.kind, code=row.slot_code)
        row.state, row.removed_at = _State.REMOVED, clock.now(request.tenant)
        row.save(update_fields=["state", "removed_at"])
        room.forget_unseen(by=by, request=request, document=row)
        _mend(request, row.slot_code, row.kind, is_mended=False)
        _record("removed", by, row, request)


def open_for(*, by: Any, ref: str, size: str = "") -> Rendition:
    """A picture with its watermark for somebody who may look; the look is in the audit log (T30).

    ``size`` is empty, ``small`` or ``large``. Raises ``request.not_found`` for everybody else, and
    where the file is gone.
    """
    found = selectors.for_reader(by, ref) or comparing.of_comparer(by, ref)
    if found is None or size not in SIZES:
        raise NotFound
    row, role = found
    plain = plain_of(by=by, row=row)
    words = f"{WATERMARK} {clock.today(row.request.tenant):%Y-%m-%d}"
    if role != selectors.OWNER:
        words = f"{words} {by.username}"
    audit.record(
        "family.document.looked_at",
        by=by,
        subject=row,
        tenant_id=row.request.tenant_id,
        data={"request": row.request.number, "as": role, "size": size},
    )
    return stamped(by=by, jpeg=plain, words=words, size=size)


def _record(what: str, by: Any, row: Document, request: BindingRequest) -> None:
    audit.record(
        f"family.document.{what}",
        by=by,
        subject=row,
        tenant_id=request.tenant_id,
        data={"request": request.number, "slot": row.slot_code, "page": row.page},
    )
