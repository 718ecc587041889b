"""Registering and cancelling visits."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.selectors import enrolments
from vouchers import selectors as vouchers
from vouchers.errors import NotInsured, ScanUsed
from yibao.audit import services as audit
from yibao.kernel import clock, outbox
from yibao.kernel.errors import ScopeMissing

from ..data.stays import INPATIENT_MED_TYPES
from ..errors import (
    ChronicNotFiled,
    MedTypeNotForInstitution,
    MedTypeUnknown,
    RemoteAreaClosed,
    RemoteCareClosed,
    RemoteNotHere,
    ServiceDateOutOfRange,
    StayNotInpatient,
    VisitNotFound,
    VisitStateRefused,
)
from ..models import Visit
from ..rules import visits as rules
from ..rules.filings import is_same_place
from ..selectors import benefit_filings, remote
from ..states import VISIT_MOVES, VisitState
from . import beds

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


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a visit only after it was registered; what is empty stays as it was.

    ``diagnoses`` are rows of the national form: ``vali_flag`` 0 withdraws one (3.2).
    """

    med_type: str = ""
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
        place = enrolment.insuplc_admdvs
        _refuse_closed(institution, place, ask.med_type)
        tags = benefit_filings.tags_on(person, enrolment.tags, day)
        if rules.lacks_finding(ask.med_type, tags):
            raise ChronicNotFiled
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
                insured_place=place,
                med_type=ask.med_type,
                claimed=ask.remote,
                filed=remote.state_on(person, institution.admdvs, day, place),
            ),
            dept_code=ask.dept.get("id", ""),
            dept_name=ask.dept.get("name", ""),
            doctor_code=ask.doctor.get("id", ""),
            doctor_name=ask.doctor.get("name", ""),
            diagnoses=json.dumps(ask.diagnoses, ensure_ascii=False),
            insutype=enrolment.insutype,
            psn_type=enrolment.psn_type,
            insuplc_admdvs=place,
            psn_insu_stas=enrolment.psn_insu_stas,
            tags=tags,
            age=person.age_on(day),
            created_at=clock.now(),
        )
        audit.record("settlement.visit.registered", by=by, subject=visit)
    return visit


def describe(*, by: Any, institution: Any, visit_id: str, details: Details) -> Visit:
    """Change what kind of care an unsettled visit is, who gives it, and its diagnoses.

    A quote of before is void. Raises ``VisitNotFound``, ``VisitStateRefused``, ``MedTypeUnknown``,
    ``MedTypeNotForInstitution``, ``StayNotInpatient`` and the refusals of care elsewhere.
    """
    with transaction.atomic():
        visit = locked(by=by, institution=institution, visit_id=visit_id)
        if visit.state not in (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED):
            refuse_state(by=by, visit=visit)
        if details.med_type and details.med_type != visit.med_type:
            _change_kind(visit, details.med_type)
        for name, given in (("dept", details.dept), ("doctor", details.doctor)):
            for column, value in (("code", given.get("id")), ("name", given.get("name"))):
                if value:
                    setattr(visit, f"{name}_{column}", value)
        held = rules.merge_diagnoses(json.loads(visit.diagnoses), details.diagnoses)
        visit.diagnoses = json.dumps(held, ensure_ascii=False)
        visit.save()
        if visit.state == VisitState.QUOTED:
            move(by=by, visit=visit, to=VisitState.FEES)
        audit.record("settlement.visit.described", by=by, subject=visit)
    return visit


def _change_kind(visit: Visit, med_type: str) -> None:
    if med_type not in rules.MED_TYPES:
        raise MedTypeUnknown(med_type=med_type)
    institution, place = visit.institution, visit.insuplc_admdvs
    if not rules.fits_institution(med_type, institution.fixmedins_type):
        raise MedTypeNotForInstitution(med_type=med_type)
    if visit.stay_id is not None and med_type not in INPATIENT_MED_TYPES:
        raise StayNotInpatient(med_type=med_type)
    _refuse_closed(institution, place, med_type)
    # Between registering and this the hospital may have found and filed the illness.
    visit.tags = benefit_filings.tags_on(visit.person, visit.tags, visit.service_date)
    if rules.lacks_finding(med_type, visit.tags):
        raise ChronicNotFiled
    visit.med_type = med_type
    visit.remote = rules.remote_of(
        institution_place=institution.admdvs,
        insured_place=place,
        med_type=med_type,
        claimed=visit.remote,
        filed=remote.state_on(visit.person, institution.admdvs, visit.service_date, place),
    )


def _service_day(institution: Any, begntime: datetime) -> Any:
    moment = clock.now(institution.tenant)
    day = clock.local(begntime).date()
    earliest = rules.earliest_day(clock.local(moment).date())
    if begntime > moment + CLOCK_TOLERANCE or day < earliest:
        raise ServiceDateOutOfRange(earliest=earliest.isoformat())
    return day


def _refuse_closed(institution: Any, insured_place: str, med_type: str) -> None:
    """Care elsewhere is settled directly only where place and area take part (P25, P163)."""
    if is_same_place(institution.admdvs, insured_place):
        return
    if not institution.accepts_remote:
        raise RemoteNotHere
    if is_same_place(institution.admdvs, settings.HOME_REGION_CODE):
        return
    area = remote.area_of(institution.admdvs)
    if area is None or not area.is_open:
        raise RemoteAreaClosed
    if not getattr(area, rules.care_of(med_type)):
        raise RemoteCareClosed(place=area.region.name)


def look_again_at_filing(*, by: Any, visit: Visit) -> None:
    """A filing that came before the bill still counts for it (P162); never makes it worse.

    The caller holds the row lock of the visit.
    """
    if visit.remote not in ("unfiled", "other"):
        return
    filed = remote.state_of_visit(visit)
    if filed in (visit.remote, "unfiled", "none"):
        return
    former, visit.remote = visit.remote, filed
    visit.save(update_fields=["remote"])
    data = {"from": former, "to": filed}
    audit.record("settlement.visit.filing_found", by=by, subject=visit, data=data)


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


def refuse_stopped(*, by: Any, visit: Visit) -> None:
    """Nothing is charged for a scan, of the patient or a payer, whose owner said 不是我, or of
    which the counter said that somebody else was there (P88)."""
    rows = _scans(visit)
    vouchers.refuse_disowned(rows)  # locks the scans
    vouchers.refuse_mismatched(rows)


def refuse_unconfirmed(*, by: Any, visit: Visit) -> None:
    """Where a relative showed a code, the counter says who is there before it settles (P90).

    Asked after ``refuse_stopped``, which holds the scans.
    """
    vouchers.refuse_unconfirmed(_scans(visit))


def _scans(visit: Visit) -> list[Any]:
    return [visit.scan_id, *visit.payers.values_list("scan_id", flat=True)]


def cancel(*, by: Any, institution: Any, visit_id: str) -> Visit:
    """Close a visit that was not settled; the admission of an in-patient ends with it."""
    with transaction.atomic():
        visit = locked(by=by, institution=institution, visit_id=visit_id)
        beds.cancelled(by=by, visit=visit)
        move(by=by, visit=visit, to=VisitState.CANCELLED)
        outbox.emit(
            "visit.cancelled", key=f"visit.cancelled:{visit.pk}", payload={"visit": str(visit.pk)}
        )
    return visit
