"""The recent photo of a member of 16 and over against the register's face (P64)."""

from typing import Any

from accounts.errors import TooYoung
from accounts.services import face_photos
from yibao.kernel.crypto import SealBroken

from ..data.findings import LOOK, OK, UNKNOWN
from ..data.proofs import PORTRAIT
from ..gateways.document_files import shelf
from ..models import BindingRequest, Document
from ..rules.prechecks import Judged
from ..selectors import checks, documents

_OUTCOMES = {"pass": OK, "fail": LOOK}


def compare(*, by: Any, request: BindingRequest) -> list[Judged]:
    """One finding where a photo was handed in and the area compares; else none.

    Never below 16, whatever was uploaded, and never without the member's own consent to face
    checks (P193, T21). Asks the engine: call it with no lock held.
    """
    photo = next(
        (one for one in documents.current(request) if one.slot_code == PORTRAIT and one.file_token),
        None,
    )
    if photo is None or request.member is None:
        return []
    if not checks.policy_of(request).member_photo_needed:
        return []
    try:
        answer = face_photos.compare(by=by, person=request.member, photo=_bytes(photo))
    except (TooYoung, OSError, SealBroken):
        answer = None
    if answer is None:
        return [Judged("PORTRAIT", UNKNOWN, {"document": photo.ref}, PORTRAIT)]
    evidence = {"document": photo.ref, "score": answer.score, "engine": answer.engine}
    return [Judged("PORTRAIT", _OUTCOMES.get(answer.decision, UNKNOWN), evidence, PORTRAIT)]


def _bytes(photo: Document) -> bytes:
    return shelf.read(photo.file_token, photo.file_key or "")
