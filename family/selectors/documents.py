"""Reading pictures of a request: what lies there, what is missing, who may look (P71, P72, T30)."""

from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value

from yibao.cases.looks import blindness as looks
from yibao.cases.models import Case
from yibao.kernel import clock

from ..data.photos import ADVICE, OTHER_PLACES, OtherPlace, SlotState
from ..models import BindingRequest, Defect, Document
from ..rules import quality
from ..states import RequestState
from . import policies

_State = Document.State
#: The case states in which its reviewer looks at the papers.
_UNDER_REVIEW = "IN_REVIEW"
OWNER, CLERK, REVIEWER = "owner", "clerk", "reviewer"


class _Bits(Func):
    """64 bits of a look hash; an empty one is all noughts."""

    template = "('x' || lpad(%(expressions)s, 16, '0'))::bit(64)"


def current(request: BindingRequest) -> list[Document]:
    """Pictures in force, by kind, place and page."""
    rows = Document.objects.filter(request=request, state=_State.STORED)
    return list(rows.order_by("kind", "slot_code", "page"))


def evidence(request: BindingRequest) -> list[dict[str, str]]:
    """Reference and SHA-256 of everything in force: what a decision stands on (T35)."""
    return [{"ref": one.ref, "sha256": one.sha256} for one in current(request)]


def slots_of(request: BindingRequest) -> list[SlotState]:
    """The places of the chosen way of proof, in order, each with what lies there."""
    lying = [one for one in current(request) if one.kind == Document.Kind.PROOF]
    defects = _defects(request)
    return [_state_of(slot, lying, defects) for slot in _slots(request)]


def slot_state(request: BindingRequest, slot: Any, kind: str = "PROOF") -> SlotState:
    """One place with what lies there."""
    lying = [one for one in current(request) if one.kind == kind]
    return _state_of(slot, lying, _defects(request))


def slot_of(request: BindingRequest, code: str, kind: str = "PROOF") -> Any:
    """The place of that code; None where the chosen way of proof has none."""
    if kind in OTHER_PLACES:
        title, most = OTHER_PLACES[kind]
        return OtherPlace(code=code, title=title, max_pages=most)
    return next((slot for slot in _slots(request) if slot.code == code), None)


def reusable(request: BindingRequest, slot: Any) -> Document | None:
    """The same page of the holder's last approved request, while it counts (用上次的)."""
    if not slot.reuse_days:
        return None
    found = Document.objects.filter(
        request__holder_id=request.holder_id,
        request__state=RequestState.APPROVED,
        request__decided_at__gt=_days_ago(request, slot.reuse_days),
        kind=Document.Kind.PROOF,
        slot_code=slot.code,
        state=_State.STORED,
        page=1,
    ).exclude(request=request)
    return found.order_by("-request__decided_at").first()


def sightings(document: Document) -> list[Document]:
    """The same picture in requests about other people, by source or by looks (P72).

    Other holders' as well as the holder's own; a page that the page itself offered for use again
    is none. Signatures look alike and are left out.
    """
    others = (
        Document.objects.filter(request__tenant_id=document.request.tenant_id, kind="PROOF")
        .exclude(request=document.request_id)
        .exclude(request__member_index__in=["", document.request.member_index])
        .exclude(quality__has_key="reused_from")
        .select_related("request")
    )
    if document.kind != Document.Kind.PROOF or "reused_from" in document.quality:
        return []
    same = Q(source_sha256=document.source_sha256) & ~Q(source_sha256="")
    if not quality.is_telling(document.look_hash):
        return list(others.filter(same).order_by("uploaded_at"))
    near = Q(bits__lte=quality.NEAR_BITS) & Q(look_hash__gt="")
    found = others.annotate(bits=_distance_to(document.look_hash)).filter(same | near)
    return list(found.order_by("uploaded_at"))


def _distance_to(look_hash: str) -> Func:
    """Bits that differ, counted in the database (the same as ``quality.distance``)."""
    return Func(
        _Bits(F("look_hash")),
        _Bits(Value(look_hash)),
        template="bit_count(%(expressions)s)",
        arg_joiner=" # ",
        output_field=BigIntegerField(),
    )


def for_reader(by: Any, ref: str) -> tuple[Document, str] | None:
    """A picture in force and as what ``by`` may look at it; None for everybody else (T30)."""
    row = (
        Document.objects.select_related("request__tenant", "request__holder")
        .filter(ref=ref, state__in=[_State.STORED, _State.REPLACED], file_token__gt="")
        .first()
    )
    if row is None or not getattr(by, "is_active", False):
        return None
    role = _role(by, row.request)
    is_shown = row.state == _State.STORED or role == REVIEWER
    return (row, role) if role and is_shown else None


def _role(by: Any, request: BindingRequest) -> str:
    if by.is_staff:
        return CLERK if _is_clerk(by, request) else _reviewer(by, request)
    return OWNER if by.person_id and by.person_id == request.holder_id else ""


def _is_clerk(by: Any, request: BindingRequest) -> bool:
    """Who fills the request in at a counter sees its papers until it is handed in."""
    editable = (RequestState.DRAFT, RequestState.RETURNED)
    return request.clerk_id == by.pk and request.state in editable


def _reviewer(by: Any, request: BindingRequest) -> str:
    """Who holds the case, its appeal, or a blind second look at it, at this moment."""
    cases = [pk for pk in (request.case_id, request.appeal_case_id) if pk]
    holds = Case.objects.filter(pk__in=cases, reviewer_id=by.pk, state=_UNDER_REVIEW).exists()
    return REVIEWER if holds or looks.may_read(by, cases) else ""


def _slots(request: BindingRequest) -> list[Any]:
    ways = policies.proof_sets(request.branch, request.relation, request.region_code)
    chosen = next((way for way in ways if way.code == request.proof_set), None)
    return list(chosen.slots.all()) if chosen else []


def _defects(request: BindingRequest) -> list[Defect]:
    rows: QuerySet[Defect] = Defect.objects.filter(request=request, is_mended=False)
    return list(rows.filter(round=F("request__round")).order_by("created_at", "pk"))


def _state_of(slot: Any, lying: list[Document], defects: list[Defect]) -> SlotState:
    documents = [one for one in lying if one.slot_code == slot.code]
    defect = next((one for one in defects if one.slot_code == slot.code), None)
    advice = advice_of(documents)
    if defect is not None:
        word, kind = "请重拍", "error"
    elif not documents:
        word, kind = ("还没拍", "neutral") if slot.is_required else ("没有可以不拍", "neutral")
    else:
        word, kind = ("已上传", "ok") if not advice else ("已上传，可以重拍", "warn")
    return SlotState(slot, documents, word, defect, kind, advice)


def advice_of(documents: list[Document]) -> list[str]:
    """Words for measured flaws, each once."""
    codes = [code for one in documents for code in one.quality.get("flaws", [])]
    return [ADVICE[code] for code in dict.fromkeys(codes) if code in ADVICE]


def _days_ago(request: BindingRequest, days: int) -> Any:
    return clock.now(request.tenant) - timedelta(days=days)
