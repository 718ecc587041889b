"""The rules of an area for taking bills back, and what has been paid to the institution."""

from datetime import date, timedelta
from typing import Any

from accounts.selectors import area_versions
from yibao.kernel import clock

from ..data.clearing import clr_type_of
from ..data.refund_rules import RefundRules
from ..models import Clearing, Refund, Settlement, SettlementRules
from ..states import ClearingState


def of_place(institution: Any, day: date) -> RefundRules:
    """The rules on a day for an institution, of its district before its city (P163)."""
    row = area_versions.in_force(SettlementRules, institution.admdvs, day)
    return area_versions.rules_of(row, RefundRules)


def is_cleared(bill: Settlement) -> bool:
    """Whether the month of a bill was paid to its institution."""
    day = clock.local(bill.setl_time).date()
    return Clearing.objects.filter(
        institution=bill.institution_id,
        state=ClearingState.PAID,
        period__contains=day,
        insutype__in=["", bill.visit.insutype],
        clr_type__in=["", clr_type_of(bill.visit.med_type)],
    ).exists()


def kind_of(row: Refund) -> str:
    """reversal (冲正), void (撤销) or refund (退费)."""
    if row.is_reversal:
        return "reversal"
    return "void" if row.is_void else "refund"


def last_day(bill: Settlement, rules: RefundRules) -> date:
    """The last day on which a till may refund a bill."""
    return clock.local(bill.setl_time).date() + timedelta(days=rules.refund_days)
