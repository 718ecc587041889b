"""Facts of the apps become announcements; the outbox repeats what was not owed yet (I21)."""

from collections.abc import Callable
from typing import Any

from settlement.selectors import announced
from vouchers.selectors import announced as announced_scans
from yibao.kernel import outbox

from .data import Announcement
from .services import announcing

Payload = dict[str, Any]


def _owe(kind: str, key: str, told: Any, fault: str = "") -> None:
    fact = Announcement(
        type=kind,
        key=f"{kind}:{key}",
        institution_id=told.institution_id,
        ids=told.ids,
        at=told.at,
        sequence=told.sequence,
        fault=fault,
    )
    announcing.announce(by=None, fact=fact)


def _announces(topic: str, field: str, read: Callable[[str], Any]) -> None:
    @outbox.handles(topic)
    def handle(payload: Payload) -> None:
        told = read(payload[field])
        _owe(topic, f"{payload[field]}:{told.mark}", told, payload.get("fault", ""))


_announces("settlement.settled", "settlement", announced.settled)
_announces("settlement.refunded", "refund", announced.refunded)
_announces("settlement.reversed", "settlement", announced.reversed_)
_announces("visit.cancelled", "visit", announced.cancelled)
_announces("reconciliation.finished", "reconciliation", announced.compared)
_announces("clearing.paid", "clearing", announced.paid)
_announces("offline_bill.checked", "offline_bill", announced.offline_checked)
_announces("voucher.suspended", "scan", announced_scans.suspended)
