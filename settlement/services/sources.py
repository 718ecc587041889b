"""Who pays a bill: its sources in order, and the posting of their money (settled 7, P110)."""

from typing import Any

from yibao.kernel import failpoints

from ..data import Breakdown
from ..models import (
    CardCharge,
    LedgerAccount,
    Refund,
    RefundPart,
    Settlement,
    SettlementPart,
    Visit,
)
from ..rules.refunds import SourceState
from . import aid_uses, calculation, card_refunds, ledger


def write(
    *,
    by: Any,
    settlement: Settlement,
    situation: calculation.Situation,
    breakdown: Breakdown,
    charge: CardCharge | None,
) -> None:
    """Write the sources of a bill and move their money to the institution; ``charge`` is what a
    card has paid of the cash part (P166)."""
    parts = _parts(by, settlement, situation, breakdown, charge)
    SettlementPart.objects.bulk_create(parts)
    _post(by, settlement, parts)
    aid_uses.raise_by(by=by, settlement=settlement, parts=parts)


def _parts(
    by: Any,
    settlement: Settlement,
    situation: calculation.Situation,
    breakdown: Breakdown,
    charge: CardCharge | None,
) -> list[SettlementPart]:
    """Sources in the order of payment: funds, own account, own wallet, relatives, card, cash."""
    visit, kinds = situation.visit, SettlementPart.Kind
    plain = _plain_accounts(by, visit, breakdown)
    rows: list[dict[str, Any]] = [
        {
            "kind": kinds.FUND,
            "fund": fund.fund,
            "benefit": fund.benefit,
            "account": plain[("FUND", f"{visit.insuplc_admdvs}:{fund.fund}")],
            "amount_fen": fund.amount,
        }
        for fund in breakdown.funds
    ]
    rows.append(
        {
            "kind": kinds.OWN_ACCOUNT,
            "account": situation.own,
            "payer_id": visit.person_id,
            "amount_fen": breakdown.self_acct_pay - breakdown.wallet_pay,
        }
    )
    rows.append(
        {
            "kind": kinds.WALLET,
            "account": situation.wallet,
            "payer_id": visit.person_id,
            "amount_fen": breakdown.wallet_pay,
        }
    )
    paid = {part.id: part.paid for part in breakdown.payers}
    for number, payer in enumerate(situation.payers, start=1):
        rows.append(
            {
                "kind": kinds.AID_ACCOUNT,
                "account": payer.account,
                "payer_id": payer.account.person_id,
                "benefit": str(number),
                "relation": payer.relation,
                "grant_id": payer.grant_id,
                "amount_fen": paid.get(str(number), 0),
            }
        )
    by_card = charge.amount_fen if charge else 0
    if charge is not None:
        held, _ = ledger.card_accounts(by=by, tenant_id=visit.tenant_id)
        rows.append({"kind": kinds.CARD, "account": held, "amount_fen": by_card})
    rows.append(
        {
            "kind": kinds.CASH,
            "account": plain[("CASH_CLEARING", str(visit.institution_id))],
            "amount_fen": breakdown.psn_cash_pay - by_card,
        }
    )
    used = [row for row in rows if row["amount_fen"] > 0]
    return [
        SettlementPart(settlement=settlement, position=position, **row)
        for position, row in enumerate(used, start=1)
    ]


def _plain_accounts(
    by: Any, visit: Visit, breakdown: Breakdown
) -> dict[tuple[str, str], LedgerAccount]:
    wanted = {("FUND", f"{visit.insuplc_admdvs}:{fund.fund}") for fund in breakdown.funds}
    wanted.add(("CASH_CLEARING", str(visit.institution_id)))
    return ledger.plain_accounts(by=by, tenant_id=visit.tenant_id, wanted=wanted)


def _post(by: Any, settlement: Settlement, parts: list[SettlementPart]) -> None:
    if not parts:
        return
    receivable = ledger.plain_accounts(
        by=by,
        tenant_id=settlement.tenant_id,
        wanted={("RECEIVABLE", str(settlement.institution_id))},
    )
    account = next(iter(receivable.values()))
    total = sum(part.amount_fen for part in parts)
    ledger.post(
        by=by,
        tenant_id=settlement.tenant_id,
        kind="settlement",
        business=f"settlement:{settlement.pk}",
        settlement_id=settlement.pk,
        legs=[
            *[ledger.Leg(part.account_id, debit_fen=part.amount_fen) for part in parts],
            ledger.Leg(account.pk, credit_fen=total),
        ],
    )


def remaining(
    *, by: Any, parts: list[SettlementPart], after: Breakdown | None
) -> list[SourceState]:
    """What each source paid, has back, and would pay for what remains of the bill."""
    card = sum(part.amount_fen for part in parts if part.kind == SettlementPart.Kind.CARD)
    return [
        SourceState(part.amount_fen, part.refunded_fen, _would_pay(part, after, card))
        for part in parts
    ]


def _would_pay(part: SettlementPart, after: Breakdown | None, card: int) -> int:
    if after is None:
        return 0
    kinds = SettlementPart.Kind
    if part.kind == kinds.FUND:
        return sum(fund.amount for fund in after.funds if fund.benefit == part.benefit)
    if part.kind == kinds.OWN_ACCOUNT:
        return after.self_acct_pay - after.wallet_pay
    if part.kind == kinds.WALLET:
        return after.wallet_pay
    if part.kind == kinds.AID_ACCOUNT:
        return sum(payer.paid for payer in after.payers if payer.id == part.benefit)
    by_card = min(card, after.psn_cash_pay)  # the card paid before cash did
    return by_card if part.kind == kinds.CARD else after.psn_cash_pay - by_card


def give_back(*, by: Any, settlement: Settlement, record: Refund, rows: list[RefundPart]) -> None:
    """Move the money back from the institution to the accounts that paid; a card's part is owed
    to the card (P119, P173)."""
    if not rows:
        return
    receivable = ledger.plain_accounts(
        by=by,
        tenant_id=settlement.tenant_id,
        wanted={("RECEIVABLE", str(settlement.institution_id))},
    )
    account = next(iter(receivable.values()))
    ledger.post(
        by=by,
        tenant_id=settlement.tenant_id,
        kind="reversal" if record.is_reversal else "refund",
        business=f"refund:{record.pk}",
        settlement_id=settlement.pk,
        legs=[
            ledger.Leg(account.pk, debit_fen=sum(row.amount_fen for row in rows)),
            *[ledger.Leg(row.account_id, credit_fen=row.amount_fen) for row in rows],
        ],
    )
    aid_uses.give_back(by=by, settlement=settlement, rows=rows)
    card_refunds.owe(by=by, rows=rows)
    failpoints.hit("after_ledger")
