"""Stays in hospital (住院): admission, discharge, and the interim settlement of the year end."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from psycopg import errors as pg

from accounts.selectors import enrolments
from yibao.audit import services as audit
from yibao.kernel import clock

from ..data.stays import INPATIENT_MED_TYPES
from ..errors import (
    StayElsewhere,
    StayNotInpatient,
    StayOpenAlready,
    StayPartClosed,
    StayTimeRefused,
    StayYearNotOver,
)
from ..models import FeeLine, Stay, Visit
from ..rules import stays as rules
from ..selectors import stays
from ..states import StayState, VisitState
from . import beds, fees, visits

OPEN_STATES = (VisitState.REGISTERED, VisitState.FEES, VisitState.QUOTED)
#: Facts of a visit that the next part of a stay has in common with it.
_SHARED = (
    "tenant_id",
    "institution",
    "person",
    "scan_id",
    "stay_id",
    "med_type",
    "ipt_otp_no",
    "remote",
    "dept_code",
    "dept_name",
    "doctor_code",
    "doctor_name",
    "diagnoses",
)
_INSURED = ("insutype", "psn_type", "insuplc_admdvs", "psn_insu_stas", "tags")
_ENDED = "4"


@dataclass(frozen=True, slots=True)
class AdmissionAsk:
    """What a hospital says of an admission; without a number the visit's own is taken."""

    ipt_no: str = ""
    adm_bed: str = ""


@dataclass(frozen=True, slots=True)
class DischargeAsk:
    """When and how the patient left: ``endtime`` aware, ``dscg_way`` of the national list."""

    endtime: datetime
    dscg_way: str


@dataclass(frozen=True, slots=True)
class YearSplit:
    """The part that 31 December closed, the one that goes on, and how many fees went over."""

    closed: Visit
    running: Visit
    moved: int


def admit(*, by: Any, institution: Any, visit_id: str, ask: AdmissionAsk) -> Stay:
    """Give a registered in-patient visit its bed; the visit is the first part of the stay.

    The admission is at the visit's ``begntime``. Raises ``StayNotInpatient``,
    ``StayOpenAlready``, ``StayElsewhere`` (one bed a person), ``VisitStateRefused``.
    """
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        if visit.stay_id is not None:
            raise StayOpenAlready
        if visit.med_type not in INPATIENT_MED_TYPES:
            raise StayNotInpatient(med_type=visit.med_type)
        if visit.state not in OPEN_STATES:
            visits.refuse_state(by=by, visit=visit)
        visits.refuse_stopped(by=by, visit=visit)
        stay = _bed(visit, ask)
        visit.stay = stay
        visit.save(update_fields=["stay"])
        audit.record("settlement.stay.admitted", by=by, subject=stay)
    return stay


def _bed(visit: Visit, ask: AdmissionAsk) -> Stay:
    try:
        with transaction.atomic():
            return Stay.objects.create(
                tenant_id=visit.tenant_id,
                institution=visit.institution,
                person_id=visit.person_id,
                ipt_no=ask.ipt_no or visit.ipt_otp_no,
                admitted_at=visit.begntime,
                bed=ask.adm_bed,
                created_at=clock.now(),
            )
    except IntegrityError as failure:
        if isinstance(failure.__cause__, pg.UniqueViolation):
            raise StayElsewhere from failure
        raise


def discharge(*, by: Any, institution: Any, visit_id: str, ask: DischargeAsk) -> Stay:
    """The patient leaves; from now on the running part may be settled.

    Raises ``StayTimeRefused`` for a time before the admission, before the year of the running
    part, or in the future, and ``StayStateRefused``.
    """
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        stay = beds.locked(by=by, visit=visit)
        earliest = beds.earliest_leave(by=by, stay=stay)
        latest = clock.now(institution.tenant) + visits.CLOCK_TOLERANCE
        if not earliest <= ask.endtime <= latest:
            raise StayTimeRefused(earliest=f"{clock.local(earliest):%Y-%m-%d %H:%M}")
        beds.move(
            by=by,
            stay=stay,
            to=StayState.DISCHARGED,
            discharged_at=ask.endtime,
            dscg_way=ask.dscg_way,
        )
        beds.close_if_done(by=by, stay=stay)
    return stay


