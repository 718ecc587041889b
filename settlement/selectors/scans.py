"""What became of a scan, for the code page."""

from typing import Any

from vouchers.data import ScanResult

from ..models import Settlement, Visit
from ..states import VisitState

_OPEN = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)


def result_of(scan: Any) -> ScanResult | None:
    """Waiting without a visit; registered, settled or cancelled with one."""
    visit = Visit.objects.filter(scan=scan).first()
    if visit is None:
        return None
    if visit.state == VisitState.CANCELLED:
        return ScanResult(state="cancelled")
    if visit.state in _OPEN:
        return ScanResult(state="registered")
    bill = Settlement.objects.filter(visit=visit).exclude(state="REVERSED").first()
    if bill is None:
        return ScanResult(state="registered")
    return ScanResult(state="settled", cash_fen=bill.psn_cash_pay_fen, bill_no=bill.setl_id)
