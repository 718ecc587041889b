"""The same picture elsewhere: who may look at it beside a case in hand, and what it is in (row 44).

An officer compares only with what the checks connect with the case in hand, in the own districts,
and never with own or kin's matters (T30, T32).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from accounts.selectors import people, sign_ins
from yibao.cases.looks import blindness as looks
from yibao.kernel import clock

from ..models import BindingRequest, Document
from ..rules import quality
from ..states import RequestState
from . import documents, reviews
from .neighbours import RING_DAYS

COMPARER = "comparer"
PICTURE, MEMBER, DEVICE = "同一张照片", "同一位家人", "同一台设备"
MOST = 20


@dataclass(frozen=True, slots=True)
class Other:
    """Another request, why it resembles this one, and its pictures that are the same."""

    request: BindingRequest
    why: tuple[str, ...]
    same: tuple[Document, ...]


def of_comparer(by: Any, ref: str) -> tuple[Document, str] | None:
    """A picture of another request that is also in a case which ``by`` holds at this moment."""
    if not getattr(by, "is_staff", False) or not by.is_active:
        return None
    row = (
        Document.objects.select_related("request__tenant", "request__holder")
        .filter(ref=ref, state=Document.State.STORED, kind=Document.Kind.PROOF)
        .first()
    )
    if row is None or not _seen(by).filter(pk=row.request_id).exists():
        return None
    held = Q(request__case__reviewer=by, request__case__state="IN_REVIEW")
    held |= Q(request__appeal_case__reviewer=by, request__appeal_case__state="IN_REVIEW")
    mine = Document.objects.filter(
        held, state=Document.State.STORED, kind=Document.Kind.PROOF, request__tenant=by.tenant_id
    )
    return (row, COMPARER) if any(is_same(one, row) for one in mine) else None


def is_same(one: Document, other: Document) -> bool:
    """One picture: the same file, or the same look where that tells something."""
    if one.source_sha256 and one.source_sha256 == other.source_sha256:
        return True
    tells = quality.is_telling(one.look_hash) and bool(other.look_hash)
    return tells and quality.is_near(one.look_hash, other.look_hash)


def others(by: Any, request: BindingRequest) -> tuple[list[Other], int]:
    """Requests that resemble this one, newest first, and how many the reader may not open."""
    pictures = _pictures(request)
    why: dict[Any, list[str]] = {pk: [PICTURE] for pk in pictures}
    for pk in _of_member(request):
        why.setdefault(pk, []).append(MEMBER)
    for pk in _of_device(request):
        why.setdefault(pk, []).append(DEVICE)
    rows = _seen(by).filter(pk__in=why).select_related("holder__tenant", "member", "tenant")
    found = [
        Other(row, tuple(why[row.pk]), tuple(pictures.get(row.pk, ())))
        for row in rows.order_by("-submitted_at")[:MOST]
    ]
    return found, len(why) - rows.count()


def _seen(by: Any) -> Any:
    rows = reviews.seen_by(by)
    hidden = looks.hidden_ids(by)
    return rows.exclude(Q(case__in=hidden) | Q(appeal_case__in=hidden))


def _pictures(request: BindingRequest) -> dict[Any, list[Document]]:
    """Request → its pictures that are also here."""
    found: dict[Any, list[Document]] = {}
    for one in documents.current(request):
        for seen in documents.sightings(one):
            if seen.state == Document.State.STORED:
                found.setdefault(seen.request_id, []).append(seen)
    return found


def _sent(request: BindingRequest) -> Any:
    since = clock.now(request.tenant) - timedelta(days=RING_DAYS)
    rows = BindingRequest.objects.filter(tenant=request.tenant_id, submitted_at__gt=since)
    return rows.exclude(Q(state=RequestState.DRAFT) | Q(pk=request.pk))


def _of_member(request: BindingRequest) -> list[Any]:
    rows = _sent(request).filter(member_index=request.member_index).exclude(member_index="")
    return list(rows.values_list("pk", flat=True))


def _of_device(request: BindingRequest) -> list[Any]:
    since = clock.now(request.tenant) - timedelta(days=RING_DAYS)
    user = people.user_of(request.holder)
    devices = sign_ins.devices_of(user, since) if user is not None else set()
    if not devices:
        return []
    holders = sign_ins.people_of_devices(devices, since) - {request.holder_id}
    return list(_sent(request).filter(holder__in=holders).values_list("pk", flat=True))
