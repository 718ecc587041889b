"""Reading mutual aid: who may spend whose account, who may be asked, what was refused."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.selectors import enrolments
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.portable import Section, section

from ..data.aid import ACCOUNT_WORDS
from ..data.kinship import INVERSE
from ..data.relations import relation_word
from ..errors import PayerAccountUnusable, PayerNotEmployee, PayerSuspended
from ..events import payer_account_wanted
from ..models import AidBlock, Binding, Grant, GrantTerms
from ..models.grant import LIVE
from ..states import SHOWING_BINDINGS, GrantState
from . import aid_policies

STANDING = Grant.Kind.STANDING
#: National codes of the insurance and of its state.
EMPLOYEE, NORMAL, ENDED = "310", "1", "4"


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative known through a binding in either direction.

    ``relation`` is what the relative is to the payer, ``word`` how the payer says it; ``grant`` is
    the live grant to that relative.
    """

    person: Any
    relation: str
    word: str
    grant: Grant | None = None


def live_grants(member_id: UUID, day: date, use: str | None = None) -> "QuerySet[Grant]":
    """Standing grants that let the member spend on a day (on ``use``), by priority (P111)."""
    rows = Grant.objects.filter(
        member_id=member_id, state=GrantState.ACTIVE, kind=STANDING, period__contains=day
    )
    if use is not None:
        rows = rows.filter(uses__contains=[use])
    return rows.order_by("priority", "created_at", "id")


def may_spend(payer_id: UUID, member_id: UUID, day: date, use: str | None = None) -> bool:
    """Whether the payer lets the member use the account on a day."""
    return live_grants(member_id, day, use).filter(payer_id=payer_id).exists()


def given(person: Any) -> list[Grant]:
    """Standing grants that this payer has given and that are not over, by time."""
    return list(_standing(person).filter(payer=person).order_by("created_at", "id"))


def received(person: Any) -> list[Grant]:
    """Standing grants to this person that are not over, in the order of deduction (P111)."""
    rows = _standing(person).filter(member=person)
    return list(rows.order_by("priority", "created_at", "id"))


def before(person: Any) -> list[Grant]:
    """Grants in both directions that are over, the newest first."""
    rows = Grant.objects.filter(Q(payer=person) | Q(member=person), kind=STANDING)
    live = _standing(person).values("pk")
    rows = rows.exclude(pk__in=live).select_related("payer__tenant", "member__tenant")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-created_at")[:50])


def _standing(person: Any) -> "QuerySet[Grant]":
    today = clock.today(person.tenant)
    return Grant.objects.filter(
        Q(period__endswith__isnull=True) | Q(period__endswith__gt=today),
        state__in=LIVE,
        kind=STANDING,
    ).select_related("payer__tenant", "member__tenant")


def of_side(person: Any, ref: str) -> Grant | None:
    """A grant that this person gave or received, in any state; another's looks like none (T31)."""
    rows = Grant.objects.filter(Q(payer=person) | Q(member=person), ref=ref)
    return rows.select_related("payer__tenant", "member__tenant").first()


def once(grant_id: UUID) -> Grant | None:
    """A grant for once that has not ended."""
    return Grant.objects.filter(pk=grant_id, kind=Grant.Kind.ONCE, ended_at__isnull=True).first()


def may_authorise(payer: Any) -> DomainError | None:
    """Why this person gives no new grant now; None where nothing hinders (P95, P115)."""
    enrolment = enrolments.current(payer)
    if payer.deceased_on is not None or enrolment is None:
        return PayerNotEmployee()
    if enrolment.insutype != EMPLOYEE:
        return PayerNotEmployee()
    if enrolment.psn_insu_stas == ENDED:
        return PayerNotEmployee()
    if enrolment.psn_insu_stas != NORMAL:
        return PayerSuspended()
    word = account_trouble(payer)
    return PayerAccountUnusable(state=ACCOUNT_WORDS[word]) if word else None


def account_trouble(payer: Any) -> str:
    """A word of ``ACCOUNT_WORDS``; empty where the account can be shared."""
    answers = [word for _, word in payer_account_wanted.send(sender=Grant, person=payer)]
    return next((word for word in answers if word), "")


def known_kin(payer: Any) -> list[Kin]:
    """Relatives bound to the payer in either direction whom the area lets share (P96, P113)."""
    allowed = aid_policies.today(payer).relations
    rows = Binding.objects.filter(
        Q(holder=payer) | Q(member=payer), state__in=SHOWING_BINDINGS
    ).select_related("holder__tenant", "member__tenant")
    grants = {grant.member_id: grant for grant in given(payer)}
    found: dict[UUID, Kin] = {}
    for row in rows.order_by("began_at", "pk"):
        is_holder = row.holder_id == payer.pk
        other = row.member if is_holder else row.holder
        relation = row.relation if is_holder else INVERSE.get(row.relation, "")
        if relation in allowed and other.deceased_on is None and other.pk not in found:
            word = relation_word(relation, other.gend)
            found[other.pk] = Kin(other, relation, word, grants.get(other.pk))
    return list(found.values())


def kin_of(payer: Any, member_id: UUID) -> Kin | None:
    """The relative among the known kin."""
    return next((kin for kin in known_kin(payer) if kin.person.pk == member_id), None)


def is_blocked(member_id: UUID, payer_id: UUID) -> bool:
    """Whether the member takes no aid from this payer, or from anybody (P104)."""
    return AidBlock.objects.filter(
        Q(payer_id=payer_id) | Q(payer__isnull=True), member_id=member_id
    ).exists()


def blocks(member: Any) -> list[AidBlock]:
    """From whom this person takes no aid; ``payer`` None is everybody."""
    rows = AidBlock.objects.filter(member=member).select_related("payer__tenant")
    return list(rows.order_by("created_at"))


def own_data(person: Any) -> list[Section]:
    """Grants given and received with what was agreed to, and refusals; the other side is masked
    (T92)."""
    rows = Grant.objects.filter(Q(payer=person) | Q(member=person)).order_by("created_at")
    return [
        section("grants", "共济授权", rows, leave_out=["case"]),
        section(
            "grant_terms",
            "同意过的共济条款",
            GrantTerms.objects.filter(grant__payer=person).order_by("agreed_at"),
            leave_out=["agreed_by"],
        ),
        section(
            "aid_blocks", "不接受共济", AidBlock.objects.filter(member=person), leave_out=["member"]
        ),
    ]
