"""Everything that a review page reads of a request, in a fixed number of queries (row 33)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from yibao.cases.dossiers import ReasonChoice
from yibao.cases.models import Case, Reason
from yibao.cases.reasons import active as table

from ..data.photos import OTHER_PLACES
from ..data.reasons import LETTER_SLOT
from ..models import Binding, BindingRequest, ConsentAsk, Document, Finding, ProofSet, RequestEvent
from ..states import LIVE_BINDINGS
from . import documents, policies
from . import reviews as facts


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A request with its papers, checks, answers and steps. ``titles``: place → its name."""

    request: BindingRequest
    papers: tuple[Document, ...]
    findings: tuple[Finding, ...]
    events: tuple[RequestEvent, ...]
    consents: tuple[ConsentAsk, ...]
    proof: ProofSet | None
    titles: dict[str, str]
    reasons: tuple[ReasonChoice, ...]
    bound: int


def of(case: Case) -> ReviewFile | None:
    """What a case of review or appeal is about; None where its request is not there."""
    live = Binding.objects.filter(holder=OuterRef("holder"), state__in=LIVE_BINDINGS).order_by()
    bound = live.values("holder").annotate(how_many=Count("pk")).values("how_many")
    request = (
        BindingRequest.objects.filter(Q(case=case) | Q(appeal_case=case))
        .select_related("holder__tenant", "member__tenant", "tenant", "case", "appeal_case")
        .annotate(bound_count=Subquery(bound))
        .first()
    )
    if request is None:
        return None
    papers = tuple(documents.current(request))
    ways = policies.proof_sets(request.branch, request.relation, request.region_code)
    proof = next((way for way in ways if way.code == request.proof_set), None)
    titles = _titles(proof, papers)
    return ReviewFile(
        request=request,
        papers=papers,
        findings=tuple(request.findings.filter(round=request.round)),
        events=tuple(request.events.order_by("at", "id")),
        consents=tuple(request.consents.order_by("asked_at")) if request.needs_consent else (),
        proof=proof,
        titles=titles,
        reasons=_choices(request, titles),
        bound=request.bound_count or 0,
    )


def _titles(proof: ProofSet | None, papers: tuple[Document, ...]) -> dict[str, str]:
    titles = {slot.code: slot.title for slot in proof.slots.all()} if proof else {}
    for one in papers:
        titles.setdefault(one.slot_code, OTHER_PLACES.get(one.slot_code, (one.slot_code, 0))[0])
    titles.setdefault(LETTER_SLOT, OTHER_PLACES[LETTER_SLOT][0])
    return titles


def _choices(request: BindingRequest, titles: dict[str, str]) -> tuple[ReasonChoice, ...]:
    """Each place with the reasons that fit there, then the refusals."""
    known = table.active(request.tenant, facts.CASE_TYPE).values()
    found = [
        ReasonChoice(one.kind, one.code, one.label, one.say(title), slot, title, one.verdict)
        for slot, title in titles.items()
        for one in known
        if one.kind == Reason.Kind.RETURN and one.fits(slot)
    ]
    found += [
        ReasonChoice(one.kind, one.code, one.label, one.say())
        for one in known
        if one.kind == Reason.Kind.REJECT
    ]
    return tuple(found)


def order(titles: dict[str, str], papers: tuple[Document, ...]) -> list[Document]:
    """Pictures in the order of the places, page by page."""
    places: dict[str, Any] = {code: place for place, code in enumerate(titles)}
    return sorted(papers, key=lambda one: (places.get(one.slot_code, 99), one.kind, one.page))
