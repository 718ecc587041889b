"""Reading stored pictures: sealed, compared with what was stored; originals (T30, T35, T94)."""

from typing import Any

from yibao.audit import glass
from yibao.audit import services as audit
from yibao.kernel.errors import NotFound

from ..data.photos import Rendition
from ..errors.documents import OriginalClosed
from ..gateways import watermark
from ..gateways.document_files import shelf as files
from ..models import Document
from ..selectors import documents as selectors

ORIGINAL = glass.Kind.ORIGINAL_FILE
#: Longest side of what is shown, by the word in the address.
SIZES = {"": 1600, "large": 2400, "small": 480}


def stamped(*, by: Any, jpeg: bytes, words: str, size: str) -> Rendition:
    """A clean picture as it may leave: at most ``SIZES[size]`` long, ``words`` all over it."""
    return Rendition(watermark.stamp(jpeg, words, SIZES[size]))


def plain_of(*, by: Any, row: Document) -> bytes:
    """The clean picture; a file that was changed is none (T35). ``by`` was checked by the caller.

    Raises ``request.not_found``.
    """
    plain = files.proven(row.file_token, row.file_key, row.sha256)
    if plain is None:
        raise NotFound
    return plain


def open_original(*, by: Any, ref: str) -> Rendition:
    """The picture as it is stored, full size and without watermark: break glass, and logged (T94).

    Only for the officer who holds the case. Raises ``OriginalClosed`` (with ``_subject``) where no
    window is open for this file, ``request.not_found`` for everybody else.
    """
    found = selectors.for_reader(by, ref)
    if found is None or found[1] != selectors.REVIEWER:
        raise NotFound
    row = found[0]
    if not glass.look(by=by, subject=row, kind=ORIGINAL):
        raise OriginalClosed(_subject=audit.subject_of(row))
    plain = plain_of(by=by, row=row)
    audit.record(
        "family.document.original_opened",
        by=by,
        subject=row,
        tenant_id=row.request.tenant_id,
        data={"request": row.request.number, "sha256": row.sha256},
    )
    return Rendition(plain)
