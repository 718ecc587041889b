"""Settling a visit: one transaction for bill, books, counters, audit and outbox."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yibao.audit import services as audit
from yibao.kernel import clock, failpoints, outbox, rehearsal

from ..data import Breakdown, LineResult
from ..errors import (
    AmountMismatch,
    QuoteChanged,
    QuoteExpired,
    QuoteNotFound,
    VisitStateRefused,
)
from ..models import (
    CardCharge,
    Quote,
    Settlement,
    SettlementAttempt,
    SettlementLine,
    Visit,
)
from ..models.amounts import AMOUNT_FIELDS
from ..models.lines import SHARED_FIELDS
from ..states import SettlementState, VisitState
from . import (
    attempts,
    beds,
    calculation,
    charge_plans,
    charges,
    counters,
    limits,
    payer_words,
    sources,
    visits,
)

SETTLED_TOPIC = "settlement.settled"


@dataclass(frozen=True, slots=True)
class SettleAsk:
    """What the till confirms; amounts are decimal text with two places."""

    quote_id: str
    psn_part_amt: str
    psn_cash_pay: str
    cash_method: str = "cash"
    invono: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A settle call that fits its quote, with everything that the bill is written from."""

    visit: Visit
    quote: Quote
    situation: calculation.Situation
    breakdown: Breakdown
    document: dict[str, Any]


def settle(*, by: Any, institution: Any, visit_id: str, key: str, ask: SettleAsk) -> Settlement:
    """Settle as quoted. Runs inside the caller's transaction (with the idempotency key).

    Where a card pays, ``card_payments.pay`` comes first: here its payment is used, never made. A
    bill that was finished meanwhile is given again. Raises what ``check`` raises,
    ``SettlementKeyReversed`` and the refusals of ``charge_plans.ready``.
    """
    attempt = attempts.locked(by=by, key=key)
    bill = charge_plans.bill_of(by=by, attempt=attempt)
    if bill is not None:
        return bill
    found = check(by=by, institution=institution, visit_id=visit_id, attempt=attempt, ask=ask)
    charge = charge_plans.ready(
        by=by, attempt=attempt, visit=found.visit, ask=ask, quote=found.quote
    )
    return _write(by, attempt, found, ask, charge)


def check(
    *, by: Any, institution: Any, visit_id: str, attempt: SettlementAttempt, ask: SettleAsk
) -> Checked:
    """As ``look``, and every payer who has to say yes has said yes to the amount (P113).

    Raises ``AidConfirmationPending`` or ``AidConfirmationExpired`` where one has not.
    """
    found = look(by=by, institution=institution, visit_id=visit_id, attempt=attempt, ask=ask)
    rehearsal.refuse(
        rehearsal.SETTLE,
        tenant=found.visit.institution.tenant,
        fen=found.breakdown.medfee_sumamt,
        facts=lambda: {
            "setlinfo": found.quote.breakdown["setlinfo"],
            "acct_used_flag": found.quote.acct_used_flag,
            "quotes": Quote.objects.filter(visit=found.visit).count(),
        },
    )
    payer_words.refuse_unanswered(
        by=by, attempt=attempt, situation=found.situation, breakdown=found.breakdown
    )
    return found


def look(
    *, by: Any, institution: Any, visit_id: str, attempt: SettlementAttempt, ask: SettleAsk
) -> Checked:
    """Lock and calculate; the caller holds the attempt.

    Raises ``QuoteChanged`` where the result is no longer what was confirmed, ``AmountMismatch``,
    ``QuoteExpired``, ``LimitExceeded``, ``PresenceNotConfirmed`` where a relative showed the code
    and the counter has not said who is there (P90), and ``CardConfirmationPending`` while another
    call's payment for this visit is open.
    """
    visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
    charge_plans.refuse_open(by=by, visit=visit, attempt=attempt)
    quote = _quote(visit, ask)
    visits.refuse_stopped(by=by, visit=visit)
    visits.refuse_unconfirmed(by=by, visit=visit)
    beds.refuse_unready(by=by, visit=visit)
    visits.look_again_at_filing(by=by, visit=visit)
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
    return Checked(visit, quote, situation, breakdown, document)


def _quote(visit: Visit, ask: SettleAsk) -> Quote:
    if visit.state not in (VisitState.FEES, VisitState.QUOTED):
        _refuse_state(visit)
    quote = Quote.objects.filter(visit=visit, quote_id=ask.quote_id).first()
    if quote is None:
        raise QuoteNotFound
    if visit.state != VisitState.QUOTED or quote.expires_at <= clock.now(visit.institution.tenant):
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
    wallet = breakdown.get("wallet_pay", "0.00")
    return {
        "amounts": amounts,
        "funds": breakdown["funds"],
        "payers": breakdown["payers"],
        "wallet": wallet,
    }


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


def _write(
    by: Any,
    attempt: SettlementAttempt,
    found: Checked,
    ask: SettleAsk,
    charge: CardCharge | None,
) -> Settlement:
    visit, situation, breakdown = found.visit, found.situation, found.breakdown
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
        quote=found.quote,
        acct_used_flag=situation.acct_used_flag,
        cash_method=ask.cash_method,
        invono=ask.invono,
        dedc_std_fen=breakdown.dedc_std,
        pool_prop_selfpay=Decimal(breakdown.pool_prop_e4).scaleb(-4),
        balc_fen=breakdown.balc,
        breakdown=breakdown.to_json(),
        case_document=found.document,
        service_date=visit.service_date,
        setl_time=moment,
    )
    SettlementLine.objects.bulk_create(
        [
            _line(settlement, line, split)
            for line, split in zip(situation.lines, breakdown.lines, strict=True)
        ]
    )
    sources.write(
        by=by, settlement=settlement, situation=situation, breakdown=breakdown, charge=charge
    )
    if charge is not None:
        charges.use(by=by, charge=charge, settlement=settlement)
    failpoints.hit("after_ledger")
    counters.store(by=by, year=situation.year, after=breakdown.counters)
    attempts.settled(by=by, attempt=attempt, visit=visit)
    visits.move(by=by, visit=visit, to=VisitState.SETTLED)
    beds.settled(by=by, visit=visit)
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
