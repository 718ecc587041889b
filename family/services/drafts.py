"""The draft of a request: begun with the notice, saved at each step, kept 30 days (P59–P63).

A holder has one draft online. Every change is made under the holder's lock; what is missing is
never stored but computed (``selectors.requests.missing``), so no step can be skipped (T34).
"""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from accounts.services import consents, face
from yibao.audit import services as audit
from yibao.kernel import clock, moments
from yibao.kernel.errors import NotFound

from ..data import Branch
from ..data.notice import NOTICE
from ..errors import NoticeNotAccepted, ProofWayUnknown
from ..models import BindingRequest
from ..selectors import policies, requests
from ..states import RequestState
from . import documents, limits, moves

if TYPE_CHECKING:
    from accounts.models import Person

#: Answers that a new draft takes over from a request that came to its end.
KEPT = (
    "member",
    "member_name",
    "member_certno",
    "member_index",
    "member_birth_date",
    "certificate_type",
    "relation",
    "branch",
    "place_code",
    "proof_set",
    "birth_certificate_no",
    "mother_name",
    "mother_certno",
)
BATCH = 200


def accept_notice(*, by: Any) -> BindingRequest:
    """Agree to the notice: begins the draft or goes on with it.

    Raises ``family.holder.too_young`` (P52) and ``family.holder.not_active`` (E-FAM-11).
    """
    holder = by.person
    limits.check_holder(by=by, holder=holder)
    with transaction.atomic():
        moves.lock_holder(by=by, holder=holder)
        consents.give(by=by, kind=NOTICE.kind, version=NOTICE.version, text=NOTICE.text)
        draft = _current(by, holder) or _new(by, holder)
        draft.notice_version, draft.notice_at = NOTICE.version, clock.now(holder.tenant)
        _save(draft, "notice_version", "notice_at")
    return draft


def note_holder_face(*, by: Any, face_ref: str, session: str) -> BindingRequest:
    """Note that the holder showed the own face first; raises ``accounts.face.not_valid`` (T20)."""
    with transaction.atomic():
        draft = opened(by=by)
        face.consume(by=by, ref=face_ref, person=draft.holder, purpose="BINDING", session=session)
        draft.holder_face_at = clock.now(draft.tenant)
        _save(draft, "holder_face_at")
        _record("holder_face_shown", by, draft)
    return draft


def save_place(*, by: Any, place_code: str) -> BindingRequest:
    """Note where the member is insured (P45, P61)."""
    with transaction.atomic():
        draft = opened(by=by)
        draft.place_code = place_code
        _save(draft, "place_code")
    return draft


def choose_method(*, by: Any, code: str) -> BindingRequest:
    """Choose how the relation is proved (P63); raises ``family.proof.unknown``."""
    with transaction.atomic():
        draft = opened(by=by)
        if code not in {one.code for one in requests.proof_sets(draft)}:
            raise ProofWayUnknown
        draft.proof_set = code
        _save(draft, "proof_set")
    return draft


def restart_from(*, by: Any, ref: str) -> BindingRequest:
    """A new draft with the answers of an ended request, papers and signature left out.

    Raises ``request.not_found`` for a request of somebody else (T31); a draft that is there
    already stays as it is.
    """
    holder = by.person
    old = requests.of_holder(holder, ref)
    if old is None:
        raise NotFound
    with transaction.atomic():
        moves.lock_holder(by=by, holder=holder)
        found = _current(by, holder)
        if found is not None:
            return found
        draft = _new(by, holder)
        for name in KEPT:
            setattr(draft, name, getattr(old, name))
        if draft.branch == Branch.ADULT:
            # Said once more, so that the register of kinship is asked once more.
            draft.relation = ""
        _save(draft, *KEPT)
    return draft


def discard(*, by: Any) -> None:
    """Throw the own draft away, with its pictures; without one nothing happens."""
    discard_of(by=by, person=by.person)


def discard_of(*, by: Any, person: "Person") -> None:
    """The same of a person whose consent was taken back, or whose account is closed."""
    with transaction.atomic():
        moves.lock_holder(by=by, holder=person)
        draft = _current(by, person)
        if draft is None:
            return
        moves.move(by=by, request=draft, to=RequestState.WITHDRAWN)
    documents.erase_of(by=by, request=draft)


def expire_drafts(*, by: Any) -> int:
    """End drafts that nobody touched for 30 days, with their pictures; answers how many."""
    life = requests.DRAFT_LIFE
    left = moments.due(lambda now: Q(touched_at__lt=now - life), tenant="tenant")
    old = BindingRequest.objects.filter(left, state=RequestState.DRAFT)
    ended = 0
    for request in old.select_related("holder__tenant").order_by("touched_at")[:BATCH]:
        ended += _expire(by, request)
    return ended


def opened(*, by: Any) -> BindingRequest:
    """The holder's draft under holder's lock and row lock, for a change in this transaction.

    Raises ``request.not_found`` where there is none and ``family.notice.not_accepted``.
    """
    moves.lock_holder(by=by, holder=by.person)
    draft = _current(by, by.person)
    if draft is None:
        raise NotFound
    if draft.notice_at is None:
        raise NoticeNotAccepted
    return draft


def saved(*, by: Any, draft: BindingRequest, fields: tuple[str, ...]) -> None:
    """Write fields of an opened draft, choose the only way of proof, and note the moment."""
    sets = requests.proof_sets(draft)
    if draft.proof_set not in {one.code for one in sets}:
        draft.proof_set = sets[0].code if len(sets) == 1 else ""
    _save(draft, "proof_set", *fields)


def _save(draft: BindingRequest, *fields: str) -> None:
    draft.touched_at = clock.now(draft.tenant)
    draft.save(update_fields=["touched_at", *fields])


def _current(by: Any, holder: "Person") -> BindingRequest | None:
    """The draft under its lock; one that is too old ends here."""
    found = BindingRequest.objects.filter(
        holder=holder, state=RequestState.DRAFT, way=BindingRequest.Way.ONLINE
    ).first()
    if found is None:
        return None
    draft = moves.locked(by=by, request_id=found.pk)
    if draft.touched_at >= clock.now(holder.tenant) - requests.DRAFT_LIFE:
        return draft
    moves.move(by=by, request=draft, to=RequestState.EXPIRED)
    transaction.on_commit(lambda: documents.erase_of(by=by, request=draft))
    return None


def _new(by: Any, holder: "Person") -> BindingRequest:
    moment = clock.now(holder.tenant)
    draft = BindingRequest.objects.create(
        tenant=holder.tenant,
        holder=holder,
        region_code=policies.region_of(holder),
        created_at=moment,
        touched_at=moment,
    )
    _record("begun", by, draft)
    return draft


def _expire(by: Any, request: BindingRequest) -> bool:
    with transaction.atomic():
        moves.lock_holder(by=by, holder=request.holder)
        draft = moves.locked(by=by, request_id=request.pk)
        before = clock.now(draft.tenant) - requests.DRAFT_LIFE
        if draft.state != RequestState.DRAFT or draft.touched_at >= before:
            return False
        moves.move(by=by, request=draft, to=RequestState.EXPIRED)
    documents.erase_of(by=by, request=draft)
    return True


def _record(what: str, by: Any, draft: BindingRequest) -> None:
    audit.record(
        f"family.request.{what}",
        by=by,
        subject=draft,
        tenant_id=draft.tenant_id,
        data={"number": draft.number},
    )
