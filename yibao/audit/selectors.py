"""Reading and proving the audit log."""

from dataclasses import asdict, dataclass, field
from typing import Any

from .models import AuditEvent, AuditSeal
from .services import GENESIS, row_hash


@dataclass
class ChainReport:
    """Result of a walk along the chain: ``ok``, counts and the first broken rows."""

    sealed: int = 0
    unsealed: int = 0
    breaks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every link holds."""
        return not self.breaks

    def as_json(self) -> dict[str, Any]:
        """For ``verify_audit --json``."""
        return {"ok": self.ok, **asdict(self)}


def verify_chain(limit_breaks: int = 20) -> ChainReport:
    """Recompute every link in constant memory; names the rows that do not fit (I23)."""
    report, previous, expected = ChainReport(), GENESIS, 1
    seals = AuditSeal.objects.select_related("event").order_by("position").iterator(2000)
    for link in seals:
        report.sealed += 1
        reason = _reason(link, previous, expected)
        if reason and len(report.breaks) < limit_breaks:
            report.breaks.append(
                {"position": link.position, "event": str(link.event_id), "reason": reason}
            )
        previous, expected = link.row_hash, link.position + 1
    report.unsealed = AuditEvent.objects.filter(seal__isnull=True).count()
    return report


def _reason(link: AuditSeal, previous: str, expected: int) -> str:
    if link.position != expected:
        return "gap"
    if link.previous_hash != previous:
        return "previous_hash"
    if row_hash(previous, link.event) != link.row_hash:
        return "row_changed"
    return ""
