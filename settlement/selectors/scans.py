"""What became of a scan, for the code page."""

from dataclasses import replace
from typing import Any

from django.db.models import Sum
from django.db.models.functions import Coalesce

from vouchers.data import ScanResult
from yibao.kernel.money import parse_yuan, to_fen

from ..models import Quote, Settlement, Visit, VisitPayer
from ..states import PayerWordState, SettlementState, VisitState
from . import payer_asks

_OPEN = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)


def result_of(scan: Any) -> ScanResult | None:
    """Waiting without a visit; registered, quoted, settled or cancelled with one.

    A payer's scan has the state of the patient's visit, but neither its amounts nor its bill; it
    leads to the question where the payer has to agree (P113).
    """
    payer = VisitPayer.objects.select_related("visit", "person").filter(scan=scan).first()
    if payer is not None:
        return _of_payer(payer)
    visit = Visit.objects.filter(scan=scan).first()
    return _with_word(_of_visit(visit), visit) if visit else None


def _of_payer(payer: VisitPayer) -> ScanResult:
    state = _of_visit(payer.visit).state
    if payer.state == PayerWordState.STANDING:
        return ScanResult(state=state)
    word = payer_asks.standing(payer)
    return ScanResult(state=state, payer_word=word.value, ask_ref=payer.ref)


def _with_word(result: ScanResult, visit: Visit) -> ScanResult:
    """What the patient waits for: a relative's word on the amount."""
    payer = payer_asks.of_visit(visit) if visit.state in _OPEN else None
    if payer is None:
        return result
    word = payer_asks.standing(payer)
    return replace(result, payer_word=word.value, payer_until=payer.expires_at)


def _of_visit(visit: Visit) -> ScanResult:
    if visit.state == VisitState.CANCELLED:
        return ScanResult(state="cancelled")
    if visit.state in _OPEN:
        return _quoted(visit)
    bill = Settlement.objects.filter(visit=visit).exclude(state="REVERSED").first()
    if bill is None:
        return ScanResult(state="registered")
    returned = bill.refunds.aggregate(
        total=Coalesce(Sum("medfee_sumamt_fen"), 0), cash=Coalesce(Sum("psn_cash_pay_fen"), 0)
    )
    return ScanResult(
        state="refunded" if bill.state == SettlementState.REFUNDED else "settled",
        total_fen=bill.medfee_sumamt_fen,
        cash_fen=bill.psn_cash_pay_fen - returned["cash"],
        returned_fen=returned["total"],
        bill_no=bill.setl_id,
    )


def _quoted(visit: Visit) -> ScanResult:
    """The amount that the till has asked for, before anything is paid (T02)."""
    quote = Quote.objects.filter(visit=visit).order_by("-created_at").first()
    if visit.state != VisitState.QUOTED or quote is None:
        return ScanResult(state="registered")
    info = quote.breakdown["setlinfo"]
    return ScanResult(
        state="quoted",
        total_fen=to_fen(parse_yuan(info["medfee_sumamt"])),
        cash_fen=to_fen(parse_yuan(info["psn_cash_pay"])),
    )
