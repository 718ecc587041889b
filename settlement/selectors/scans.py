"""What became of a scan, for the code page."""

from typing import Any

from vouchers.data import ScanResult
from yibao.kernel.money import parse_yuan, to_fen

from ..models import Quote, Settlement, Visit, VisitPayer
from ..states import VisitState

_OPEN = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)


def result_of(scan: Any) -> ScanResult | None:
    """Waiting without a visit; registered, quoted, settled or cancelled with one.

    A payer's scan has the state of the patient's visit, but neither its amounts nor its bill.
    """
    payer = VisitPayer.objects.select_related("visit").filter(scan=scan).first()
    if payer is not None:
        return ScanResult(state=_of_visit(payer.visit).state)
    visit = Visit.objects.filter(scan=scan).first()
    return _of_visit(visit) if visit else None


def _of_visit(visit: Visit) -> ScanResult:
    if visit.state == VisitState.CANCELLED:
        return ScanResult(state="cancelled")
    if visit.state in _OPEN:
        return _quoted(visit)
    bill = Settlement.objects.filter(visit=visit).exclude(state="REVERSED").first()
    if bill is None:
        return ScanResult(state="registered")
    return ScanResult(
        state="settled",
        total_fen=bill.medfee_sumamt_fen,
        cash_fen=bill.psn_cash_pay_fen,
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
