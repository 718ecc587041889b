"""Bringing a premium to its end: the card's part, the register's word, money back (P119, P172)."""

from typing import Any

from django.db import transaction

from accounts.services import contributions
from yibao.audit import services as audit
from yibao.kernel import clock, failpoints, outbox

from ..data import premiums as data
from ..data.premiums import PremiumAnswer
from ..models import CardCharge, Premium, PremiumPart
from ..selectors import premiums
from ..states import PREMIUM_MOVES, ChargeState, PremiumState
from . import aid_uses, bank_orders, charges, ledger, premium_register
from .premiums import TRANSIT

MOVED_TOPIC = "settlement.premium.moved"
_NOTHING_TAKEN = (ChargeState.REFUSED, ChargeState.CLOSED, ChargeState.RETURNED)


def carry_on(*, by: Any, premium_id: Any) -> Premium:
    """Go as far as bank and register let it; safe to repeat, by whomever."""
    premium = Premium.objects.get(pk=premium_id)
    if premium.state == PremiumState.FAILED:
        look_back(by=by, premium_id=premium_id)
    elif premium.state == PremiumState.PENDING and _is_card_ready(by, premium):
        answer = premium_register.ask(by=by, premium_id=premium_id)
        failpoints.hit("premium_register_answered")
        if answer is not None:
            learn(by=by, premium_id=premium_id, answer=answer)
    return Premium.objects.get(pk=premium_id)


def _is_card_ready(by: Any, premium: Premium) -> bool:
    """Whether the card's part is taken, or none is wanted; a refusal ends the premium here."""
    charge = premiums.charge_of(premium)
    if charge is None:
        return True
    if charge.state == ChargeState.PENDING and charge.asks == 0:
        charge = bank_orders.carry_out(by=by, charge_id=charge.pk)
    else:
        charge = bank_orders.enquire(by=by, charge_id=charge.pk)
    if charge.state == ChargeState.DONE:
        return True
    is_late = charge.deadline_at <= clock.now()
    if charge.state in _NOTHING_TAKEN or is_late:
        code = "late" if is_late or charge.state == ChargeState.RETURNED else charge.refusal
        fail(by=by, premium_id=premium.pk, refusal=f"card_{code or 'other'}", unless_taken=True)
    return False


def learn(*, by: Any, premium_id: Any, answer: PremiumAnswer) -> None:
    """Take in what the register said; said twice, it counts once."""
    if answer.state == data.ACCEPTED:
        with transaction.atomic():
            premium = _locked(premium_id)
            if premium.state == PremiumState.PENDING:
                _paid(by, premium, answer.number)
    elif answer.state == data.REFUSED:
        fail(by=by, premium_id=premium_id, refusal=answer.code or "other")


def _locked(premium_id: Any) -> Premium:
    rows = Premium.objects.select_for_update(of=("self",))
    return rows.select_related("member__tenant", "payer__tenant").get(pk=premium_id)


def _paid(by: Any, premium: Premium, number: str) -> None:
    """The register has it: the money is handed on and the year stands as contributed."""
    charge = charges.of_premium(by=by, premium=premium)
    from_accounts = sum(part.amount_fen for part in _account_parts(premium))
    key = ("PREMIUM", premium.insuplc_admdvs)
    found = ledger.plain_accounts(by=by, tenant_id=premium.tenant_id, wanted={TRANSIT, key})
    legs = [
        ledger.Leg(found[TRANSIT].pk, debit_fen=from_accounts),
        ledger.Leg(found[key].pk, credit_fen=premium.amount_fen),
    ]
    if charge is not None:
        held, _ = ledger.card_accounts(by=by, tenant_id=premium.tenant_id)
        legs.append(ledger.Leg(held.pk, debit_fen=charge.amount_fen))
        charges.use_for_premium(by=by, charge=charge)
    ledger.post(
        by=by,
        tenant_id=premium.tenant_id,
        kind="premium_paid",
        business=f"premium_paid:{premium.pk}",
        legs=legs,
    )
    contributions.record_premium(
        by=by,
        person=premium.member,
        year=premium.year,
        insuplc_admdvs=premium.insuplc_admdvs,
        personal_fen=premium.amount_fen,
        subsidy_fen=premium.subsidy_fen,
        paid_on=clock.today(premium.member.tenant),
    )
    premium.register_number = number
    _move(by, premium, PremiumState.PAID)


def fail(*, by: Any, premium_id: Any, refusal: str, unless_taken: bool = False) -> None:
    """Nothing was paid: each account gets its part back, the card by the bank (P119).

    ``unless_taken`` leaves it alone where the card has paid meanwhile.
    """
    with transaction.atomic():
        premium = _locked(premium_id)
        charge = charges.of_premium(by=by, premium=premium)
        is_taken = charge is not None and charge.state == ChargeState.DONE
        if premium.state != PremiumState.PENDING or (unless_taken and is_taken):
            return
        premium.refusal = refusal[:40]
        _give_back(by, premium)
        charges.put_away(by=by, charge=charge)
        _move(by, premium, PremiumState.FAILED)
        _look_back(by, premium)


def _account_parts(premium: Premium) -> list[PremiumPart]:
    return list(premium.parts.exclude(kind=PremiumPart.Kind.CARD))


def _give_back(by: Any, premium: Premium) -> None:
    parts = _account_parts(premium)
    if not parts:
        return
    held = ledger.plain_accounts(by=by, tenant_id=premium.tenant_id, wanted={TRANSIT})[TRANSIT]
    legs = [ledger.Leg(held.pk, debit_fen=sum(part.amount_fen for part in parts))]
    legs += [ledger.Leg(part.account_id, credit_fen=part.amount_fen) for part in parts]
    ledger.post(
        by=by,
        tenant_id=premium.tenant_id,
        kind="premium_back",
        business=f"premium_back:{premium.pk}",
        legs=legs,
    )
    back: dict[Any, int] = {}
    for part in parts:
        if part.grant_id is not None:
            back[part.grant_id] = back.get(part.grant_id, 0) + part.amount_fen
    aid_uses.take_off(by=by, day=clock.local(premium.created_at).date(), back=back)


def look_back(*, by: Any, premium_id: Any) -> None:
    """The last step of a failed one: everything that was taken is back."""
    with transaction.atomic():
        _look_back(by, _locked(premium_id))


def card_came_back(*, by: Any, card_refund_id: Any) -> None:
    """The bank gave the card's part back, or somebody transferred it."""
    charge = CardCharge.objects.filter(refunds=card_refund_id, premium__isnull=False).first()
    if charge is not None:
        look_back(by=by, premium_id=charge.premium_id)


def _look_back(by: Any, premium: Premium) -> None:
    is_due = premium.state == PremiumState.FAILED and premiums.took_money(premium)
    if is_due and premiums.is_card_known(premium):
        _move(by, premium, PremiumState.REFUNDED)


def _move(by: Any, premium: Premium, to: str) -> None:
    """Step along the table under the row lock; who is concerned hears of it."""
    verb = PREMIUM_MOVES.verb(premium.state, to)
    premium.state, premium.next_ask_at = to, None
    premium.known_at = premium.known_at or clock.now()
    premium.save(update_fields=["state", "refusal", "register_number", "known_at", "next_ask_at"])
    audit.record(
        verb,
        by=by,
        subject=premium,
        tenant_id=premium.tenant_id,
        data={"ref": premium.ref, **({"refusal": premium.refusal} if premium.refusal else {})},
    )
    outbox.emit(
        MOVED_TOPIC,
        key=f"{MOVED_TOPIC}:{premium.pk}:{to}",
        payload={"premium": str(premium.pk), "state": to},
    )
