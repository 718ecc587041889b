"""Scans of codes that relatives showed, as risk signals read them (P91)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yibao.kernel import clock

from .. import rules
from ..models import Scan


@dataclass(frozen=True, slots=True)
class ShownScan:
    """One good or refused scan of a code that somebody else showed."""

    scan_id: str
    tenant: Any
    person: Any
    shown_by: Any
    institution_id: UUID
    admdvs: str
    is_pharmacy: bool
    dept_name: str
    at: datetime
    is_ok: bool


def shown_scan(scan_pk: Any) -> ShownScan | None:
    """The scan; None where the code was shown by its owner, or nobody's code was scanned."""
    scan = _rows().filter(pk=scan_pk).first()
    if scan is None or scan.code is None or scan.person is None or not scan.presented_as:
        return None
    return ShownScan(
        scan_id=scan.scan_id,
        tenant=scan.tenant,
        person=scan.person,
        shown_by=scan.code.shown_by,
        institution_id=scan.institution_id,
        admdvs=scan.institution.admdvs,
        is_pharmacy=scan.institution.is_pharmacy,
        dept_name=scan.dept_name,
        at=scan.created_at,
        is_ok=scan.outcome == Scan.OK,
    )


def members_shown_at(shown: ShownScan) -> int:
    """How many relatives' codes the same person showed at the same place that day, this one
    counted; only good scans count."""
    start = clock.local(shown.at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Scan.objects.filter(
        code__shown_by=shown.shown_by,
        institution=shown.institution_id,
        outcome=Scan.OK,
        created_at__gte=start,
        created_at__lte=shown.at,
    ).exclude(presented_as="")
    return rows.values("person").distinct().count()


def is_impossible_journey(shown: ShownScan) -> bool:
    """Whether the code was used elsewhere so shortly before that nobody travels so fast."""
    last = (
        _rows()
        .filter(
            person=shown.person,
            medium=Scan.Medium.CODE,
            outcome=Scan.OK,
            created_at__lt=shown.at,
            created_at__gt=shown.at - rules.RISK_LOOK_BACK,
        )
        .order_by("-created_at", "-pk")
        .first()
    )
    if last is None:
        return False
    here = rules.Place(str(shown.institution_id), shown.admdvs, shown.is_pharmacy)
    there = rules.Place(
        str(last.institution_id), last.institution.admdvs, last.institution.is_pharmacy
    )
    return bool(
        rules.examine_risk(
            here=here,
            now=shown.at,
            last=rules.Seen(there, last.created_at),
            recent=0,
            rules=(rules.DISTANCE,),
            frequency_limit=1,
        )
    )


def _rows() -> Any:
    return Scan.objects.select_related(
        "tenant", "institution", "person__tenant", "code__shown_by__person__tenant"
    )
