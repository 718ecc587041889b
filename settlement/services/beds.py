"""The row of a stay under lock: its steps, and what of it a bill has to respect (P143, P144).

The caller holds the row lock of one of the stay's visits; the stay comes after it and before the
yearly counters.
"""

from datetime import datetime
from typing import Any

from yibao.audit import services as audit

from ..data.stays import INPATIENT_MED_TYPES
from ..errors import (
    StayAdmissionMissing,
    StayEarlierPartOpen,
    StayFeesOfOtherYear,
    StayHasParts,
    StayNotDischarged,
    StayNotFound,
    StayStateRefused,
)
from ..models import FeeLine, Stay, Visit
from ..rules import stays as rules
from ..selectors import stays
from ..states import STAY_MOVES, StayState


def locked(*, by: Any, visit: Visit) -> Stay:
    """The stay of a visit under its row lock. Raises ``StayNotFound``."""
    if visit.stay_id is None:
        raise StayNotFound
    return Stay.objects.select_for_update().get(pk=visit.stay_id)


def refuse_state(*, by: Any, stay: Stay) -> None:
    """Say in which state the stay is and that this step does not fit."""
    raise StayStateRefused(state=stay.get_state_display())


def move(*, by: Any, stay: Stay, to: str, **columns: Any) -> None:
    """Step along the table, setting ``columns`` with it; the caller holds the row lock."""
    if not STAY_MOVES.allows(stay.state, to):
        refuse_state(by=by, stay=stay)
    verb = STAY_MOVES.verb(stay.state, to)
    stay.state = to
    for name, value in columns.items():
        setattr(stay, name, value)
    stay.save(update_fields=["state", *columns])
    audit.record(verb, by=by, subject=stay)


def refuse_unready(*, by: Any, visit: Visit) -> None:
    """Raise where a visit with a bed may not be settled now.

    ``StayAdmissionMissing`` without an admission; ``StayNotDischarged`` for the running part
    before the discharge; ``StayFeesOfOtherYear`` (T68); ``StayEarlierPartOpen``. A part that the
    year end closed is settled while the patient is still there (P144).
    """
    if visit.stay_id is None:
        if visit.med_type in INPATIENT_MED_TYPES:
            raise StayAdmissionMissing
        return
    stay = locked(by=by, visit=visit)
    if stay.state == StayState.CANCELLED:
        refuse_state(by=by, stay=stay)
    if stay.state == StayState.ADMITTED and stays.last_of(stay).pk == visit.pk:
        raise StayNotDischarged
    _refuse_other_year(visit)
    earlier = stays.open_parts(stay).filter(segment__lt=visit.segment).first()
    if earlier is not None:
        raise StayEarlierPartOpen(visit_id=earlier.visit_id)


def _refuse_other_year(visit: Visit) -> None:
    start, end = rules.year_bounds(visit.service_date.year)
    lines = FeeLine.objects.filter(visit=visit)
    other = lines.filter(fee_ocur_time__lt=start) | lines.filter(fee_ocur_time__gte=end)
    line = other.order_by("position").first()
    if line is not None:
        raise StayFeesOfOtherYear(year=visit.service_date.year, feedetl_sn=line.feedetl_sn)


def settled(*, by: Any, visit: Visit) -> None:
    """One part got its bill; the stay is settled with the last one."""
    if visit.stay_id is not None:
        close_if_done(by=by, stay=locked(by=by, visit=visit))


def close_if_done(*, by: Any, stay: Stay) -> None:
    """A discharged stay with a bill for every part that has fees is settled."""
    if stay.state != StayState.DISCHARGED or stays.open_parts(stay).exists():
        return
    if any(part.state in stays.DONE for part in stays.parts_of(stay)):
        move(by=by, stay=stay, to=StayState.SETTLED)


def reopened(*, by: Any, visit: Visit) -> None:
    """A bill was reversed: the discharged patient has a part without a bill again."""
    if visit.stay_id is None:
        return
    stay = locked(by=by, visit=visit)
    if stay.state == StayState.SETTLED:
        move(by=by, stay=stay, to=StayState.DISCHARGED)


def cancelled(*, by: Any, visit: Visit) -> None:
    """The admission is taken back with its only visit. Raises ``StayHasParts`` after a split and
    ``StayStateRefused`` after the discharge."""
    if visit.stay_id is None:
        return
    stay = locked(by=by, visit=visit)
    if Visit.objects.filter(stay=stay).exclude(pk=visit.pk).exists():
        raise StayHasParts
    move(by=by, stay=stay, to=StayState.CANCELLED)


def earliest_leave(*, by: Any, stay: Stay) -> datetime:
    """No discharge before the admission, nor before the year of the running part."""
    return max(stay.admitted_at, stays.last_of(stay).begntime)
