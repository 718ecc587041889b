"""The facts behind the automatic checks of one request (P176)."""

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from accounts.selectors import enrolments, people
from vouchers import selectors as vouchers
from vouchers.selectors.card_room import card_room
from yibao.kernel import clock

from ..data import Branch, Policy
from ..data.findings import LOOK, OK, UNKNOWN
from ..data.notice import NOTICE
from ..data.promise import VERSION as LETTER_VERSION
from ..models import BindingRequest, Document
from ..rules import prechecks as rules
from ..rules.prechecks import Judged, Side
from . import documents, letters, neighbours, policies, requests

if TYPE_CHECKING:
    from accounts.models import Person

RESIDENT_CARD = "01"
Signature = BindingRequest.Signature
#: Ways of signing that leave a picture, and where it lies.
_SIGNED_PICTURES = {
    Signature.DRAWN: Document.Kind.SIGNATURE,
    Signature.PRINTED: Document.Kind.LETTER,
}


def policy_of(request: BindingRequest) -> Policy:
    """The rules that were in force on submission; today's where none were noted."""
    known = {field.name for field in fields(Policy)}
    stored = {name: value for name, value in request.policy.items() if name in known}
    return Policy(**stored) if stored else policies.of_person(request.holder)


def examine(request: BindingRequest, register_answer: str | None) -> list[Judged]:
    """Every check but the portrait; ``register_answer`` None where the register said nothing."""
    policy, day = policy_of(request), _submission_day(request)
    relation, member = request.relation, request.member
    holder_side = Side(request.holder.birth_date, request.holder.gend)
    member_side = Side(
        member.birth_date if member else request.member_birth_date, member.gend if member else ""
    )
    return [
        _identity(request),
        _insured(member),
        _holder(request.holder),
        _alive(member),
        rules.judge_register(relation, register_answer, request.matched_relation),
        rules.judge_kind(relation, policy),
        rules.judge_ages(relation, holder_side, member_side, day),
        neighbours.relation_count(request),
        rules.judge_path(request.branch, member_side.birth, day, policy),
        _place(request),
        _card(request),
        _notice(request),
        _promise(request),
        *_pages(request),
        *_pictures(request),
        *neighbours.duplicates(request),
        neighbours.ring_of_binders(request),
        neighbours.ring_of_device(request),
    ]


def _submission_day(request: BindingRequest) -> Any:
    moment = request.submitted_at or clock.now(request.tenant)
    return clock.local(moment).date()


def _identity(request: BindingRequest) -> Judged:
    """Name, number and birth date as written against the register (P60)."""
    member = request.member
    if member is None:
        is_resident = request.certificate_type == RESIDENT_CARD and bool(request.member_certno)
        return Judged("IDENTITY", LOOK if is_resident else UNKNOWN, {"known": False})
    evidence = {
        "known": True,
        "name": not request.member_name or member.carries_name(request.member_name),
        "number": request.member_index == member.certno_index,
        "birth": request.member_birth_date in (None, member.birth_date),
    }
    return Judged("IDENTITY", OK if all(evidence.values()) else LOOK, evidence)


def _insured(member: "Person | None") -> Judged:
    if member is None:
        return Judged("MEMBER_INSURED", UNKNOWN)
    enrolment = enrolments.current(member)
    evidence = {"status": enrolment.psn_insu_stas if enrolment else ""}
    refusal = vouchers.refusal_of_insurance(member, enrolment)
    return Judged("MEMBER_INSURED", LOOK if refusal else OK, evidence)


def _holder(holder: "Person") -> Judged:
    refusal = vouchers.refusal_of_insurance(holder, enrolments.current(holder))
    evidence = {"insured": refusal is None, "voucher": vouchers.is_in_use(holder.pk)}
    return Judged("HOLDER_READY", OK if all(evidence.values()) else LOOK, evidence)


def _alive(member: "Person | None") -> Judged:
    if member is None:
        return Judged("MEMBER_ALIVE", UNKNOWN)
    return Judged("MEMBER_ALIVE", OK if member.deceased_on is None else LOOK)


def _place(request: BindingRequest) -> Judged:
    place = request.place
    if place is None or place.released_at is not None:
        return Judged("PLACES", LOOK)
    return Judged("PLACES", OK, {"number": place.number, "limit": place.limit})


def _card(request: BindingRequest) -> Judged:
    login = people.user_of(request.holder)
    if request.member is None or login is None:
        return Judged("CARD_ROOM", UNKNOWN)
    room = card_room(request.member, login)
    evidence = {"binders": room.binders, "slots": room.slots}
    return Judged("CARD_ROOM", LOOK if room.is_full else OK, evidence)


def _notice(request: BindingRequest) -> Judged:
    is_current = request.notice_at is not None and request.notice_version == NOTICE.version
    return Judged("NOTICE", OK if is_current else LOOK, {"version": request.notice_version})


def _promise(request: BindingRequest) -> Judged:
    """Signed, in the version in force, with both names, unchanged since, with its picture."""
    text = request.promise_text or ""
    # The letter of a newborn without a number names its mother, also after the child is known.
    is_newborn = request.branch == Branch.NEWBORN
    member = {request.member_name, request.mother_name if is_newborn else None}
    kind = _SIGNED_PICTURES.get(Signature(request.signature_way)) if request.signature_way else None
    evidence = {
        "signed": request.signed_at is not None,
        "version": request.promise_version == LETTER_VERSION,
        "names": request.holder.name in text and any(name in text for name in member if name),
        "unchanged": letters.is_intact(request),
        "picture": kind is None or any(one.kind == kind for one in documents.current(request)),
    }
    said = {**evidence, "way": request.signature_way}
    return Judged("PROMISE", OK if all(evidence.values()) else LOOK, said)


def _pages(request: BindingRequest) -> list[Judged]:
    """Every required place has a picture; one finding a place that has none."""
    if not requests.needs_documents(request):
        return [Judged("PAGES", OK, {"needed": False})]
    slots = documents.slots_of(request)
    if not slots:
        return [Judged("PAGES", LOOK, {"needed": True, "way": request.proof_set})]
    empty = [one.slot.code for one in slots if one.slot.is_required and not one.documents]
    if not empty:
        return [Judged("PAGES", OK, {"needed": True, "places": len(slots)})]
    return [Judged("PAGES", LOOK, {"needed": True}, slot_code=code) for code in empty]


def _pictures(request: BindingRequest) -> list[Judged]:
    """The measures of every proof by place; advice for the reviewer, never a refusal (P71)."""
    found: dict[str, Judged] = {}
    for one in _proofs(request):
        flaws = one.quality.get("flaws")
        outcome = UNKNOWN if flaws is None else LOOK if flaws else OK
        known = found.get(one.slot_code)
        if known is None or known.outcome == OK:
            evidence = {"flaws": flaws or [], "page": one.page, "document": one.ref}
            found[one.slot_code] = Judged("PICTURES", outcome, evidence, one.slot_code)
    return list(found.values()) or [Judged("PICTURES", OK, {"pictures": 0})]


def _proofs(request: BindingRequest) -> list[Document]:
    return [one for one in documents.current(request) if one.kind == Document.Kind.PROOF]
