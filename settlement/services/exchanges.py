"""Exchanges (换货) at a till: lines go back and others are settled, in one transaction.

Nobody scans again: the scan of the first bill serves its day. Only the difference in cash moves
over the counter; every source of both bills is written as in any refund and settlement.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from yibao.audit import services as audit
from yibao.kernel import clock, locks
from yibao.kernel.money import fen_text

from ..errors import (
    ExchangeByCard,
    ExchangeConfirm,
    ExchangeDayOver,
    ExchangeOfStay,
    ExchangePayerScanned,
)
from ..models import Exchange, LedgerAccount, Quote, Refund, Settlement, SettlementPart, Visit
from . import (
    aid_accounts,
    aid_uses,
    attempts,
    fees,
    quotes,
    refund_windows,
    refunds,
    settlements,
)

_KIND = LedgerAccount.Kind
#: What the new visit takes over: the same person, place and day (P113: not the payers' scans).
_COPIED = (
    "tenant_id", "institution_id", "person_id", "scan_id", "med_type", "ipt_otp_no", "begntime",
    "service_date", "remote", "dept_code", "dept_name", "doctor_code", "doctor_name", "diagnoses",
    "insutype", "psn_type", "insuplc_admdvs", "psn_insu_stas", "tags", "age",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExchangeAsk:
    """What comes back, what is given for it, and the difference in cash that the till has told
    the patient (分): collected on top, or handed back; both None to hear it first."""

    lines: list[refunds.LineAsk]
    items: list[fees.FeeAsk]
    reason: str
    invono: str = ""
    collect_fen: int | None = None
    hand_back_fen: int | None = None


def exchange(*, by: Any, institution: Any, setl_id: str, key: str, ask: ExchangeAsk) -> Exchange:
    """Refund lines and settle others instead. Runs inside the caller's transaction.

    Raises ``ExchangeDayOver``, ``ExchangeOfStay``, ``ExchangeByCard`` and
    ``ExchangePayerScanned`` where somebody would have to scan or a bank be asked;
    ``ExchangeConfirm`` where the difference is not what the till confirmed; and whatever refund,
    fees and settlement raise. Nothing has happened then.
    """
    attempts.locked(by=by, key=key)
    bill = refunds.locked(by=by, institution=institution, setl_id=setl_id)
    _refuse(bill)
    _lock_money(by, bill)
    back = refunds.refund(
        by=by,
        institution=institution,
        setl_id=setl_id,
        lines=ask.lines,
        reason=ask.reason,
        invono=ask.invono,
        kind=refund_windows.REFUND,
    )
    fresh = _settle(by, bill, key, ask)
    difference = fresh.psn_cash_pay_fen - back.psn_cash_pay_fen
    collect, hand_back = max(0, difference), max(0, -difference)
    if (ask.collect_fen, ask.hand_back_fen) != (collect, hand_back):
        raise ExchangeConfirm(collect=fen_text(collect), hand_back=fen_text(hand_back))
    return _store(by, bill, back, fresh, collect, hand_back)


def _refuse(bill: Settlement) -> None:
    """Whatever needs somebody who is not there."""
    visit = bill.visit
    if visit.stay_id is not None:
        raise ExchangeOfStay
    today = clock.today(visit.institution.tenant)
    if clock.local(bill.setl_time).date() != today:
        raise ExchangeDayOver
    if bill.parts.filter(kind=SettlementPart.Kind.CARD).exists():
        raise ExchangeByCard
    if visit.payers.exists():
        raise ExchangePayerScanned


def _lock_money(by: Any, bill: Settlement) -> None:
    """Everything that refund and settlement will lock, once and in the one order: the year, grants,
    accounts by id, use of grants by grant. Two exchanges that share payers cannot deadlock."""
    refunds.lock_year(bill)
    found = []
    if bill.acct_used_flag == "2":
        found = aid_accounts.candidates(by=by, visit=bill.visit, lock=True)
    parts = list(bill.parts.all())
    people = [bill.person_id, *(one.payer.pk for one in found)]
    wanted = Q(person__in=people, kind__in=[_KIND.PERSONAL, _KIND.WALLET], tenant=bill.tenant_id)
    paid = Q(pk__in=[part.account_id for part in parts], is_tracked=True)
    list(LedgerAccount.objects.select_for_update().filter(wanted | paid).order_by("pk"))
    grants = {one.grant.pk for one in found if one.grant is not None}
    grants |= {part.grant_id for part in parts if part.grant_id is not None}
    day = aid_uses.day_of(by=by, settlement=bill)
    aid_uses.spent(by=by, grant_ids=grants, day=day, lock=True)


def _settle(by: Any, bill: Settlement, key: str, ask: ExchangeAsk) -> Settlement:
    place, visit = bill.visit.institution, _visit(by, bill)
    fees.add(by=by, institution=place, visit_id=visit.visit_id, asks=ask.items)
    quote = quotes.make(
        by=by, institution=place, visit_id=visit.visit_id, acct_used_flag=bill.acct_used_flag
    )
    return settlements.settle(
        by=by,
        institution=place,
        visit_id=visit.visit_id,
        key=key,
        ask=_confirmed(quote, ask.invono),
    )


def _confirmed(quote: Quote, invono: str) -> settlements.SettleAsk:
    """The amounts of the quote; the till confirms the difference instead."""
    info = quote.breakdown["setlinfo"]
    return settlements.SettleAsk(
        quote_id=quote.quote_id,
        psn_part_amt=info["psn_part_amt"],
        psn_cash_pay=info["psn_cash_pay"],
        invono=invono,
    )


def _visit(by: Any, bill: Settlement) -> Visit:
    """The visit of the new bill; it shares the scan with the one it comes from (I9)."""
    first = bill.visit
    locks.advisory(f"settlement.exchange:{first.scan_id}")
    last = Visit.objects.filter(scan=first.scan_id).aggregate(last=Max("segment"))["last"]
    visit = Visit.objects.create(
        **{name: getattr(first, name) for name in _COPIED},
        segment=last + 1,
        exchanged_from=first,
        created_at=clock.now(),
    )
    audit.record("settlement.visit.registered", by=by, subject=visit)
    return visit


def _store(
    by: Any, bill: Settlement, back: Refund, fresh: Settlement, collect: int, hand_back: int
) -> Exchange:
    row = Exchange.objects.create(
        settlement=bill,
        refund=back,
        replacement=fresh,
        collected_fen=collect,
        handed_back_fen=hand_back,
        created_at=clock.now(bill.visit.institution.tenant),
    )
    data = {"settlement": bill.setl_id, "replacement": fresh.setl_id}
    audit.record(
        "settlement.exchange.made", by=by, subject=row, tenant_id=bill.tenant_id, data=data
    )
    return row
