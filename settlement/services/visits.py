"""Registering and cancelling visits."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.selectors import enrolments
from vouchers import selectors as vouchers
from vouchers.errors import NotInsured, ScanUsed
from yibao.audit import services as audit
from yibao.kernel import clock, outbox
from yibao.kernel.errors import ScopeMissing

from ..errors import (
    MedTypeNotForInstitution,
    MedTypeUnknown,
    ServiceDateOutOfRange,
    VisitNotFound,
    VisitStateRefused,
)
from ..models import Visit
from ..rules import visits as rules
from ..states import VISIT_MOVES, VisitState

CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class VisitAsk:
    """What a till says of a visit; ``begntime`` is aware."""

    scan_id: str
    med_type: str
    ipt_otp_no: str
    begntime: datetime
    remote: str = "none"
    dept: dict[str, str] = field(default_factory=dict)
    doctor: dict[str, str] = field(default_factory=dict)
    diagnoses: list[dict[str, Any]] = field(default_factory=list)


def register(*, by: Any, institution: Any, ask: VisitAsk) -> Visit:
    """Open a visit with a live scan; the scan serves one visit only (I9)."""
    if institution is None:
        raise ScopeMissing(scope="visits:write")
    if ask.med_type not in rules.MED_TYPES:
        raise MedTypeUnknown(med_type=ask.med_type)
    if not rules.fits_institution(ask.med_type, institution.fixmedins_type):
        raise MedTypeNotForInstitution(med_type=ask.med_type)
    day = _service_day(institution, ask.begntime)
    with transaction.atomic():
        scan = vouchers.scan_for_visit(by, ask.scan_id, purpose="patient", lock=True)
        if Visit.objects.filter(scan=scan).exists():
            raise ScanUsed
        person = scan.person
        enrolment = enrolments.current(person)
        if enrolment is None:
            raise NotInsured
        visit = Visit.objects.create(
            tenant_id=institution.tenant_id,
            institution=institution,
            person=person,
            scan=scan,
            med_type=ask.med_type,
            ipt_otp_no=ask.ipt_otp_no,
            begntime=ask.begntime,
            service_date=day,
            remote=rules.remote_of(
                institution_place=institution.admdvs,
                insured_place=enrolment.insuplc_admdvs,
                med_type=ask.med_type,
                claimed=ask.remote,
            ),
            dept_code=ask.dept.get("id", ""),
            dept_name=ask.dept.get("name", ""),
            doctor_code=ask.doctor.get("id", ""),
            doctor_name=ask.doctor.get("name", ""),
            diagnoses=json.dumps(ask.diagnoses, ensure_ascii=False),
            insutype=enrolment.insutype,
            psn_type=enrolment.psn_type,
            insuplc_admdvs=enrolment.insuplc_admdvs,
            psn_insu_stas=enrolment.psn_insu_stas,
            tags=list(enrolment.tags),
            age=person.age_on(day),
            created_at=clock.now(),
        )
        audit.record("settlement.visit.registered", by=by, subject=visit)
    return visit


def _service_day(institution: Any, begntime: datetime) -> Any:
    moment = clock.now(institution.tenant)
    day = clock.local(begntime).date()
    earliest = rules.earliest_day(clock.local(moment).date())
    if begntime > moment + CLOCK_TOLERANCE or day < earliest:
        raise ServiceDateOutOfRange(earliest=earliest.isoformat())
    return day


def locked(*, by: Any, institution: Any, visit_id: str) -> Visit:
    """The institution's own visit under its row lock; another's looks like none."""
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("person", "institution__tenant")
        .filter(institution=institution, visit_id=visit_id)
        .first()
    )
    if visit is None:
        raise VisitNotFound
    return visit


def move(*, by: Any, visit: Visit, to: str) -> None:
    """Step along the table; the caller holds the row lock. Staying is not a step."""
    if visit.state == to:
        return
    if not VISIT_MOVES.allows(visit.state, to):
        raise VisitStateRefused(state=visit.get_state_display())
    verb = VISIT_MOVES.verb(visit.state, to)
    visit.state = to
    visit.save(update_fields=["state"])
    audit.record(verb, by=by, subject=visit)


def refuse_state(*, by: Any, visit: Visit) -> None:
    """Say in which state the visit is and that this step does not fit."""
    raise VisitStateRefused(state=visit.get_state_display())


def is_disowned(*, by: Any, visit: Visit) -> bool:
    """Whether an owner of a code scanned for this visit said 不是我."""
    return vouchers.is_disowned(_scans(visit))


def refuse_disowned(*, by: Any, visit: Visit) -> None:
    """Nothing is charged for a scan, of the patient or a payer, whose owner said 不是我."""
    vouchers.refuse_disowned(_scans(visit))


def _scans(visit: Visit) -> list[Any]:
    return [visit.scan_id, *visit.payers.values_list("scan_id", flat=True)]


def cancel(*, by: Any, institution: Any, visit_id: str) -> Visit:
    """Close a visit that was not settled."""
    with transaction.atomic():
        visit = locked(by=by, institution=institution, visit_id=visit_id)
        move(by=by, visit=visit, to=VisitState.CANCELLED)
        outbox.emit(
            "visit.cancelled", key=f"visit.cancelled:{visit.pk}", payload={"visit": str(visit.pk)}
        )
    return visit
