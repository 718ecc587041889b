"""What a refund call may do now: void or refund, too late, or known already (feature row 54)."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Protocol

from yibao.kernel import clock, locks, strictjson

from ..errors import RefundAlreadyCleared, RefundNumberTaken, RefundTooLate, VoidOver
from ..models import Refund, Settlement
from ..rules import refund_windows as rules
from ..selectors import refund_rules

VOID = "void"
REFUND = "refund"


class Line(Protocol):
    """A line that comes back."""

    feedetl_sn: str
    cnt: Decimal


def digest(*, by: Any, setl_id: str, lines: Iterable[Line] | None, reason: str) -> str:
    """SHA-256 of what was asked, so that a repeated number is known to mean the same."""
    asked = (
        None if lines is None else [[one.feedetl_sn, f"{one.cnt.normalize():f}"] for one in lines]
    )
    return hashlib.sha256(strictjson.canonical([setl_id, asked, reason])).hexdigest()


def known(*, by: Any, refund_no: str, digest: str) -> Refund | None:
    """The refund that this number made already (T63). Raises ``RefundNumberTaken``."""
    if not refund_no or by is None:
        return None
    locks.advisory(f"settlement.refund_no:{by.pk}:{refund_no}")
    rows = Refund.objects.select_related("settlement").prefetch_related("parts__part")
    found = rows.filter(client=by, partner_no=refund_no).first()
    if found is not None and found.asked_sha256 != digest:
        raise RefundNumberTaken(refund_no=refund_no, refund_setl_id=found.refund_setl_id)
    return found


def check(*, by: Any, settlement: Settlement, kind: str, is_whole: bool) -> bool:
    """Whether taking back is a void; ``kind`` ``void`` insists on it, ``refund`` on none.

    The rules of the institution's area of today hold. Raises ``VoidOver``, ``RefundTooLate``,
    ``RefundAlreadyCleared``.
    """
    place = settlement.visit.institution
    now = clock.local(clock.now(place.tenant))
    settled = clock.local(settlement.setl_time)
    area = refund_rules.of_place(place, now.date())
    may_void = rules.is_void(
        settled, now, area, is_whole=is_whole, is_first=not settlement.refunds.exists()
    )
    if kind == VOID and not may_void:
        raise VoidOver(until=f"{area.void_until:%H:%M}")
    refuse_over(by=by, settlement=settlement)
    return may_void and kind != REFUND


def refuse_over(*, by: Any, settlement: Settlement) -> None:
    """Refuse a bill that nobody at the institution may take back any more, by whatever way.

    Raises ``RefundTooLate``, ``RefundAlreadyCleared``.
    """
    place = settlement.visit.institution
    now = clock.local(clock.now(place.tenant))
    area = refund_rules.of_place(place, now.date())
    if rules.is_too_late(clock.local(settlement.setl_time), now, area):
        raise RefundTooLate(last_day=refund_rules.last_day(settlement, area).isoformat())
    if not area.after_clearing and refund_rules.is_cleared(settlement):
        raise RefundAlreadyCleared
