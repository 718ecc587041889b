"""Reading and proving the audit log."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from yibao.kernel import clock

from .models import AuditEvent, AuditSeal
from .services import GENESIS, row_hash

SEALING_IS_LATE = timedelta(minutes=1)


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


@dataclass(frozen=True, slots=True)
class ChainStatus:
    """The state of the chain at a glance; the full proof is ``verify_chain``."""

    sealed: int
    sealed_at: datetime | None
    unsealed: int
    is_late: bool
    tail_holds: bool

    @property
    def ok(self) -> bool:
        """Whether nothing needs a look."""
        return self.tail_holds and not self.is_late

    @property
    def word(self) -> str:
        """One phrase for the console."""
        if not self.tail_holds:
            return "审计链最近一段对不上，请马上核查"
        return "封存进程没有跟上" if self.is_late else "审计链完好"


def chain_status(tail: int = 50) -> ChainStatus:
    """Length, unsealed tail and a check of the last links, in constant time."""
    links = list(AuditSeal.objects.select_related("event").order_by("-position")[:tail])
    holds = all(row_hash(one.previous_hash, one.event) == one.row_hash for one in links) and all(
        after.previous_hash == before.row_hash for after, before in pairwise(links)
    )
    waiting = AuditEvent.objects.filter(seal__isnull=True)
    return ChainStatus(
        sealed=links[0].position if links else 0,
        sealed_at=links[0].sealed_at if links else None,
        unsealed=waiting.count(),
        is_late=waiting.filter(at__lt=clock.now() - SEALING_IS_LATE).exists(),
        tail_holds=holds,
    )
