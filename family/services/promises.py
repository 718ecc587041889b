"""Signing the promise letter in one of three ways (P62).

Every way is bound to the hash of the exact text: a changed answer makes another letter, and the
old signature no longer counts (``selectors.letters.is_signed``).
"""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.services import phones
from yibao.audit import services as audit
from yibao.kernel import clock, ids, names
from yibao.kernel.errors import NotFound

from ..data import promise as words
from ..errors import PromiseNotSigned, SignatureTooSmall
from ..gateways import ink
from ..models import BindingRequest, Document
from ..rules import strokes
from ..selectors import letters, requests
from . import documents, drafts

PURPOSE = "PROMISE"
SIGNATURE_SLOT, LETTER_SLOT = "SIGNATURE", "LETTER"
Way = BindingRequest.Signature
_FIELDS = ("promise_text", "promise_sha256", "promise_version", "signature_way", "signed_at")


def sign_drawn(*, by: Any, drawing: str) -> BindingRequest:
    """Sign with the finger: ``drawing`` is the text that ``rules.strokes.read`` takes.

    Raises ``family.signature.too_small``, and what ``documents.store`` raises.
    """
    draft = _own_draft(by)
    try:
        lines = strokes.read(drawing)
    except strokes.NotStrokes as wrong:
        raise SignatureTooSmall from wrong
    if not strokes.is_signature(lines):
        raise SignatureTooSmall
    documents.store(
        by=by,
        request=draft,
        slot_code=SIGNATURE_SLOT,
        upload=SimpleUploadedFile("signature.png", ink.picture(lines), "image/png"),
        upload_id=ids.new_ref("S"),
        kind=Document.Kind.SIGNATURE,
    )
    return _signed(by, draft, Way.DRAWN)


def send_code(*, by: Any, source: str, medium: str = "SMS") -> None:
    """Send a code to the holder's own number; raises what ``accounts.services.phones`` raises."""
    phones.send_code(
        by=by, tenant=by.tenant, phone=by.phone, purpose=PURPOSE, source=source, medium=medium
    )


def sign_typed(*, by: Any, name: str, code: str, source: str) -> BindingRequest:
    """Sign by typing the own name and the code of the message.

    Raises ``family.promise.not_signed`` (E-FAM-10) for another name, and what
    ``accounts.services.phones.check_code`` raises.
    """
    draft = _own_draft(by)
    if not _is_own_name(by, name):
        raise PromiseNotSigned
    phones.check_code(
        by=by, tenant=by.tenant, phone=by.phone, purpose=PURPOSE, code=code, source=source
    )
    return _signed(by, draft, Way.TYPED)


def sign_printed(*, by: Any) -> BindingRequest:
    """Sign on paper: the photo of the signed letter must be there (``LETTER_SLOT``)."""
    draft = _own_draft(by)
    if not letters.has_paper(draft):
        raise PromiseNotSigned
    return _signed(by, draft, Way.PRINTED)


def _own_draft(by: Any) -> BindingRequest:
    draft = requests.draft_of(by.person)
    if draft is None:
        raise NotFound
    return draft


def _is_own_name(by: Any, name: str) -> bool:
    try:
        return by.person.carries_name(name)
    except names.NotAName:
        return False


def _signed(by: Any, seen: BindingRequest, way: str) -> BindingRequest:
    """Keep the words that the holder saw; were they changed meanwhile, nothing is signed."""
    with transaction.atomic():
        draft = drafts.opened(by=by)
        letter = letters.letter_of(draft)
        if draft.pk != seen.pk or letter != letters.letter_of(seen):
            raise PromiseNotSigned
        draft.promise_text, draft.promise_version = letter.text, words.VERSION
        draft.promise_sha256 = letters.sha256_of(letter)
        draft.signature_way, draft.signed_at = way, clock.now(draft.tenant)
        drafts.saved(by=by, draft=draft, fields=_FIELDS)
        audit.record(
            "family.request.promise_signed",
            by=by,
            subject=draft,
            tenant_id=draft.tenant_id,
            data={"number": draft.number, "way": str(way), "sha256": draft.promise_sha256},
        )
    return draft
