"""Requests for a binding in any state, as plain rows: nothing here asks a service."""

import hashlib
from datetime import date, timedelta
from itertools import count

from accounts.models import Enrolment, Person, User
from family.data import Branch, Relation
from family.data.notice import NOTICE
from family.models import BindingRequest, Document, Place, ProofSet, RequestEvent
from family.selectors import letters, requests
from family.services import proof_list
from family.states import OPEN_REQUESTS, REQUEST_MOVES, RequestState
from tests.factories import vouchers as voucher_factory
from yibao.kernel import clock, crypto

CHILD_BORN = date(2019, 5, 20)
ADULT_BORN = date(1956, 3, 12)
_papers = count(1)
# How a request usually came to stand where it stands.
PATHS: dict[str, tuple[str, ...]] = {
    "DRAFT": (),
    "SUBMITTED": ("SUBMITTED",),
    "PRECHECK": ("SUBMITTED", "PRECHECK"),
    "IN_REVIEW": ("SUBMITTED", "PRECHECK", "IN_REVIEW"),
    "RETURNED": ("SUBMITTED", "PRECHECK", "IN_REVIEW", "RETURNED"),
    "CONSENT_PENDING": ("SUBMITTED", "PRECHECK", "IN_REVIEW", "CONSENT_PENDING"),
    "REJECTED": ("SUBMITTED", "PRECHECK", "IN_REVIEW", "REJECTED"),
    "WITHDRAWN": ("SUBMITTED", "WITHDRAWN"),
    "EXPIRED": ("SUBMITTED", "PRECHECK", "IN_REVIEW", "RETURNED", "EXPIRED"),
}


def make_holder(tenant, **more) -> User:
    """A login of 18 and over with an insured person and an active voucher; ``.person`` is it."""
    return voucher_factory.make_holder(tenant, **{"name": "王建国", **more})


def make_member(tenant, *, born: date = CHILD_BORN, name: str = "王小宝", **more) -> Person:
    """An insured relative without a login and without a voucher; a child unless told otherwise."""
    facts = {
        "insutype": Enrolment.Insurance.RESIDENT,
        "psn_type": "14",
        "district_admdvs": "510603",
    } | more
    return voucher_factory.make_person(tenant, name=name, born=born, **facts)


def branch_of(member: Person) -> str:
    """The branch that a member's age today leads to."""
    young = member.age_on(clock.today(member.tenant)) < 16
    return (Branch.CHILD if young else Branch.ADULT).value


def make_draft(
    holder: Person, member: Person, relation: str = Relation.CHILD, **more
) -> BindingRequest:
    """A draft in which every answer but papers and signature is given; ``more`` overrides."""
    now = clock.now(holder.tenant)
    facts = {
        "notice_version": NOTICE.version,
        "notice_at": now,
        "member": member,
        "member_name": member.name,
        "member_certno": member.certno,
        "member_index": crypto.blind_index(member.certno, "certno"),
        "member_birth_date": member.birth_date,
        "relation": str(relation),
        "branch": branch_of(member),
        "place_code": "510603",
        "region_code": "510603",
        "proof_set": "BIRTH_CERTIFICATE" if branch_of(member) == "CHILD" else "",
        "created_at": now,
        "touched_at": now,
    }
    return BindingRequest.objects.create(tenant=holder.tenant, holder=holder, **facts | more)


def sign(request: BindingRequest) -> BindingRequest:
    """Sign the letter as it reads now with a typed name."""
    letter = letters.letter_of(request)
    request.promise_text, request.promise_version = letter.text, letter.version
    request.promise_sha256 = letters.sha256_of(letter)
    request.signature_way = BindingRequest.Signature.TYPED
    request.signed_at = clock.now(request.tenant)
    request.save()
    return request


def import_proofs() -> None:
    """The table of proofs that ships with the product."""
    proof_list.import_ours(by=None)


def make_paper(request: BindingRequest, slot_code: str, **more) -> Document:
    """A row of a picture in a slot, without a file behind it."""
    number = next(_papers)
    facts = {
        "upload_id": f"test-{number}",
        "file_token": f"test-{number}",
        "sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        "uploaded_at": clock.now(request.tenant),
    }
    return Document.objects.create(request=request, slot_code=slot_code, **facts | more)


def make_ready(
    holder: Person, member: Person, relation: str = Relation.CHILD, **more
) -> BindingRequest:
    """A draft that may be sent: papers of its first way of proof, signature, nothing missing."""
    if not ProofSet.objects.exists():
        import_proofs()
    request = make_draft(holder, member, relation, **more)
    if requests.needs_documents(request):
        way = requests.proof_sets(request)[0]
        request.proof_set = way.code
        for slot in way.slots.all():
            if slot.is_required:
                make_paper(request, slot.code)
    return sign(request)


def take_place(holder: Person, member: Person, limit: int = 5) -> Place:
    """The lowest free place of the holder for this member."""
    taken = set(
        Place.objects.filter(holder=holder, released_at__isnull=True).values_list(
            "number", flat=True
        )
    )
    free = next(number for number in range(1, limit + 1) if number not in taken)
    return Place.objects.create(
        holder=holder,
        number=free,
        limit=limit,
        member_index=crypto.blind_index(member.certno, "certno"),
        taken_at=clock.now(holder.tenant),
    )


def make_submitted(
    holder: Person,
    member: Person,
    relation: str = Relation.CHILD,
    *,
    state: str = RequestState.SUBMITTED,
    **more,
) -> BindingRequest:
    """A signed request in ``state`` with its place (where the state holds one) and its events.

    APPROVED needs ``binding=``; no case, findings, consents or documents are made.
    """
    now = clock.now(holder.tenant)
    is_open = state in OPEN_REQUESTS or state == RequestState.APPROVED
    facts = {
        "state": str(state),
        "place": take_place(holder, member) if is_open and "place" not in more else None,
        "submitted_at": now,
        "round": 1,
        "decided_at": None if state in OPEN_REQUESTS else now,
    }
    if state == RequestState.RETURNED:
        facts |= {"returns": 1, "return_due_at": now + timedelta(days=5)}
    request = sign(make_draft(holder, member, relation, **facts | more))
    before = "DRAFT"
    for after in PATHS.get(str(state), ("SUBMITTED", "PRECHECK", "IN_REVIEW", "APPROVED")):
        RequestEvent.objects.create(
            request=request,
            verb=REQUEST_MOVES.verb(before, after),
            from_state=before,
            to_state=after,
            actor="test",
            at=now,
        )
        before = after
    return request
