"""Getting a case in hand, and letting it go (features 30, 31, 37, 38; ux: 取下一件).

``take_next`` picks under SKIP LOCKED: two officers who ask at once get two cases, and nobody waits
for anybody. Refused acts leave a row in the audit log.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import calendar, clock, moments
from yibao.kernel.errors import DomainError

from .. import checks, duty, moves
from ..errors import CaseMoveRefused, LeadNeeded, OfficerAway, OfficerUnfit, ReasonNeeded
from ..models import Barred, Case, Kept, Level, Priority, Skip
from ..moves import Keep
from ..refusals import noted
from ..states import CaseState
from . import holds, leases, picking

TAKEN_OVER = "cases.case.taken_over"
SKIPPED = "cases.case.skipped"
HELD = "cases.case.held"
HOLD_ENDED = "cases.case.hold_ended"
REFERRED = "cases.case.referred"
ASSIGNED = "cases.case.assigned"
UNASSIGNED = "cases.case.unassigned"
PRIORITY_SET = "cases.case.priority_set"
#: So many cases may turn out to be the officer's own before the search gives up.
_TRIES = 10
#: Dead leases freed on the way; the rest is the timer's work.
_MOST_FREED = 20


def take_next(*, by: Any, queue: str = "", types: Iterable[str] | None = None) -> Case | None:
    """The next case for this officer, with a lease; None where nothing is left for them.

    What is kept for them comes first, then priority, promise, age (``picking``). ``queue`` and
    ``types`` narrow the search. Raises ``OfficerAway``.
    """
    leases.release_expired(by=None, most=_MOST_FREED)
    refuse_if_away(by=by, staff=by)
    passed: list[Any] = []
    with transaction.atomic():
        while len(passed) < _TRIES:
            case = picking.first(by, queue=queue, types=types, without=passed)
            if case is None:
                return None
            try:
                checks.check(by=by, case=case)
            except DomainError:
                # Only now known to be an own matter; it is written down and never offered again.
                passed.append(case.pk)
                continue
            return moves.move(by=by, case=case, to=CaseState.IN_REVIEW)
    return None


def refuse_if_away(*, by: Any, staff: Any) -> None:
    """Raise ``OfficerAway`` where somebody is away today."""
    if duty.is_away(duty.profile_of(staff), clock.today(staff.tenant)):
        raise OfficerAway(who=staff.display_name or staff.username)


@noted("take_over")
def take_over(*, by: Any, ref: str, reason: str) -> Case:
    """Take a case out of a colleague's hands, or out of reserve; the timeline says why.

    The colleague's number is old from then on (T36). Raises ``LeadNeeded``, ``ReasonNeeded`` and
    what ``services.take`` raises about persons.
    """
    _must_lead(by)
    note = _reason(reason)
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        checks.check(by=by, case=case)
        if case.state == CaseState.IN_REVIEW and case.reviewer_id != by.pk:
            return moves.hand_on(by=by, case=case, note=note, verb=TAKEN_OVER)
        return moves.move(by=by, case=case, to=CaseState.IN_REVIEW, note=note, verb=TAKEN_OVER)


@noted("skip")
def skip(*, by: Any, ref: str, why: str, note: str = "", fence: int | None = None) -> Case:
    """Pass a case by for a day, with a reason that the lead sees; it goes back to the queue.

    Who knows somebody of the case (``KNOWN``) never decides it (T32). ``why`` is of ``Skip.Why``;
    OTHER wants words. ``fence`` as in ``services.put_back``. Raises ``ReasonNeeded``, ``LeaseLost``
    and ``cases.case.move_refused``.
    """
    if why not in Skip.Why.values or (why == Skip.Why.OTHER and not note.strip()):
        raise ReasonNeeded
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        holds_it = case.state == CaseState.IN_REVIEW and case.reviewer_id == by.pk
        if not holds_it and case.state != CaseState.OPEN:
            raise CaseMoveRefused
        if holds_it:
            leases.must_be_held(by=by, case=case, fence=fence)
        moment = clock.now(case.tenant)
        Skip.objects.create(case=case, staff=by, why=why, note=note.strip()[:200], at=moment)
        if why == Skip.Why.KNOWN:
            Barred.objects.get_or_create(
                case=case, staff=by, person_index="", defaults={"at": moment}
            )
        if holds_it:
            return moves.move(by=by, case=case, to=CaseState.OPEN, note=why, verb=SKIPPED)
        if case.kept_for_id == by.pk:
            moves.set_keep(case, None)
            case.save(update_fields=moves.KEPT_FIELDS)
        audit.record(SKIPPED, by=by, subject=case, data={"why": why})
    return case


@noted("hold")
def hold(*, by: Any, ref: str, preset: str, reason: str, fence: int | None = None) -> Case:
    """Set the own case aside until a moment of ``holds.PRESETS``; the promise does not move.

    ``fence`` as in ``services.put_back``. Raises ``ReasonNeeded``, ``LeaseLost`` and
    ``cases.case.move_refused``.
    """
    note = _reason(reason)
    if preset not in holds.PRESETS:
        raise ReasonNeeded
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        leases.must_be_held(by=by, case=case, fence=fence)
        until = holds.PRESETS[preset].until(clock.now(case.tenant), calendar.overrides())
        keep = Keep(who=by, why=Kept.HELD, until=until, note=note)
        return moves.move(by=by, case=case, to=CaseState.OPEN, note=note, verb=HELD, keep=keep)


@noted("end_hold")
def end_hold(*, by: Any, ref: str) -> Case:
    """End a hold early: the own one, or anybody's by the lead; the case is in the queue again."""
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        if case.state != CaseState.OPEN or case.kept_why != Kept.HELD:
            raise CaseMoveRefused
        if case.kept_for_id != by.pk:
            _must_lead(by)
        return _free(by, case, HOLD_ENDED)


