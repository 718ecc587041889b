"""What a review stands on: its papers, who is involved, what it needs (T32, T35, P181)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from vouchers import selectors as vouchers
from yibao.cases import areas, conflicts, sla
from yibao.cases.events import Involved
from yibao.cases.looks import blindness as looks
from yibao.cases.models import Case
from yibao.kernel import calendar, clock, crypto

from ..data import Relation
from ..data.photos import OTHER_PLACES
from ..data.reasons import LETTER_SLOT
from ..models import Binding, BindingRequest, Document
from ..rules import appeals
from ..states import LIVE_BINDINGS, RequestState
from . import documents, policies

if TYPE_CHECKING:
    from accounts.models import Person

CASE_TYPE = "family.request"
APPEAL_TYPE = "family.appeal"
CASE_TYPES = (CASE_TYPE, APPEAL_TYPE)
_APPEALABLE = (RequestState.REJECTED, RequestState.EXPIRED)


def of_case(case: Case) -> BindingRequest | None:
    """The request that a case of review or appeal is about."""
    if case.case_type == CASE_TYPE:
        return BindingRequest.objects.filter(case=case).first()
    if case.case_type == APPEAL_TYPE:
        return BindingRequest.objects.filter(appeal_case=case).first()
    return None


def case_in_hand(request: BindingRequest) -> Case | None:
    """The case that an officer may decide now: the review, or the appeal after its end."""
    if request.state == RequestState.IN_REVIEW:
        return request.case
    if request.state in _APPEALABLE:
        return request.appeal_case
    return None


def may_appeal(request: BindingRequest, now: datetime | None = None) -> bool:
    """Once, after a refusal or an end by rule, within the term (P184, settled 18)."""
    return is_appealable(request) and not is_too_late(request, now)


def is_appealable(request: BindingRequest) -> bool:
    """Whether there is something to appeal against, and nobody has done so, at whatever time."""
    was_sent = request.submitted_at is not None
    return request.state in _APPEALABLE and was_sent and request.appeal_case_id is None


def is_too_late(request: BindingRequest, now: datetime | None = None) -> bool:
    """Whether the term for an appeal is over."""
    last = appeal_until(request)
    moment = now or clock.now(request.tenant)
    return last is not None and clock.local(moment).date() > last


def appeal_until(request: BindingRequest) -> date | None:
    """The last day on which an appeal may be asked for; None where nothing was decided."""
    if request.decided_at is None:
        return None
    return appeals.last_day(clock.local(request.decided_at).date())


def papers(request: BindingRequest) -> "QuerySet[Document]":
    """Every picture that stands now, in the order of the page."""
    kept = Document.objects.filter(request=request, state=Document.State.STORED)
    return kept.order_by("kind", "slot_code", "page")


def evidence(request: BindingRequest) -> list[dict[str, str]]:
    """What a decision stands on: reference and digest of every picture (T35)."""
    return documents.evidence(request)


def involved(case: Case) -> Involved | None:
    """Both persons, a newborn's mother, their relatives of record, and officers of before (T32)."""
    request = of_case(case)
    if request is None:
        return None
    persons = {request.holder.certno_index, request.member_index}
    if request.member is not None:
        persons.add(request.member.certno_index)
    if request.mother_certno:
        persons.add(crypto.blind_index(request.mother_certno, "certno"))
    persons |= kin(request.holder) | (kin(request.member) if request.member else set())
    staff = {request.clerk_id, *_clerks(request)}
    if case.case_type == APPEAL_TYPE and request.case is not None:
        staff |= set(request.case.decisions.values_list("decider_id", flat=True))
    return Involved.of(persons, staff)


def _clerks(request: BindingRequest) -> set[Any]:
    """Who took the request in or confirmed it at a counter, or took the member's consent there:
    nobody reviews what they handed in themselves."""
    asked = request.consents.values_list("ref", flat=True)
    persons = [pk for pk in (request.holder_id, request.member_id) if pk is not None]
    return vouchers.counter.clerks_of(persons, [request.ref, *asked])


def kin(person: "Person") -> set[str]:
    """Keyed hashes of those who are bound to a person, in either direction."""
    rows = Binding.objects.filter(
        Q(holder=person) | Q(member=person), state__in=LIVE_BINDINGS
    ).select_related("holder", "member")
    return {index for row in rows for index in (row.holder.certno_index, row.member.certno_index)}


def promised_at(request: BindingRequest) -> datetime | None:
    """When an answer is promised: the case's clock, or what it will be (feature 39)."""
    if request.case is not None:
        return request.case.due_at
    if request.submitted_at is None:
        return None
    days = int(request.policy.get("review_workdays", policies.DEFAULTS.review_workdays))
    return sla.promise(request.submitted_at, days, (), calendar.overrides())


def needs_second(request: BindingRequest) -> bool:
    """Whether a second officer must agree: risk, another relation, papers at a counter (P181)."""
    is_other = bool(request.relation) and Relation(request.relation).is_other
    at_counter = request.way != BindingRequest.Way.ONLINE and request.holder_face_at is None
    return request.is_risky or is_other or at_counter


def slot_titles(request: BindingRequest) -> dict[str, str]:
    """Place → its name, for every place that holds or should hold a picture."""
    titles = {state.slot.code: state.slot.title for state in documents.slots_of(request)}
    for code in papers(request).values_list("slot_code", flat=True):
        titles.setdefault(code, OTHER_PLACES.get(code, (code, 0))[0])
    titles.setdefault(LETTER_SLOT, OTHER_PLACES[LETTER_SLOT][0])
    return titles


def proof_title(request: BindingRequest) -> str:
    """What the chosen way of proof is called."""
    ways = policies.proof_sets(request.branch, request.relation, request.region_code)
    return next((way.title for way in ways if way.code == request.proof_set), "")


def seen_by(user: Any) -> "QuerySet[BindingRequest]":
    """Requests that a member of staff may open: the own districts, never own or kin's (T32).

    Nor those under a blind second look that this reader could take (feature 42).
    """
    mine = conflicts.indexes_of(user)
    rows = unveiled(user, BindingRequest.objects.exclude(state=RequestState.DRAFT))
    if not user.is_superuser:
        rows = rows.filter(tenant_id=user.tenant_id)
    if not mine and not user.has_perm("cases.decide_case"):
        return rows
    if user.has_perm("cases.decide_case"):
        rows = rows.filter(areas.within(user))
    return rows.exclude(
        Q(holder__certno_index__in=mine)
        | Q(member_index__in=mine)
        | Q(member__certno_index__in=mine)
    )


def unveiled(user: Any, rows: "QuerySet[BindingRequest]") -> "QuerySet[BindingRequest]":
    """Without the requests whose case is closed to this reader by a blind second look."""
    if not looks.may_look(user):
        return rows
    hidden = Case.objects.filter(pk__in=looks.hidden_ids(user))
    return rows.exclude(
        Exists(hidden.filter(pk=OuterRef("case")))
        | Exists(hidden.filter(pk=OuterRef("appeal_case")))
    )


def look_percent(case: Case) -> int:
    """How many of a hundred decided cases are looked at again, by the rules of the request."""
    request = of_case(case)
    if request is None:
        return 0
    return int(request.policy.get("second_look_percent", policies.DEFAULTS.second_look_percent))
