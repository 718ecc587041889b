"""Naming a payer by a second scan (P113): patient first, then the payer, within 180 seconds."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from family import selectors as family
from vouchers import selectors as vouchers
from vouchers.errors import ScanUnknown, ScanUsed
from yibao.audit import services as audit
from yibao.kernel import clock

from ..errors import AccountUnusable, AidRelationMissing, AidSamePerson, AidWindowClosed
from ..models import LedgerAccount, Visit, VisitPayer
from ..selectors import bills
from ..states import VisitState
from . import visits

WINDOW = timedelta(seconds=180)
OPEN_STATES = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)


def add(*, by: Any, institution: Any, visit_id: str, scan_id: str) -> VisitPayer:
    """Let the visit use the scanned payer's account, where a live grant allows it (T09)."""
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        if visit.state not in OPEN_STATES:
            visits.refuse_state(by=by, visit=visit)
        scan = vouchers.scan_for_visit(by, scan_id, purpose="payer", lock=True)
        _check(visit, scan)
        known = VisitPayer.objects.filter(visit=visit, person_id=scan.person_id).first()
        if known is not None:
            return known  # scanned once more: the till already may use this account
        if VisitPayer.objects.filter(scan=scan).exists():
            raise ScanUsed
        payer = VisitPayer.objects.create(
            visit=visit, scan=scan, person_id=scan.person_id, added_at=clock.now()
        )
        if visit.state == VisitState.QUOTED:
            visits.move(by=by, visit=visit, to=VisitState.FEES)
        audit.record("settlement.payer.added", by=by, subject=visit)
    return payer


def check_visit(*, by: Any, institution: Any, visit_id: str) -> None:
    """Raise ``VisitNotFound`` or ``VisitStateRefused`` unless the visit is open here."""
    visit = bills.visit_of(institution, visit_id)
    if visit.state not in OPEN_STATES:
        visits.refuse_state(by=by, visit=visit)


def _check(visit: Visit, scan: Any) -> None:
    if scan.visit_id != visit.visit_id:
        raise ScanUnknown  # scanned for another visit (T09)
    if scan.person_id == visit.person_id:
        raise AidSamePerson
    patient_scan = vouchers.last_scan_at(visit.person_id, visit.institution_id)
    if patient_scan is None or scan.created_at - patient_scan > WINDOW:
        raise AidWindowClosed
    if not family.may_spend(scan.person_id, visit.person_id, visit.service_date):
        raise AidRelationMissing
    usable = LedgerAccount.objects.filter(
        kind=LedgerAccount.Kind.PERSONAL,
        person_id=scan.person_id,
        is_activated=True,
        is_frozen=False,
    ).exists()
    if not usable:
        raise AccountUnusable
