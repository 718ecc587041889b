"""Settling a visit: one transaction for bill, books, counters, audit and outbox."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yibao.audit import services as audit
from yibao.kernel import clock, failpoints, outbox

from ..data import Breakdown, LineResult
from ..errors import (
    AmountMismatch,
    CardNotBound,
    QuoteChanged,
    QuoteExpired,
    QuoteNotFound,
    VisitStateRefused,
)
from ..models import (
    LedgerAccount,
    Quote,
    Settlement,
    SettlementAttempt,
    SettlementLine,
    SettlementPart,
    Visit,
)
from ..models.amounts import AMOUNT_FIELDS
from ..models.lines import SHARED_FIELDS
from ..states import SettlementState, VisitState
from . import attempts, calculation, counters, ledger, limits, visits

SETTLED_TOPIC = "settlement.settled"


@dataclass(frozen=True, slots=True)
class SettleAsk:
    """What the till confirms; amounts are decimal text with two places."""

    quote_id: str
    psn_part_amt: str
    psn_cash_pay: str
    cash_method: str = "cash"
    invono: str = ""


def settle(*, by: Any, institution: Any, visit_id: str, key: str, ask: SettleAsk) -> Settlement:
    """Settle as quoted. Runs inside the caller's transaction (with the idempotency key).

    Raises ``QuoteChanged`` where the result is no longer what was confirmed, ``AmountMismatch``,
    ``QuoteExpired``, ``SettlementKeyReversed``, ``CardNotBound``, ``LimitExceeded``.
    """
    attempt = attempts.locked(by=by, key=key)
    visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
    quote = _quote(visit, ask)
    visits.refuse_disowned(by=by, visit=visit)
    situation = calculation.load(visit, acct_used_flag=quote.acct_used_flag, lock=True)
    failpoints.hit("after_locks")
    if situation.fees_digest != quote.fees_digest:
        raise QuoteExpired
    document = calculation.case_document(situation)
    breakdown = calculation.run(
        pack=situation.pack, document=document, psn_insu_stas=visit.psn_insu_stas
    )
    _refuse_change(quote, breakdown)
    _refuse_wrong_confirmation(quote, ask)
    limits.check(by=by, visit=visit, breakdown=breakdown, lock=True)
    return _write(by, attempt, situation, quote, breakdown, document, ask)


def _quote(visit: Visit, ask: SettleAsk) -> Quote:
    if visit.state not in (VisitState.FEES, VisitState.QUOTED):
        _refuse_state(visit)
    quote = Quote.objects.filter(visit=visit, quote_id=ask.quote_id).first()
    if quote is None:
        raise QuoteNotFound
    if visit.state != VisitState.QUOTED or quote.expires_at <= clock.now():
        raise QuoteExpired
    if Settlement.objects.filter(quote=quote).exists():
        raise QuoteExpired  # its bill was reversed; a new one needs a new quote
    return quote


def _refuse_state(visit: Visit) -> None:
    """A visit that is settled already names its bill (T61)."""
    found = Settlement.objects.filter(visit=visit).exclude(state=SettlementState.REVERSED).first()
    more = {"setl_id": found.setl_id} if found else {}
    raise VisitStateRefused(state=visit.get_state_display(), **more)


def _refuse_change(quote: Quote, breakdown: Breakdown) -> None:
    fresh = breakdown.to_json()
    if _comparable(fresh) == _comparable(quote.breakdown):
        return
    raise QuoteChanged(
        old=quote.breakdown["setlinfo"], new=fresh["setlinfo"], _flag=quote.acct_used_flag
    )


def _comparable(breakdown: dict[str, Any]) -> dict[str, Any]:
    """What must not move between quote and settlement; the balance left may."""
    amounts = {name: val for name, val in breakdown["setlinfo"].items() if name != "balc"}
    return {"amounts": amounts, "funds": breakdown["funds"], "payers": breakdown["payers"]}


def _refuse_wrong_confirmation(quote: Quote, ask: SettleAsk) -> None:
    expected = quote.breakdown["setlinfo"]
    same = (
        ask.psn_part_amt == expected["psn_part_amt"]
        and ask.psn_cash_pay == expected["psn_cash_pay"]
    )
    if not same:
        raise AmountMismatch(
            psn_part_amt=expected["psn_part_amt"], psn_cash_pay=expected["psn_cash_pay"]
        )
    if ask.cash_method != "cash" and Decimal(ask.psn_cash_pay) > 0:
        raise CardNotBound


def _write(
    by: Any,
    attempt: SettlementAttempt,
    situation: calculation.Situation,
    quote: Quote,
    breakdown: Breakdown,
    document: dict[str, Any],
    ask: SettleAsk,
) -> Settlement:
    visit = situation.visit
    moment = clock.now(visit.institution.tenant)
    settlement = Settlement.objects.create(
        **{f"{name}_fen": getattr(breakdown, name) for name in AMOUNT_FIELDS},
        tenant_id=visit.tenant_id,
        institution=visit.institution,
        client=by,
        visit=visit,
        person_id=visit.person_id,
        pack=situation.pack,
        attempt=attempt,
        quote=quote,
        acct_used_flag=situation.acct_used_flag,
        cash_method=ask.cash_method,
        invono=ask.invono,
        dedc_std_fen=breakdown.dedc_std,
        pool_prop_selfpay=Decimal(breakdown.pool_prop_e4).scaleb(-4),
        balc_fen=breakdown.balc,
        breakdown=breakdown.to_json(),
        case_document=document,
        service_date=visit.service_date,
        setl_time=moment,
    )
    SettlementLine.objects.bulk_create(
        [
            _line(settlement, line, split)
            for line, split in zip(situation.lines, breakdown.lines, strict=True)
        ]
    )
    parts = _parts(by, settlement, situation, breakdown)
    SettlementPart.objects.bulk_create(parts)
    _post(by, settlement, parts)
    failpoints.hit("after_ledger")
    counters.store(by=by, year=situation.year, after=breakdown.counters)
    attempts.settled(by=by, attempt=attempt, visit=visit)
    visits.move(by=by, visit=visit, to=VisitState.SETTLED)
    outbox.emit(
        SETTLED_TOPIC,
        key=f"{SETTLED_TOPIC}:{settlement.pk}",
        payload={"settlement": str(settlement.pk)},
    )
    audit.record("settlement.settlement.settled", by=by, subject=settlement)
    return settlement


def _line(settlement: Settlement, line: Any, split: LineResult) -> SettlementLine:
    """The line as the engine split it, by the rounding of the pack (I6)."""
    copied = {name: getattr(line, name) for name in SHARED_FIELDS}
    return SettlementLine(settlement=settlement, name=line.medins_list_name, **copied)


def _parts(
    by: Any, settlement: Settlement, situation: calculation.Situation, breakdown: Breakdown
) -> list[SettlementPart]:
    """Sources in the order of payment: funds, own account, relatives, cash (settled order)."""
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
            "amount_fen": breakdown.self_acct_pay,
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
                "amount_fen": paid.get(str(number), 0),
            }
        )
    rows.append(
        {
            "kind": kinds.CASH,
            "account": plain[("CASH_CLEARING", str(visit.institution_id))],
            "amount_fen": breakdown.psn_cash_pay,
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
