"""How much a request and a person may hold, counted behind locks (settled 21, T51)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from ..errors.documents import UploadCaseFull, UploadRoomFull
from ..gateways.document_files import shelf as files
from ..models import BindingRequest, Document, UploadRoom

_STORED = Document.State.STORED


def check(*, by: Any, request: BindingRequest, slot_code: str, kind: str, pages: list[int]) -> None:
    """Before the work is done: whether there is room at all. Raises as ``take`` does."""
    _check_case(request, slot_code, kind, pages)
    used = UploadRoom.objects.filter(person_id=request.holder_id).values_list("bytes_used").first()
    if used is not None and used[0] >= settings.UPLOAD_PERSON_BYTES:
        raise _room_full()


def take(
    *, by: Any, request: BindingRequest, slot_code: str, kind: str, pages: list[int], size: int
) -> None:
    """Take the room under its row lock; the request is locked by the caller.

    Raises ``UploadCaseFull``, ``UploadRoomFull``.
    """
    _check_case(request, slot_code, kind, pages)
    UploadRoom.objects.get_or_create(person_id=request.holder_id)
    row = UploadRoom.objects.select_for_update(of=("self",)).get(person_id=request.holder_id)
    if row.bytes_used + size > settings.UPLOAD_PERSON_BYTES:
        raise _room_full()
    row.bytes_used += size
    row.save(update_fields=["bytes_used"])


def give_back(*, by: Any, request: BindingRequest, size: int) -> None:
    """Bytes that are no longer held."""
    UploadRoom.objects.filter(person_id=request.holder_id).update(
        bytes_used=Greatest(F("bytes_used") - size, 0)
    )


def forget_unseen(*, by: Any, request: BindingRequest, document: Document) -> None:
    """Drop the file of a picture that no reviewer can have seen; later ones stay as evidence."""
    if request.round == 0:
        forget(by=by, request=request, document=document)


def forget(*, by: Any, request: BindingRequest, document: Document) -> None:
    """Delete key and file; without its key a copy in a backup cannot be read either (T89)."""
    token = document.file_token
    if not token:
        return
    document.file_token, document.file_key, document.original_name = "", None, None
    document.save(update_fields=["file_token", "file_key", "original_name"])
    give_back(by=by, request=request, size=document.size)
    transaction.on_commit(lambda: files.drop(token), robust=True)


def _check_case(request: BindingRequest, slot_code: str, kind: str, pages: list[int]) -> None:
    """Pictures in force besides those that are about to be replaced."""
    held = Document.objects.filter(request=request, state=_STORED)
    others = held.exclude(kind=kind, slot_code=slot_code, page__in=pages).count()
    if others + len(pages) > settings.UPLOAD_CASE_FILES:
        raise UploadCaseFull(most=settings.UPLOAD_CASE_FILES)


def _room_full() -> UploadRoomFull:
    return UploadRoomFull(most=settings.UPLOAD_PERSON_BYTES // 2**20)
