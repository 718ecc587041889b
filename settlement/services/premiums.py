"""Paying a premium of resident insurance: a saga around the bank and the register (P120, P172).

1. ``pay`` takes what the accounts give, writes down what the card shall pay, and commits.
2. The bank is asked for the card's part, then the register is told; both under no lock.
3. The register's receipt hands the money on and writes the contribution. Where the bank or the
   register refuses, everything goes back to where it came from.

A process that dies anywhere leaves a row that ``card_healing`` finishes by asking.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.selectors import money as holds
from family.data.aid import PROOFS
from yibao.audit import services as audit
from yibao.kernel import clock, failpoints, locks
from yibao.kernel.money import format_yuan

from .. import errors
from ..models import BankCard, CardCharge, Premium, PremiumPart
from ..rules import cards as rules
from ..selectors import cards, premiums
from ..states import CardState
from . import aid_uses, charge_plans, charges, ledger, premium_plans, premium_sources
from .premium_sources import Split

#: Until when the register must have entered it; later it gives the money back.
REGISTER_LIFE = timedelta(hours=24)
TRANSIT = ("HELD", "premium-transit")


def pay(*, by: Any, member: Any, key: str, shown: tuple[int, int], proof: str) -> Premium:
    """Take the money for ``member``'s premium from the sources that the page showed.

    ``shown`` is amount and card's part in 分; ``key`` makes a repeat the same premium. Goes as far
    as ``begin``; ``premium_steps.carry_on`` brings it on. Raises what ``premium_plans.offer``
    raises, ``PremiumChanged``, ``PremiumCardNeeded``,
    ``PremiumProofMissing``, ``MoneyHeld`` (T16).
    """
    if proof not in PROOFS:
        raise errors.PremiumProofMissing
    refusal = holds.refusal(by)
    if refusal is not None:
        raise refusal
    with transaction.atomic(durable=True):
        premium = begin(by=by, member=member, key=key, shown=shown)
    failpoints.hit("premium_committed")
    return premium


@transaction.atomic
def begin(*, by: Any, member: Any, key: str, shown: tuple[int, int]) -> Premium:
    """The first step, in one transaction: one premium a person and year (P172)."""
    locks.advisory(f"settlement.premium.key:{by.person_id}:{key}")
    known = premiums.by_key(by.person, key)
    if known is not None:
        return known
    locks.advisory(f"settlement.premium:{member.pk}")
    offer = premium_plans.offer(by=by, member=member)
    moment = clock.now(member.tenant)
    day = clock.local(moment).date()
    split = premium_sources.split(by=by, payer=by.person, offer=offer, day=day, lock=True)
    if (offer.amount_fen, split.card_fen) != shown:
        raise errors.PremiumChanged
    card = card_for(by=by, amount_fen=split.card_fen, lock=True) if split.card_fen else None
    premium = _written(by, offer, key, moment)
    _take(by, premium, split, day)
    if card is not None:
        _plan_charge(by, premium, card, split.card_fen)
    return premium


def card_for(*, by: Any, amount_fen: int, lock: bool) -> BankCard:
    """The payer's default card, where it may pay the amount (P171).

    The payer says yes to this one payment with a fresh proof, so the own limits and the standing
    consent for tills are not asked. Raises ``PremiumCardNeeded``.
    """
    rows = cards.of_person(by.person).filter(is_default=True)
    card = (rows.select_for_update() if lock else rows).first()
    if card is None:
        raise _no_card(amount_fen, "您还没有绑定银行卡。")
    if card.state != CardState.ACTIVE:
        raise _no_card(amount_fen, "您的默认银行卡要重新验证。")
    room = rules.room(
        per_payment=settings.CARD_PAYMENT_MAX_FEN,
        per_day=settings.CARD_DAY_MAX_FEN,
        most=settings.CARD_PAYMENT_MAX_FEN,
        most_a_day=settings.CARD_DAY_MAX_FEN,
        used=cards.used_today(card),
    )
    if amount_fen > room.most_fen:
        raise _no_card(amount_fen, "超过了银行卡一天能付的限额。")
    return card


def _no_card(amount_fen: int, reason: str) -> errors.PremiumCardNeeded:
    return errors.PremiumCardNeeded(amount=format_yuan(amount_fen), reason=reason)


def _written(by: Any, offer: premium_plans.Offer, key: str, begun_at: datetime) -> Premium:
    """``begun_at`` by the clock of the member's world, as grants are; bank and register live by
    the wall clock."""
    moment = clock.now()
    premium = Premium.objects.create(
        tenant_id=offer.member.tenant_id,
        key=key,
        payer=by.person,
        member=offer.member,
        plan=offer.plan,
        year=offer.year,
        insuplc_admdvs=offer.insuplc_admdvs,
        psn_type=offer.psn_type,
        amount_fen=offer.amount_fen,
        subsidy_fen=offer.plan.subsidy_fen,
        created_at=begun_at,
        deadline_at=moment + REGISTER_LIFE,
        next_ask_at=moment,
    )
    audit.record(
        "settlement.premium.begun",
        by=by,
        subject=premium,
        tenant_id=premium.tenant_id,
        data={"ref": premium.ref, "year": premium.year},
    )
    return premium


def _take(by: Any, premium: Premium, split: Split, day: Any) -> None:
    """The accounts give now, into a held account; the counters of the grants are raised."""
    rows = [
        PremiumPart(
            premium=premium,
            place=place,
            kind=one.kind,
            account=one.account,
            payer=one.payer,
            grant=one.grant,
            amount_fen=one.amount_fen,
        )
        for place, one in enumerate(split.sources, start=1)
    ]
    if split.card_fen:
        rows.append(
            PremiumPart(
                premium=premium,
                place=len(rows) + 1,
                kind=PremiumPart.Kind.CARD,
                payer=premium.payer,
                amount_fen=split.card_fen,
            )
        )
    PremiumPart.objects.bulk_create(rows)
    legs = [ledger.Leg(one.account.pk, debit_fen=one.amount_fen) for one in split.sources]
    if not legs:
        return
    held = ledger.plain_accounts(by=by, tenant_id=premium.tenant_id, wanted={TRANSIT})[TRANSIT]
    total = sum(one.amount_fen for one in split.sources)
    ledger.post(
        by=by,
        tenant_id=premium.tenant_id,
        kind="premium",
        business=f"premium:{premium.pk}",
        legs=[*legs, ledger.Leg(held.pk, credit_fen=total)],
    )
    aid_uses.count(
        by=by,
        day=day,
        paid=[(one.grant, one.amount_fen) for one in split.sources if one.grant is not None],
    )


def _plan_charge(by: Any, premium: Premium, card: BankCard, amount_fen: int) -> None:
    """What the card shall pay, agreed to on the page; the bank is asked after the commit."""
    moment = clock.now()
    charge = CardCharge.objects.create(
        tenant_id=premium.tenant_id,
        card=card,
        premium=premium,
        amount_fen=amount_fen,
        created_at=moment,
        deadline_at=moment + charge_plans.PATIENCE,
    )
    audit.record("settlement.charge.planned", by=by, subject=charge)
    charges.authorise(by=by, charge=charge)
