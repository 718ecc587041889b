"""What may come in, and where: the checks before anything is stored (T45–T51, T53)."""

import re
import unicodedata
from typing import Any

import filetype
import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from yibao.kernel.errors import NotFound
from yibao.kernel.ids import new_ref

from ..data.photos import PDF, PICTURES, Page
from ..errors import RequestNotPossible
from ..errors.documents import (
    UploadEmpty,
    UploadFailed,
    UploadKind,
    UploadMissing,
    UploadPlaceClosed,
    UploadTooLarge,
    UploadTooManyPages,
    UploadUnsafe,
)
from ..gateways import renditions
from ..gateways.antivirus_port import AntivirusUnavailable
from ..models import BindingRequest
from ..selectors import documents as selectors
from ..states import RequestState

_UPLOAD_ID = re.compile(r"[A-Za-z0-9_-]{8,40}", re.ASCII)
_LONGEST_NAME = 120
_HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
_OPEN = {
    "PROOF": (RequestState.DRAFT, RequestState.RETURNED),
    "SIGNATURE": (RequestState.DRAFT, RequestState.RETURNED),
    "LETTER": (RequestState.DRAFT, RequestState.RETURNED),
    "APPEAL": (RequestState.REJECTED, RequestState.EXPIRED),
}
_log = structlog.get_logger(__name__)


def place_for(*, by: Any, request: BindingRequest, code: str, kind: str) -> Any:
    """The place that is to be filled; raises ``request.not_found``, ``RequestNotPossible``."""
    check_open(by=by, request=request, kind=kind, code=code)
    slot = selectors.slot_of(request, code, kind)
    if slot is None:
        raise NotFound
    return slot


def check_open(*, by: Any, request: BindingRequest, kind: str, code: str) -> None:
    """Whether ``by`` may hand this in now: the holder, or the clerk who fills the request in.

    A returned request is open at the places that were named, and nowhere else (feature 35).
    """
    is_holder = bool(by.person_id) and by.person_id == request.holder_id and not by.is_staff
    if not is_holder and request.clerk_id != by.pk:
        raise NotFound
    if kind not in _OPEN:
        raise NotFound
    if request.state not in _OPEN[kind]:
        raise RequestNotPossible(state=RequestState(request.state).label)
    if request.state == RequestState.RETURNED and not is_named(by=by, request=request, code=code):
        raise UploadPlaceClosed


def is_named(*, by: Any, request: BindingRequest, code: str) -> bool:
    """Whether the round that was returned asks for this place."""
    return request.defects.filter(round=request.round, slot_code=code).exists()


def taken(*, by: Any, upload: Any) -> tuple[str, bytes]:
    """Name and bytes of what was sent; raises for nothing, too much and emptiness."""
    if upload is None:
        raise UploadMissing
    most = settings.UPLOAD_FILE_BYTES
    if (upload.size or 0) > most:
        raise _too_large()
    data = upload.read(most + 1)
    if len(data) > most:
        raise _too_large()
    if not data:
        raise UploadEmpty
    return shown_name(by=by, name=upload.name or ""), data


def _too_large() -> UploadTooLarge:
    return UploadTooLarge(limit=f"{settings.UPLOAD_FILE_BYTES // 2**20} MB")


def shown_name(*, by: Any, name: str) -> str:
    """The sender's name of the file, for reading only: one line, no marks that turn text (T50)."""
    plain = "".join(sign for sign in name if not unicodedata.category(sign).startswith(("C", "Z")))
    return plain.rsplit("/", 1)[-1].rsplit("\\", 1)[-1][:_LONGEST_NAME]


def upload_id(*, by: Any, wanted: str, is_taken: bool) -> str:
    """The sender's own id where it is one and free, else a new one."""
    if is_taken or not _UPLOAD_ID.fullmatch(wanted or ""):
        return new_ref("U")
    return wanted


def clean_pages(*, by: Any, data: bytes, most_pages: int, slot_pages: int) -> list[Page]:
    """Judge the content, have it scanned, have it drawn anew.

    Raises ``UploadKind``, ``UploadUnsafe``, ``UploadFailed`` and the refusals of the renditions.
    """
    kind = kind_of(by=by, data=data)
    _scan(data)
    try:
        return renditions.render(data, kind, most_pages=most_pages)
    except UploadTooManyPages as more:
        raise UploadTooManyPages(most=min(slot_pages, more.extra["most"])) from more


def kind_of(*, by: Any, data: bytes) -> str:
    """The type by content, never by name (T47); raises ``UploadKind``."""
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "image/heic"
    found = filetype.guess_mime(data[:8192])
    if found in PICTURES or found == PDF:
        return str(found)
    # Malware is called by its name, whatever it pretends to be.
    _scan(data)
    raise UploadKind


def _scan(data: bytes) -> None:
    """A scanner that is away lets nothing pass (T53)."""
    try:
        found = import_string(settings.ANTIVIRUS_GATEWAY)().scan(data)
    except AntivirusUnavailable as away:
        _log.warning("family.antivirus.unavailable", reason=str(away))
        raise UploadFailed(reason="安全检查暂时用不了，照片没有保存。") from away
    if found:
        _log.warning("family.antivirus.found", name=found[:60])
        raise UploadUnsafe