def change_bed(*, by: Any, institution: Any, visit_id: str, bed: str) -> Stay:
    """The patient lies elsewhere in the house. Raises ``StayNotFound``, ``StayStateRefused``."""
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        stay = beds.locked(by=by, visit=visit)
        if stay.state != StayState.ADMITTED:
            beds.refuse_state(by=by, stay=stay)
        if stay.bed != bed:
            stay.bed = bed
            stay.save(update_fields=["bed"])
            audit.record("settlement.stay.moved_bed", by=by, subject=stay)
    return stay


def undo_discharge(*, by: Any, institution: Any, visit_id: str) -> Stay:
    """The patient stays after all; refused once the bill was made.

    Raises ``StayStateRefused`` and, where the person lies elsewhere meanwhile, ``StayElsewhere``.
    """
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        stay = beds.locked(by=by, visit=visit)
        try:
            with transaction.atomic():
                beds.move(by=by, stay=stay, to=StayState.ADMITTED, discharged_at=None, dscg_way="")
        except IntegrityError as failure:
            if isinstance(failure.__cause__, pg.UniqueViolation):
                raise StayElsewhere from failure
            raise
    return stay


def cancel(*, by: Any, institution: Any, visit_id: str) -> Stay:
    """Take the admission back with its visit, which is cancelled.

    Raises ``StayNotFound``, ``StayHasParts``, ``StayStateRefused``, ``VisitStateRefused``.
    """
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        stay = beds.locked(by=by, visit=visit)
        visits.cancel(by=by, institution=institution, visit_id=visit_id)
        stay.refresh_from_db()
    return stay


def split_at_year_end(*, by: Any, institution: Any, visit_id: str) -> YearSplit:
    """Close the running part on 31 December of its year and open the next one (P144).

    The closed part is settled as a bill of its own, dated 31 December; the next part begins on 1
    January with the same scan, the insurance of today, and the fees that occurred since. Raises
    ``StayYearNotOver`` (T68), ``StayPartClosed``, ``StayStateRefused``, ``VisitStateRefused``.
    """
    with transaction.atomic():
        visit = visits.locked(by=by, institution=institution, visit_id=visit_id)
        stay = beds.locked(by=by, visit=visit)
        _refuse_split(by, stay, visit)
        running = _next_part(visit)
        late = FeeLine.objects.filter(visit=visit, fee_ocur_time__gte=running.begntime)
        moved = fees.hand_over(by=by, lines=list(late.order_by("position")), to=running)
        visit.service_date = date(visit.service_date.year, 12, 31)
        visit.save(update_fields=["service_date"])
        _follow_lines(by, visit)
        _follow_lines(by, running)
        data = {"running": running.visit_id, "moved": moved}
        audit.record("settlement.stay.split", by=by, subject=stay, data=data)
    return YearSplit(visit, running, moved)


def _refuse_split(by: Any, stay: Stay, visit: Visit) -> None:
    if stay.state not in stays.OPEN:
        beds.refuse_state(by=by, stay=stay)
    last = stays.last_of(stay)
    if last.pk != visit.pk:
        raise StayPartClosed(visit_id=last.visit_id)
    if visit.state not in OPEN_STATES:
        visits.refuse_state(by=by, visit=visit)
    year = visit.service_date.year
    until = stay.discharged_at or clock.now(visit.institution.tenant)
    if clock.local(until).year <= year:
        raise StayYearNotOver(year=year)


def _next_part(visit: Visit) -> Visit:
    _, begins = rules.year_bounds(visit.service_date.year)
    day = begins.date()
    shared = {name: getattr(visit, name) for name in (*_SHARED, *_INSURED)}
    enrolment = enrolments.current(visit.person)
    if enrolment is None:
        shared["psn_insu_stas"] = _ENDED  # nobody insures the new year: no benefits (P6)
    else:
        shared |= {name: getattr(enrolment, name) for name in _INSURED}
    return Visit.objects.create(
        **shared,
        segment=visit.segment + 1,
        begntime=begins,
        service_date=day,
        age=visit.person.age_on(day),
        created_at=clock.now(),
    )


def _follow_lines(by: Any, visit: Visit) -> None:
    """The state of a part says whether it has fees; a quote of the lines before is void."""
    has_lines = FeeLine.objects.filter(visit=visit).exists()
    visits.move(by=by, visit=visit, to=VisitState.FEES if has_lines else VisitState.REGISTERED)
