"""Limits of payment by code (P33): what an account may pay once, and in a day, and how long.

A visit is no standing right to an account: whoever was seen at the counter days ago shows a code or
card again before accounts pay, however the visit was opened (T08, T61).

Limits of amounts hold for visits that began with the person's code; a printed code brings its own
cap, and after a purchase without a network accounts pay no more than its check let them. The
physical card has none of them, and neither have the funds or cash.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Max, Sum

from vouchers import selectors as vouchers
from vouchers.errors import LimitExceeded
from vouchers.selectors import policies
from yibao.kernel import clock, locks
from yibao.kernel.money import fen_text

from ..data import Breakdown
from ..errors import ShowingTooOld
from ..models import Refund, Settlement, Visit
from ..states import SettlementState

BY_CODE = "code"
#: Accounts pay until the end of this day after the patient was last scanned here.
SHOWN_DAYS = 3


def check(*, by: Any, visit: Visit, breakdown: Breakdown, lock: bool) -> None:
    """Raise ``voucher.limit_exceeded`` where the accounts would pay more than the area allows, and
    ``visit.showing_too_old`` where nobody was scanned lately.

    ``lock`` counts under the person's lock until the transaction ends, so that two settlements at
    two tills share one day's limit; a quote looks only. The relatives' part counts too, because it
    is spent by the patient's code.
    """
    if breakdown.acct_pay <= 0:
        return
    _refuse_old_showing(visit)
    cap = vouchers.scan_limits(visit.scan).account_fen
    kept = 0 if cap is None else _kept_by_scan(visit)
    _refuse_above("纸质码单次", cap, asked=breakdown.acct_pay, spent=kept)
    _refuse_beyond_check(visit, breakdown.acct_pay)
    if visit.scan.medium != BY_CODE:
        return
    policy = policies.of_person(visit.person)
    _refuse_above("单笔", policy.txn_limit_fen, asked=breakdown.acct_pay, spent=0)
    if policy.day_limit_fen is None:
        return
    if lock:
        locks.advisory(f"settlement.day_limit:{visit.person_id}")
    _refuse_above("当日", policy.day_limit_fen, asked=breakdown.acct_pay, spent=_spent_today(visit))


def _refuse_old_showing(visit: Visit) -> None:
    """Of a stay the discharge asks for a scan of its own, and a stay may last for months."""
    if visit.stay_id is not None:
        return
    oldest = clock.today(visit.institution.tenant) - timedelta(days=SHOWN_DAYS)
    if clock.local(visit.scan.created_at).date() >= oldest:
        return
    latest = vouchers.last_scan_at(visit.person_id, visit.institution_id)
    if latest is None or clock.local(latest).date() < oldest:
        raise ShowingTooOld(days=SHOWN_DAYS)


def _refuse_beyond_check(visit: Visit, asked: int) -> None:
    """An undone or exchanged bill of a till without a network opens no account again (feature 21):
    nobody has shown a code since. The check itself, which makes the first bill, has its own cap."""
    if visit.scan.offline_pass_id is None:
        return
    checked = Settlement.objects.filter(visit__scan=visit.scan_id).aggregate(
        fen=Max("acct_pay_fen")
    )
    _refuse_above("断网记账", checked["fen"], asked=asked, spent=_kept_by_scan(visit))


def _spent_today(visit: Visit) -> int:
    """What accounts have paid by this person's code since midnight, less refunds (分)."""
    tenant = visit.institution.tenant
    start = clock.local(clock.now(tenant)).replace(hour=0, minute=0, second=0, microsecond=0)
    bills = Settlement.objects.filter(
        person_id=visit.person_id, visit__scan__medium=BY_CODE, setl_time__gte=start
    ).exclude(state=SettlementState.REVERSED)
    back = Refund.objects.filter(settlement__in=bills, is_reversal=False)
    return _sum(bills) - _sum(back)


def _kept_by_scan(visit: Visit) -> int:
    """What accounts still pay of other bills of the same scan: an exchange shares it (分)."""
    bills = Settlement.objects.filter(visit__scan=visit.scan_id).exclude(visit=visit)
    live = bills.exclude(state=SettlementState.REVERSED)
    return _sum(live) - _sum(Refund.objects.filter(settlement__in=live, is_reversal=False))


def _sum(rows: Any) -> int:
    return rows.aggregate(total=Sum("acct_pay_fen"))["total"] or 0


def _refuse_above(which: str, limit: int | None, *, asked: int, spent: int) -> None:
    if limit is None or asked + spent <= limit:
        return
    raise LimitExceeded(
        which=which,
        limit=fen_text(limit),
        asked=fen_text(asked),
        left=fen_text(max(0, limit - spent)),
    )
