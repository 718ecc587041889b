"""Reading requests for a binding: whose they are, how far they are, what is missing (T31, T34)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from yibao.kernel import clock

from ..data import Branch
from ..data.notice import NOTICE
from ..data.steps import STEP_WORDS, Step
from ..models import BindingRequest, Document, ProofSet
from ..rules import steps as rules
from ..states import OPEN_REQUESTS, RequestState
from . import letters, policies
from .branches import branch_by_age as branch_by_age
from .branches import branch_of, policy_of
from .branches import is_grown as is_grown

if TYPE_CHECKING:
    from accounts.models import Person

DRAFT_LIFE = timedelta(days=30)
JUST_NOW = timedelta(minutes=30)
#: Key of ``BindingRequest.draft``: when the mother of a newborn showed her face (P67).
MOTHER_FACE = "mother_face_at"
#: Key of ``BindingRequest.draft``: how the question to the register of kinship went.
MATCH = "match"


@dataclass(frozen=True, slots=True)
class Missing:
    """One step that is not done; ``step`` is a ``data.steps.Step``."""

    step: str
    words: str


def _rows() -> Any:
    return BindingRequest.objects.select_related(
        "tenant", "holder__tenant", "member__tenant", "case", "appeal_case", "place", "binding"
    )


def draft_of(person: "Person") -> BindingRequest | None:
    """The one draft that a holder writes online; None where there is none or it is too old."""
    row = (
        _rows()
        .filter(holder=person, state=RequestState.DRAFT, way=BindingRequest.Way.ONLINE)
        .first()
    )
    if row is None or row.touched_at < clock.now(person.tenant) - DRAFT_LIFE:
        return None
    return row


def open_of(person: "Person") -> list[BindingRequest]:
    """Requests of a holder that are on their way, the newest first."""
    return list(_rows().filter(holder=person, state__in=OPEN_REQUESTS).order_by("-submitted_at"))


def just_sent(person: "Person") -> BindingRequest | None:
    """The request that a holder sent within the last half hour, if any."""
    since = clock.now(person.tenant) - JUST_NOW
    rows = _rows().filter(holder=person, submitted_at__gte=since).exclude(way="COUNTER")
    return rows.order_by("-submitted_at").first()


def of_holder(person: "Person", ref: str) -> BindingRequest | None:
    """A request of this holder by its reference; anybody else's is not there (T31)."""
    return _rows().filter(holder=person, ref=ref).first()


def expires_at(request: BindingRequest) -> Any:
    """Until when a draft is kept."""
    return request.touched_at + DRAFT_LIFE


def is_matched(request: BindingRequest) -> bool:
    """Whether the register of kinship says the same relation as the holder."""
    return bool(request.matched_relation) and request.matched_relation == request.relation


def needs_documents(request: BindingRequest) -> bool:
    """Papers under 16 and for other documents; from 16 only where no data match (wireframe 4)."""
    branch = branch_of(request)
    if branch == Branch.NEWBORN:
        return request.member_id is None
    return branch != Branch.ADULT or not is_matched(request)


def proof_sets(request: BindingRequest) -> list[ProofSet]:
    """The ways to prove the relation in this request's branch and area (P63)."""
    return policies.proof_sets(branch_of(request), request.relation, request.region_code)


def proof_set_of(request: BindingRequest) -> ProofSet | None:
    """The chosen way; the only one where there is no choice."""
    found = proof_sets(request)
    if len(found) == 1:
        return found[0]
    return next((one for one in found if one.code == request.proof_set), None)


def steps_of(request: BindingRequest | None) -> tuple[Step, ...]:
    """The steps of this request in order; before there is one, those of the usual branch."""
    if request is None:
        return rules.order("", without=(Step.FACE, Step.MOTHER))
    without = {Step.FACE, Step.MOTHER}
    if policy_of(request).holder_face_first:
        without.discard(Step.FACE)
    if request.branch == Branch.NEWBORN and request.member_id is not None:
        without.discard(Step.MOTHER)
    if request.branch and not needs_documents(request):
        without.add(Step.DOCUMENTS)
    return rules.order(branch_of(request), without=without)


def missing(request: BindingRequest) -> list[Missing]:
    """The steps that are not done, in their order; empty where the request may be sent (T34)."""
    steps = [step for step in steps_of(request) if step != Step.CHECK]
    return [Missing(step, STEP_WORDS[step]) for step in steps if not _IS_DONE[step](request)]


def papers_missing(request: BindingRequest) -> int:
    """How many required places for pictures are empty; all of them where no way is chosen."""
    chosen = proof_set_of(request)
    if chosen is None:
        return 1
    kept = request.documents.filter(state=Document.State.STORED, kind=Document.Kind.PROOF)
    there = set(kept.values_list("slot_code", flat=True))
    return sum(slot.is_required and slot.code not in there for slot in chosen.slots.all())


def _has_notice(request: BindingRequest) -> bool:
    return request.notice_at is not None and request.notice_version == NOTICE.version


def _has_face(request: BindingRequest) -> bool:
    return request.holder_face_at is not None


def _has_member(request: BindingRequest) -> bool:
    if request.branch == Branch.NEWBORN:
        return bool(request.birth_certificate_no and request.mother_certno and request.relation)
    return bool(request.member_name and request.member_index and request.relation)


def _has_place(request: BindingRequest) -> bool:
    return bool(request.place_code)


def _has_mother(request: BindingRequest) -> bool:
    return MOTHER_FACE in request.draft


def _has_documents(request: BindingRequest) -> bool:
    return not papers_missing(request)


_IS_DONE = {
    Step.NOTICE: _has_notice,
    Step.FACE: _has_face,
    Step.MEMBER: _has_member,
    Step.PLACE: _has_place,
    Step.MOTHER: _has_mother,
    Step.DOCUMENTS: _has_documents,
    Step.PROMISE: letters.is_signed,
}
