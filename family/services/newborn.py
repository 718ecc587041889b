"""The quick way for a newborn: certificate, look-up, the mother's live face, bound at once (P67).

The look-up asks the register of births with no lock held. Where it knows nothing, or does not
answer, papers and a reviewer do, and the automatic checks ask it once more. Bound at once are only
children of the mother or father of record, whose mother showed her face, where the area allows it.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.selectors import people
from accounts.services import face
from yibao.audit import services as audit
from yibao.kernel import clock, rates
from yibao.kernel.errors import NotFound

from ..data import Branch, Relation
from ..data.kinship import Birth
from ..errors import (
    CertificateNumberWrong,
    MemberMismatch,
    MotherUnknown,
    RelationNotOffered,
    TooManyLookups,
)
from ..gateways import KinshipAway, current_kinship
from ..models import BindingRequest
from ..selectors import policies, requests
from ..selectors.insured import is_insured
from . import documents, draft_members, drafts, limits, prechecks

if TYPE_CHECKING:
    from accounts.models import Person

#: Of the mother's face check: ``face.begin(by=holder, person=mother, purpose=PURPOSE)``.
PURPOSE = "BINDING"
_NUMBER = re.compile(r"[A-Z][0-9]{9}")
_RELATIONS = (Relation.CHILD, Relation.GRANDCHILD)
_FIELDS = (
    "member", "member_name", "member_certno", "member_index", "member_birth_date",
    "certificate_type", "relation", "branch", "matched_relation", "matched_at", "place_code",
    "birth_certificate_no", "mother_name", "mother_certno", "draft",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What a holder copies from the certificate (出生医学证明)."""

    certificate_no: str
    mother_name: str
    mother_certno: str
    relation: str = Relation.CHILD


def look_up(*, by: Any, written: Written) -> BindingRequest:
    """Note certificate and mother in the draft, and whose child the register of births knows.

    ``member`` is set where the child is known and insured; else the request goes on with papers.
    Raises ``family.newborn.number``, ``family.newborn.mother_unknown``, E-FAM-02 (her name is
    another), ``family.relation.not_offered``, ``family.member.too_many_tries``, and the refusals
    of ``limits.check_may_ask`` for a known child.
    """
    _check(by, written)
    birth, has_answer = _ask(written)
    child = people.by_certno(by.tenant, birth.child_certno) if birth is not None else None
    if child is not None and not is_insured(child):
        child = None
    with transaction.atomic():
        draft = drafts.opened(by=by)
        if child is not None:
            limits.check_may_ask(by=by, holder=by.person, member_index=child.certno_index)
        is_another = bool(draft.member_index) and draft.member != child
        _write(draft, written, child, has_answer=has_answer)
        drafts.saved(by=by, draft=draft, fields=_FIELDS)
        _record(by, draft, "newborn_looked_up", found=child is not None)
    if is_another:
        documents.erase_of(by=by, request=draft)
    return draft


def mother_of(*, by: Any, request: BindingRequest) -> "Person":
    """Whose face is to be shown; raises ``family.newborn.mother_unknown``."""
    number = request.mother_certno or ""
    mother = people.by_certno(request.tenant, number) if number else None
    if mother is None or mother.deceased_on is not None:
        raise MotherUnknown
    return mother


def note_mother(*, by: Any, face_ref: str, session: str) -> BindingRequest:
    """Note that the mother showed her face on this phone: that is her consent (P67).

    Raises ``accounts.face.not_valid`` (T20) and ``family.newborn.mother_unknown``.
    """
    with transaction.atomic():
        draft = drafts.opened(by=by)
        mother = mother_of(by=by, request=draft)
        check = face.consume(by=by, ref=face_ref, person=mother, purpose=PURPOSE, session=session)
        shown_at = clock.now(draft.tenant).isoformat()
        draft.draft = {**draft.draft, requests.MOTHER_FACE: shown_at}
        drafts.saved(by=by, draft=draft, fields=("draft",))
        _record(by, draft, "newborn_mother_seen", face=check.ref)
    return draft


def finish(*, by: Any, request: BindingRequest) -> BindingRequest:
    """Check a submitted request now instead of soon: bound at once where the rules allow.

    Call it after ``requests.submit``, outside any transaction; whatever cannot be done now goes
    to the officers. Raises ``request.not_found`` for somebody else's request (T31).
    """
    if request.holder_id != by.person_id:
        raise NotFound
    return prechecks.run(by=by, request_id=request.pk)


def _check(by: Any, written: Written) -> None:
    if not _NUMBER.fullmatch(written.certificate_no):
        raise CertificateNumberWrong
    offered = policies.of_person(by.person).relations
    if written.relation not in _RELATIONS or written.relation not in offered:
        raise RelationNotOffered
    if rates.hit(f"family-member:{by.person_id}", seconds=draft_members.DAY) > (
        draft_members.LOOKUPS_A_DAY
    ):
        raise TooManyLookups
    mother = people.by_certno(by.tenant, written.mother_certno)
    if mother is None:
        raise MotherUnknown
    if not mother.carries_name(written.mother_name):
        raise MemberMismatch


def _ask(written: Written) -> tuple[Birth | None, bool]:
    """The birth, and whether the register answered at all."""
    try:
        birth = current_kinship().birth(
            certificate_no=written.certificate_no,
            mother_name=written.mother_name,
            mother_certno=written.mother_certno,
        )
    except KinshipAway:
        return None, False
    return birth, True


def _write(
    draft: BindingRequest, written: Written, child: "Person | None", *, has_answer: bool
) -> None:
    _name(draft, child)
    draft.certificate_type = draft_members.RESIDENT_CARD
    draft.relation, draft.branch = str(written.relation), Branch.NEWBORN.value
    draft.matched_relation, draft.matched_at = "", None
    draft.birth_certificate_no = written.certificate_no
    draft.mother_name, draft.mother_certno = written.mother_name, written.mother_certno
    draft.place_code = policies.region_of(child) if child is not None else draft.place_code
    # Another certificate needs another face.
    draft.draft = {requests.MATCH: "asked" if has_answer else "away"}


def _name(row: BindingRequest, child: "Person | None") -> None:
    row.member = child
    row.member_name = child.name if child is not None else None
    row.member_certno = child.certno if child is not None else None
    row.member_index = child.certno_index if child is not None else ""
    row.member_birth_date = child.birth_date if child is not None else None


def _record(by: Any, draft: BindingRequest, what: str, **data: Any) -> None:
    audit.record(
        f"family.request.{what}",
        by=by,
        subject=draft,
        tenant_id=draft.tenant_id,
        data={"number": draft.number, **data},
    )
