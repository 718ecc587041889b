"""Who the draft is about: name, number and relation, another document, or a newborn (P60–P69).

The register is asked under a limit a day, so that nobody tries names against numbers. The register
of kinship is another house: it is asked with no lock held, and when it does not answer, papers do.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.selectors import people
from yibao.audit import services as audit
from yibao.kernel import clock, crypto, idcard, rates

from ..data import Branch, Relation, relation_word
from ..errors import (
    BindingToSelf,
    MemberMismatch,
    MemberNotInsured,
    RelationNotOffered,
    RelationTaken,
    TooManyLookups,
)
from ..models import Binding, BindingRequest
from ..selectors import policies, requests
from ..selectors.insured import is_insured
from ..states import LIVE_BINDINGS, OPEN_REQUESTS
from . import documents, drafts, limits, prechecks

if TYPE_CHECKING:
    from accounts.models import Person

LOOKUPS_A_DAY = 20
DAY = 24 * 3600
RESIDENT_CARD = "01"
_FIELDS = (
    "member",
    "member_name",
    "member_certno",
    "member_index",
    "member_birth_date",
    "certificate_type",
    "relation",
    "branch",
    "matched_relation",
    "matched_at",
    "place_code",
    "birth_certificate_no",
    "mother_name",
    "mother_certno",
    "draft",
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a holder writes of a relative; ``birth`` is read from a resident's number."""

    name: str
    certno: str
    relation: str
    certificate_type: str = RESIDENT_CARD
    birth: date | None = None


def save_member(*, by: Any, named: Named) -> BindingRequest:
    """Note the relative; age and document decide the branch (P54, P68).

    Raises E-FAM-01, 02, 06, 07, 09, 13, ``family.binding.to_self`` (P50),
    ``family.relation.taken`` (a second spouse), ``family.relation.not_offered`` (P47) and
    ``family.member.too_many_tries``. A relative whom the register does not know goes on with
    papers.
    """
    holder = by.person
    _refuse_relation(holder, named.relation)
    if named.certno == holder.certno:
        raise BindingToSelf
    index = crypto.blind_index(named.certno, "certno")
    member = _looked_up(by, holder, named)
    with transaction.atomic():
        draft = drafts.opened(by=by)
        limits.check_may_ask(by=by, holder=holder, member_index=index)
        _refuse_second_spouse(holder, named.relation, index)
        is_another = bool(draft.member_index) and draft.member_index != index
        is_another = is_another and draft.member_name != named.name
        _write(draft, named, index, member)
        drafts.saved(by=by, draft=draft, fields=_FIELDS)
        _record("member_named", by, draft)
    if is_another:
        documents.erase_of(by=by, request=draft)
    return _asked(by, draft)


def _refuse_relation(holder: "Person", relation: str) -> None:
    if relation not in policies.of_person(holder).relations:
        raise RelationNotOffered


def _looked_up(by: Any, holder: "Person", named: Named) -> "Person | None":
    """The person of the register; None where it knows nobody with this number."""
    if rates.hit(f"family-member:{holder.pk}", seconds=DAY) > LOOKUPS_A_DAY:
        raise TooManyLookups
    member = people.by_certno(holder.tenant, named.certno)
    if member is None:
        return None
    if not member.carries_name(named.name):
        raise MemberMismatch
    if not is_insured(member):
        raise MemberNotInsured
    return member


def _refuse_second_spouse(holder: "Person", relation: str, index: str) -> None:
    if relation != Relation.SPOUSE:
        return
    bound = Binding.objects.filter(
        holder=holder, relation=Relation.SPOUSE, state__in=LIVE_BINDINGS
    ).exclude(place__member_index=index)
    asked = BindingRequest.objects.filter(
        holder=holder, relation=Relation.SPOUSE, state__in=OPEN_REQUESTS
    ).exclude(member_index=index)
    if bound.exists() or asked.exists():
        raise RelationTaken(relation=relation_word(relation))


def _write(draft: BindingRequest, named: Named, index: str, member: "Person | None") -> None:
    is_same = draft.member_index == index
    draft.member, draft.member_index = member, index
    draft.member_name, draft.member_certno = named.name, named.certno
    draft.certificate_type, draft.relation = named.certificate_type, named.relation
    draft.member_birth_date = named.birth or idcard.birth_date(named.certno)
    draft.branch = _branch(draft)
    draft.matched_relation, draft.matched_at = "", None
    draft.birth_certificate_no = draft.mother_name = draft.mother_certno = None
    draft.draft = {}
    if not is_same:
        draft.place_code = policies.region_of(member) if member is not None else ""


def _branch(draft: BindingRequest) -> str:
    if draft.certificate_type != RESIDENT_CARD:
        return Branch.OTHER_DOCUMENT.value
    day, policy = clock.today(draft.tenant), requests.policy_of(draft)
    return requests.branch_by_age(draft.member_birth_date, day, policy).value


def _asked(by: Any, draft: BindingRequest) -> BindingRequest:
    """Ask the register of kinship from 16 on: where it agrees, no papers are needed."""
    if draft.branch != Branch.ADULT or draft.member_id is None:
        return draft
    match = prechecks.match(by=by, request=draft)
    with transaction.atomic():
        fresh = drafts.opened(by=by)
        if fresh.member_index != draft.member_index or fresh.relation != draft.relation:
            return fresh
        fresh.draft = {**fresh.draft, requests.MATCH: "asked" if match.has_answer else "away"}
        fresh.matched_relation = fresh.relation if match.is_confirmed else ""
        fresh.matched_at = clock.now(fresh.tenant) if match.has_answer else None
        drafts.saved(by=by, draft=fresh, fields=("draft", "matched_relation", "matched_at"))
    return fresh


def _record(what: str, by: Any, draft: BindingRequest) -> None:
    audit.record(
        f"family.request.{what}",
        by=by,
        subject=draft,
        tenant_id=draft.tenant_id,
        data={"number": draft.number, "branch": draft.branch},
    )
