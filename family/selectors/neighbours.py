"""What other requests and bindings say about this one: doubled relations, pictures, rings.

Evidence names numbers of requests and counts, nobody's name.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from accounts.selectors import people, sign_ins
from yibao.kernel import clock

from ..data import Relation
from ..data.findings import LOOK, OK, UNKNOWN
from ..models import Binding, BindingRequest, Document
from ..rules.prechecks import Judged
from ..states import LIVE_BINDINGS, RequestState
from . import documents

RING_DAYS = 30
MOST_PARENTS = 2
#: Pages of the holder's own register, which serve for several relatives (feature 24).
OWN_PAGES = ("REGISTER_HOME", "REGISTER_SELF")


def relation_count(request: BindingRequest) -> Judged:
    """One spouse on either side, at most one father and one mother (P47)."""
    if request.relation == Relation.SPOUSE:
        evidence = {
            "other_spouses": _others(request, Relation.SPOUSE).count(),
            "spouse_of_others": _spouse_of_others(request),
        }
        return Judged("RELATION_COUNT", LOOK if any(evidence.values()) else OK, evidence)
    if request.relation != Relation.PARENT:
        return Judged("RELATION_COUNT", OK)
    gend = request.member.gend if request.member else ""
    known = [row.member.gend for row in _others(request, Relation.PARENT)]
    evidence = {"parents": len(known), "same": known.count(gend) if gend else 0}
    is_strange = len(known) >= MOST_PARENTS or evidence["same"] > 0
    return Judged("RELATION_COUNT", LOOK if is_strange else OK, evidence)


def duplicates(request: BindingRequest) -> list[Judged]:
    """The same picture in a request about somebody else, one finding a place (P72)."""
    found = [
        Judged("DUPLICATES", LOOK, _where(one, seen), one.slot_code)
        for one in _proofs(request)
        if (seen := _strange(request, one))
    ]
    by_slot = {one.slot_code: one for one in found}
    return list(by_slot.values()) or [Judged("DUPLICATES", OK)]


def ring_of_binders(request: BindingRequest) -> Judged:
    """How many people want or got this member within 30 days (feature 44)."""
    count = len(binders_of(request))
    limit = settings.FAMILY_RISK_MONTH_BINDERS
    evidence = {"holders": count, "days": RING_DAYS, "from": limit}
    return Judged("RING_BINDERS", LOOK if count >= limit else OK, evidence)


def ring_of_device(request: BindingRequest) -> Judged:
    """How many people asked within 30 days from a device that this holder used, too."""
    user = people.user_of(request.holder)
    since = _since(request)
    devices = sign_ins.devices_of(user, since) if user is not None else set()
    if user is None or not devices:
        return Judged("RING_DEVICE", UNKNOWN)
    companions = sign_ins.people_of_devices(devices, since)
    holders = set(_sent(request).values_list("holder", flat=True)) & companions
    count = len(holders | {request.holder_id})
    limit = settings.FAMILY_RISK_DEVICE_HOLDERS
    evidence = {"holders": count, "days": RING_DAYS, "from": limit}
    return Judged("RING_DEVICE", LOOK if count >= limit else OK, evidence)


def binders_of(request: BindingRequest) -> set[Any]:
    """Holders who asked for this member or were bound to them within 30 days."""
    asked = _sent(request).filter(member_index=request.member_index)
    bound = Binding.objects.filter(
        tenant=request.tenant_id,
        began_at__gt=_since(request),
        place__member_index=request.member_index,
    )
    return {*asked.values_list("holder", flat=True), *bound.values_list("holder", flat=True)}


def _others(request: BindingRequest, relation: str) -> "QuerySet[Binding]":
    rows = Binding.objects.select_related("member").filter(
        holder=request.holder_id, relation=relation, state__in=LIVE_BINDINGS
    )
    return rows.exclude(place__member_index=request.member_index)


def _spouse_of_others(request: BindingRequest) -> int:
    """The member as somebody else's spouse, and the holder as another one's."""
    spouses = Binding.objects.filter(relation=Relation.SPOUSE, state__in=LIVE_BINDINGS)
    of_member = spouses.filter(place__member_index=request.member_index)
    of_holder = spouses.filter(member=request.holder_id)
    others = of_member.exclude(holder=request.holder_id).count()
    return others + of_holder.exclude(holder__certno_index=request.member_index).count()


def _strange(request: BindingRequest, document: Document) -> list[Document]:
    """Sightings that are not the holder's own pages used for another relative."""
    seen = documents.sightings(document)
    if document.slot_code in OWN_PAGES:
        return [one for one in seen if one.request.holder_id != request.holder_id]
    return seen


def _where(document: Document, seen: list[Document]) -> dict[str, Any]:
    return {
        "document": document.ref,
        "requests": sorted({one.request.number for one in seen})[:10],
        "holders": len({one.request.holder_id for one in seen}),
    }


def _sent(request: BindingRequest) -> "QuerySet[BindingRequest]":
    """Requests of the tenant sent within 30 days, whatever became of them."""
    return BindingRequest.objects.filter(
        tenant=request.tenant_id, submitted_at__gt=_since(request)
    ).exclude(state=RequestState.DRAFT)


def _since(request: BindingRequest) -> datetime:
    return clock.now(request.tenant) - timedelta(days=RING_DAYS)


def _proofs(request: BindingRequest) -> list[Document]:
    return [one for one in documents.current(request) if one.kind == Document.Kind.PROOF]
