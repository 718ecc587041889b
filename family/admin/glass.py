"""Requests and original files that officers may see in full for ten minutes (T94)."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts.services import looking
from family.models import BindingRequest, Document
from family.selectors import documents
from family.selectors import reviews as facts
from yibao.audit import glass_subjects
from yibao.audit.events import glass_opened
from yibao.audit.glass_subjects import Subject
from yibao.audit.models import GlassSession
from yibao.cases.looks import blindness as looks

_RIGHT = "accounts.unmask_person"
_REQUEST, _DOCUMENT = "family.bindingrequest", "family.document"


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _request_title(reader: Any, key: str) -> str | None:
    """The number of a request that this officer may open: own districts, never kin's (T32); what a
    blind second look closes is open to who has the look in hand."""
    if _uuid(key) is None:
        return None
    found = facts.seen_by(reader).filter(pk=_uuid(key)).first() or _looked_at(reader, key)
    return found.number if found is not None and reader.has_perm(_RIGHT) else None


def _looked_at(reader: Any, key: str) -> BindingRequest | None:
    row = BindingRequest.objects.filter(pk=key).first()
    cases = [pk for pk in (row.case_id, row.appeal_case_id) if pk] if row is not None else []
    return row if cases and looks.may_read(reader, cases) else None


def _document_title(reader: Any, key: str) -> str | None:
    """Only for the officer who holds the case at this moment (T30)."""
    row = Document.objects.filter(pk=_uuid(key)).first() if _uuid(key) else None
    found = documents.for_reader(reader, row.ref) if row is not None else None
    if found is None or found[1] != documents.REVIEWER:
        return None
    return f"{found[0].request.number} 第 {found[0].page} 页"


glass_subjects.register(
    Subject(_REQUEST, GlassSession.Kind.FULL_NUMBER, "亲情账户申请", _request_title)
)
glass_subjects.register(
    Subject(_DOCUMENT, GlassSession.Kind.ORIGINAL_FILE, "申请材料", _document_title)
)


@receiver(glass_opened, dispatch_uid="family.glass_opened")
def tell_both(sender: Any, session: Any, **_: Any) -> None:
    """Holder and member read on their own pages that their numbers were looked at, and why."""
    label, _mark, key = session.subject.partition(":")
    request = BindingRequest.objects.filter(pk=key).first() if label == _REQUEST else None
    if request is None:
        return
    for person in filter(None, (request.holder, request.member)):
        looking.note_full_look(by=session.staff, person=person, reason=session.reason)
