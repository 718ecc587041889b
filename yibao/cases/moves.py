"""Moving a locked case: state, lease, who it is kept for, event, audit row (T34, T36).

A lease is begun and ended only together with a move of its case; the database holds the pair
together. Every function expects the row lock that ``locked`` takes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from yibao.audit import services as audit
from yibao.kernel import calendar, clock, masking
from yibao.kernel.errors import NotFound
from yibao.kernel.transitions import MoveNotAllowed

from . import sla
from .errors import CaseMoveRefused
from .models import Case, CaseEvent, Draft, Lease
from .states import CASE_MOVES, CaseState

#: A lease lasts so long after the last sign of life (feature 31).
LIFE = timedelta(minutes=15)
KEPT_FIELDS = ("kept_for", "kept_until", "kept_why", "kept_note")
_SAVED = (
    "state", "reviewer", "decided_at", "returned_at", "due_at", "fence", "came_back_at",
    *KEPT_FIELDS,
)  # fmt: skip
_ENDED = (CaseState.APPROVED, CaseState.REJECTED, CaseState.WITHDRAWN, CaseState.CLOSED)


@dataclass(frozen=True, slots=True)
class Keep:
    """For whom an open case is reserved: until a moment, or until it is given to another."""

    who: Any
    why: str
    until: datetime | None = None
    note: str = ""


def locked(*, by: Any, ref: str) -> Case:
    """The case under its row lock; raises ``request.not_found``."""
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("tenant")
        .filter(ref=ref)
        .first()
    )
    if case is None:
        raise NotFound
    return case


def move(
    *, by: Any, case: Case, to: str, note: str = "", verb: str = "", keep: Keep | None = None
) -> Case:
    """Move a locked case, write its event and the audit row, set clock and lease.

    ``keep`` reserves a case that goes back to the queue. Raises ``cases.case.move_refused``.
    """
    try:
        usual = CASE_MOVES.verb(case.state, to)
    except MoveNotAllowed as refused:
        raise CaseMoveRefused from refused
    before, moment = case.state, clock.now(case.tenant)
    verb, case.state = verb or usual, to
    write_event(by=by, case=case, verb=verb, before=before, note=note)
    set_keep(case, keep if to == CaseState.OPEN else None)
    if before == CaseState.IN_REVIEW:
        end_lease(case=case)
    if to == CaseState.IN_REVIEW:
        begin_lease(by=by, case=case)
    if to == CaseState.OPEN:
        case.reviewer = None
    if to in (CaseState.APPROVED, CaseState.REJECTED):
        case.decided_at = moment
    case.returned_at = moment if to == CaseState.RETURNED else None
    if before == CaseState.RETURNED and to == CaseState.OPEN:
        days = calendar.overrides()
        case.due_at = sla.promise(case.opened_at, case.promised_days, stood(case), days)
        case.came_back_at = moment
    case.save(update_fields=_SAVED)
    if to in _ENDED:
        Draft.objects.filter(case=case).delete()
    audit.record(verb, by=by, subject=case)
    return case


def hand_on(*, by: Any, case: Case, note: str, verb: str) -> Case:
    """Give a case in review to another officer without letting it go: the lease changes hands."""
    end_lease(case=case)
    begin_lease(by=by, case=case)
    write_event(by=by, case=case, verb=verb, before=case.state, note=note)
    set_keep(case, None)
    case.save(update_fields=_SAVED)
    audit.record(verb, by=by, subject=case, data={"note": masking.mask_text(note)})
    return case


def write_event(*, by: Any, case: Case, verb: str, before: str = "", note: str = "") -> CaseEvent:
    """One line of the timeline; names and numbers in it are masked."""
    return CaseEvent.objects.create(
        case=case,
        verb=verb,
        actor=audit.actor_of(by),
        from_state=before or case.state,
        to_state=case.state,
        note=masking.mask_text(note),
        at=clock.now(case.tenant),
    )


def set_keep(case: Case, keep: Keep | None) -> None:
    """Reserve a case, or free it; the caller saves."""
    case.kept_for = keep.who if keep else None
    case.kept_until = keep.until if keep else None
    case.kept_why = keep.why if keep else ""
    case.kept_note = masking.mask_text(keep.note)[:60] if keep else ""


def begin_lease(*, by: Any, case: Case) -> Lease:
    """A new lease; its number is one more than ever before. The caller saves the case."""
    moment = clock.now(case.tenant)
    case.reviewer = by
    case.fence += 1
    return Lease.objects.create(
        case=case,
        holder=by,
        fence=case.fence,
        taken_at=moment,
        beat_at=moment,
        expires_at=moment + LIFE,
    )


def end_lease(*, case: Case) -> None:
    """Release a case, in the transaction that moves it."""
    Lease.objects.filter(case=case).delete()


def stood(case: Case) -> list[sla.Pause]:
    """Times in which the clock of a case stood."""
    return sla.pauses(case.events.order_by("at", "id").values_list("verb", "at"))
