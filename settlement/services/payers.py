"""Naming a payer by a second scan (P113): patient first, then the payer, within 180 seconds."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from family import selectors as family
from family.services import grant_once
from vouchers import selectors as vouchers
from vouchers.errors import ScanUnknown, ScanUsed
from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import DomainError

from ..errors import AccountUnusable, AidRelationMissing, AidSamePerson, AidWindowClosed
from ..models import LedgerAccount, Visit, VisitPayer
from ..selectors import bills
from ..states import PAYER_MOVES, PayerWordState, VisitState
from . import aid_accounts, visits

WINDOW = timedelta(seconds=180)
OPEN_STATES = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)


def add(*, by: Any, institution: Any, visit_id: str, scan_id: str) -> VisitPayer:
    """Let the visit use the scanned payer's account (T09).

    Where a standing grant allows it the payer is STANDING; known kin without one are NEEDED and
    say yes to the amount on the phone when it is settled. Raises ``ScanUnknown``, ``ScanUsed``,
    ``AidSamePerson``, ``AidWindowClosed``, ``AidRelationMissing``, ``AccountUnusable``.
    """
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        if visit.state not in OPEN_STATES:
            visits.refuse_state(by=by, visit=visit)
        scan = vouchers.scan_for_visit(by, scan_id, purpose="payer", lock=True)
        state = _state_of(by, visit, scan)
        known = VisitPayer.objects.filter(visit=visit, person_id=scan.person_id).first()
        if known is not None:
            return known  # scanned once more: the till already may use this account
        if VisitPayer.objects.filter(scan=scan).exists():
            raise ScanUsed
        payer = VisitPayer.objects.create(
            visit=visit, scan=scan, person_id=scan.person_id, added_at=clock.now(), state=state
        )
        if visit.state == VisitState.QUOTED:
            visits.move(by=by, visit=visit, to=VisitState.FEES)
        audit.record(PAYER_MOVES.verb("", state), by=by, subject=visit)
    return payer


def check_visit(*, by: Any, institution: Any, visit_id: str) -> None:
    """Raise ``VisitNotFound`` or ``VisitStateRefused`` unless the visit is open here."""
    visit = bills.visit_of(institution, visit_id)
    if visit.state not in OPEN_STATES:
        visits.refuse_state(by=by, visit=visit)


def _state_of(by: Any, visit: Visit, scan: Any) -> str:
    """Whether the payer has agreed already, or has to say yes."""
    if scan.visit_id != visit.visit_id:
        raise ScanUnknown  # scanned for another visit (T09)
    if scan.person_id == visit.person_id:
        raise AidSamePerson
    patient_scan = vouchers.last_scan_at(visit.person_id, visit.institution_id)
    if patient_scan is None or scan.created_at - patient_scan > WINDOW:
        raise AidWindowClosed
    state = PayerWordState.STANDING
    use = aid_accounts.use_of(by=by, visit=visit)
    if not family.may_spend(scan.person_id, visit.person_id, visit.service_date, use):
        _refuse_strangers(by, visit, scan)
        state = PayerWordState.NEEDED
    usable = LedgerAccount.objects.filter(
        kind=LedgerAccount.Kind.PERSONAL,
        person_id=scan.person_id,
        is_activated=True,
        is_frozen=False,
    ).exists()
    if not usable:
        raise AccountUnusable
    return state


def _refuse_strangers(by: Any, visit: Visit, scan: Any) -> None:
    try:
        grant_once.check(by=by, payer=scan.person, member=visit.person)
    except DomainError as refusal:
        raise AidRelationMissing from refusal
