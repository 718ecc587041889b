"""Who pays a premium, in the order of P120: the insured's account, the payer's, then the card.

The insured's own account pays where the insured is the payer, or is bound to the payer or holds a
grant of the payer: a stranger who knows a name and a number empties nobody's account. A relative's
account pays under a grant for premiums only (P120), and for people in normal insurance (P97).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from family import selectors as family
from family.data.aid import AidUse
from family.selectors import bindings
from family.services import aid_checks, grant_moves

from ..models import LedgerAccount, PremiumPart
from . import aid_accounts
from .premium_plans import Offer

Kind = PremiumPart.Kind


@dataclass(frozen=True, slots=True)
class Source:
    """One source and what it gives, in 分; ``grant_id`` names the permission of a relative."""

    kind: str
    account: LedgerAccount
    payer: Any
    amount_fen: int
    grant: Any = None


@dataclass(frozen=True, slots=True)
class Split:
    """What the accounts give, and what is left for the card, in 分."""

    sources: tuple[Source, ...]
    card_fen: int


def split(*, by: Any, payer: Any, offer: Offer, day: date, lock: bool) -> Split:
    """Share the amount out; with ``lock`` grants, accounts and counters are held in this order."""
    found = (_held if lock else _candidates)(by, payer, offer, day)
    accounts = _accounts(offer.member, found, lock)
    left, sources = offer.amount_fen, []
    own = accounts.get(offer.member.pk) if _may_use_own(payer, offer.member, found) else None
    if own is not None and own.is_activated and not own.is_frozen:
        left = _take(sources, left, Source(Kind.OWN_ACCOUNT, own, offer.member, own.balance_fen))
    grants = {one.grant.pk: one.grant for one in found}
    for one in aid_accounts.in_order(by=by, found=found, accounts=accounts, day=day, lock=lock):
        most = one.account.balance_fen
        most = most if one.cap_fen is None else min(most, one.cap_fen)
        grant = grants[one.grant_id]
        left = _take(sources, left, Source(Kind.AID_ACCOUNT, one.account, grant.payer, most, grant))
    return Split(tuple(sources), left)


def _take(sources: list[Source], left: int, most: Source) -> int:
    """Add what a source gives of ``left``, where it gives anything; what is left after it."""
    amount = min(left, most.amount_fen)
    if amount > 0:
        sources.append(Source(most.kind, most.account, most.payer, amount, most.grant))
    return left - max(amount, 0)


def _held(by: Any, payer: Any, offer: Offer, day: date) -> list[aid_accounts.Candidate]:
    """The candidates, their grants kept from ending; one may have ended during the wait (T66)."""
    ids = [one.grant.pk for one in _candidates(by, payer, offer, day)]
    grant_moves.hold(by=by, grant_ids=ids)
    return [one for one in _candidates(by, payer, offer, day) if one.grant.pk in ids]


def _candidates(by: Any, payer: Any, offer: Offer, day: date) -> list[aid_accounts.Candidate]:
    """Whose accounts may help: for another only the payer's own, for oneself every relative's."""
    if not offer.is_normal:
        return []
    member = offer.member
    rows = family.live_grants(member.pk, day, AidUse.PREMIUM).select_related("payer__tenant")
    is_own = payer.pk == member.pk
    if not is_own:
        rows = rows.filter(payer=payer)
    found = []
    for grant in rows:
        rules = family.aid_policies.of(grant.payer, day)
        # Who is absent says nothing to a code; the payer who is here has just said yes.
        if is_own and rules.mode == "DOUBLE_SCAN":
            continue
        is_near = aid_checks.reaches(by=by, payer=grant.payer, member=member, aid=rules)
        if grant.relation in rules.relations and is_near:
            found.append(
                aid_accounts.Candidate(
                    grant.payer, grant.relation, grant.priority, rules, grant, None
                )
            )
    return found


def _may_use_own(payer: Any, member: Any, found: list[aid_accounts.Candidate]) -> bool:
    if payer.pk == member.pk or any(one.payer.pk == payer.pk for one in found):
        return True
    return bindings.showing_of(payer.pk, member.pk) is not None


def _accounts(
    member: Any, found: list[aid_accounts.Candidate], lock: bool
) -> dict[Any, LedgerAccount]:
    people = {member.pk, *(one.payer.pk for one in found)}
    rows = LedgerAccount.objects.filter(
        person__in=people, tenant_id=member.tenant_id, kind=LedgerAccount.Kind.PERSONAL
    ).order_by("id")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {row.person_id: row for row in rows}