@noted("refer")
def refer(*, by: Any, ref: str, reason: str, fence: int | None = None) -> Case:
    """Give the own case up to the lead; from then on it needs two officers (feature 38).

    ``fence`` as in ``services.put_back``. Raises ``ReasonNeeded``, ``LeaseLost`` and
    ``cases.case.move_refused``.
    """
    note = _reason(reason)
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        leases.must_be_held(by=by, case=case, fence=fence)
        case.level, case.needs_second = Level.LEAD, True
        case.save(update_fields=["level", "needs_second"])
        return moves.move(by=by, case=case, to=CaseState.OPEN, note=note, verb=REFERRED)


@noted("assign")
def assign(*, by: Any, ref: str, to: Any) -> Case:
    """Choose who does a case next: it is reserved for them, and taken from who has it in hand.

    Nobody is given an own or a relative's matter, nor the second word after the own first one.
    Raises ``LeadNeeded``, ``OfficerUnfit``, ``OfficerAway`` and what ``checks.check`` raises.
    """
    _must_lead(by)
    if not (to.is_staff and to.is_active and to.has_perm(duty.DECIDE_RIGHT)):
        raise OfficerUnfit
    refuse_if_away(by=by, staff=to)
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        checks.check(by=to, case=case)
        keep = Keep(who=to, why=Kept.ASSIGNED)
        if case.state == CaseState.IN_REVIEW and case.reviewer_id != to.pk:
            return moves.move(by=by, case=case, to=CaseState.OPEN, verb=ASSIGNED, keep=keep)
        if case.state != CaseState.OPEN:
            raise CaseMoveRefused
        return _reserve(by, case, keep, ASSIGNED)


@noted("unassign")
def unassign(*, by: Any, ref: str) -> Case:
    """Undo a reservation, by the lead or by who it is for: everybody may take the case again."""
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        if case.state != CaseState.OPEN or case.kept_for_id is None:
            raise CaseMoveRefused
        if case.kept_for_id != by.pk:
            _must_lead(by)
        return _free(by, case, UNASSIGNED)


@noted("set_priority")
def set_priority(*, by: Any, ref: str, priority: int) -> Case:
    """Let an unfinished case be taken earlier or later; the lead's. The promise does not move."""
    _must_lead(by)
    if priority not in Priority.values:
        raise ReasonNeeded
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        if case.state not in (CaseState.OPEN, CaseState.IN_REVIEW, CaseState.RETURNED):
            raise CaseMoveRefused
        before, case.priority = case.priority, priority
        case.save(update_fields=["priority"])
        data = {"from": int(before), "to": int(priority)}
        audit.record(PRIORITY_SET, by=by, subject=case, data=data)
    return case


def end_due(*, by: Any) -> int:
    """Holds and reservations whose time is over: free for everybody; says how many."""
    over = moments.reached("kept_until", tenant="tenant")
    due = Case.objects.filter(over, state=CaseState.OPEN)
    return sum(_end_due(by, ref) for ref in list(due.values_list("ref", flat=True)))


def _end_due(by: Any, ref: str) -> bool:
    with transaction.atomic():
        case = moves.locked(by=by, ref=ref)
        if case.state != CaseState.OPEN or case.kept_for_id is None or checks.is_kept(case):
            return False
        if case.kept_why == Kept.HELD:
            _free(by, case, HOLD_ENDED)
        else:
            moves.set_keep(case, None)
            case.save(update_fields=moves.KEPT_FIELDS)
    return True


def _free(by: Any, case: Case, verb: str) -> Case:
    return _reserve(by, case, None, verb)


def _reserve(by: Any, case: Case, keep: Keep | None, verb: str) -> Case:
    moves.set_keep(case, keep)
    case.save(update_fields=moves.KEPT_FIELDS)
    moves.write_event(by=by, case=case, verb=verb)
    data = {"to": str(keep.who.pk)} if keep else {}
    audit.record(verb, by=by, subject=case, data=data)
    return case


def _must_lead(by: Any) -> None:
    if not duty.is_lead(by):
        raise LeadNeeded


def _reason(words: str) -> str:
    if not words.strip():
        raise ReasonNeeded
    return words.strip()[:200]
