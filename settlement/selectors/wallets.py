"""Reading wallets (医保钱包, P99): whose, to whom, what waits, what came and went."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.selectors import enrolments
from family import errors as family_errors
from family.data.relations import relation_word
from family.selectors import aid_policies, grants
from family.states import GrantState
from yibao.kernel import clock, moments
from yibao.kernel.errors import NotFound

from ..data.wallets import WalletRules
from ..errors import WalletGiverRefused
from ..models import LedgerAccount, WalletTransfer
from ..rules import wallets as rules
from ..states import TransferState
from . import packs

RECENT = 20
_REASONS = {
    family_errors.PayerNotEmployee.code: "您没有",
    family_errors.PayerSuspended.code: "您的职工医保现在停着",
    family_errors.PayerAccountUnusable.code: "您的现在不能用",
}


@dataclass(frozen=True, slots=True)
class Near:
    """A near relative: ``relation`` is what they are to the giver, ``word`` how the giver says."""

    person: Any
    relation: str
    word: str
    has_wallet: bool


def wallet_of(person: Any) -> LedgerAccount | None:
    """The person's open wallet."""
    return LedgerAccount.objects.filter(
        kind=LedgerAccount.Kind.WALLET, person=person, closed_at__isnull=True
    ).first()


def rules_of(person: Any, day: date) -> WalletRules:
    """The rules of the giver's area on a day; the product's where it sets none."""
    enrolment = enrolments.current(person)
    pack = packs.pack_on(enrolment.insuplc_admdvs, day) if enrolment else None
    return rules.read(packs.compiled(pack.pk).parameters) if pack else WalletRules()


def is_open(giver: Any, moment: datetime) -> bool:
    """Whether a transfer may be made at a moment in Shanghai."""
    return rules.is_open(rules_of(giver, moment.date()), moment)


def giver_refusal(person: Any) -> WalletGiverRefused | None:
    """Why this person gives nothing now; None where nothing hinders (P95, P115)."""
    refusal = grants.may_authorise(person)
    return None if refusal is None else WalletGiverRefused(reason=_REASONS[refusal.code])


def near_of(giver: Any) -> list[Near]:
    """Relatives bound in either direction or declared for mutual aid, whom the area lets (P96)."""
    found = {kin.person.pk: (kin.person, kin.relation) for kin in grants.known_kin(giver)}
    allowed = aid_policies.today(giver).relations
    for grant in grants.given(giver):
        is_live = grant.state == GrantState.ACTIVE and grant.relation in allowed
        if is_live and grant.member.deceased_on is None:
            found.setdefault(grant.member_id, (grant.member, grant.relation))
    open_ = set(
        LedgerAccount.objects.filter(
            kind=LedgerAccount.Kind.WALLET, person__in=list(found), closed_at__isnull=True
        ).values_list("person_id", flat=True)
    )
    return [
        Near(person, relation, relation_word(relation, person.gend), pk in open_)
        for pk, (person, relation) in found.items()
    ]


def near(giver: Any, person_id: Any) -> Near | None:
    """One of the near relatives."""
    return next((one for one in near_of(giver) if one.person.pk == person_id), None)


def by_key(giver: Any, key: str) -> WalletTransfer | None:
    """What became of a submission."""
    return WalletTransfer.objects.filter(giver=giver, key=key).first()


def made_on(wallet: LedgerAccount, day: date) -> int:
    """How many transfers the wallet made on a day; those that came back count."""
    return WalletTransfer.objects.filter(wallet=wallet, day=day).count()


def of_side(person: Any, ref: str) -> WalletTransfer:
    """A transfer that the person made or was offered; another's looks like none (T31)."""
    found = _sides(person).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def recent_of(person: Any) -> list[WalletTransfer]:
    """The newest transfers in both directions."""
    return list(_sides(person).order_by("-made_at", "-pk")[:RECENT])


def waiting_for(person: Any) -> list[WalletTransfer]:
    """What relatives offer and the person can still take, soonest first."""
    now = clock.now(person.tenant)
    rows = _sides(person).filter(receiver=person, state=TransferState.OFFERED, deadline_at__gt=now)
    return list(rows.order_by("deadline_at", "pk"))


def under_way(person: Any) -> "QuerySet[WalletTransfer]":
    """Transfers in both directions that have no end yet."""
    return _sides(person).filter(state=TransferState.OFFERED)


def overdue() -> list[Any]:
    """Ids of transfers that nobody took in time, by the clock of their world."""
    over = moments.reached("deadline_at", tenant="tenant")
    rows = WalletTransfer.objects.filter(over, state=TransferState.OFFERED)
    return list(rows.order_by("deadline_at", "pk").values_list("pk", flat=True))


def _sides(person: Any) -> "QuerySet[WalletTransfer]":
    rows = WalletTransfer.objects.filter(Q(giver=person) | Q(receiver=person))
    return rows.select_related("giver__tenant", "receiver__tenant")
