"""What officers do with a second look: take, read, say, put back; leads settle (feature 42).

Nothing here moves the case. Each step is made under the row lock of its look; the database refuses
who decided before or is involved, and keeps what was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from yibao.audit import services as audit
from yibao.kernel import clock, masking, moments

from .. import conflicts, decisions
from ..errors import LookIncomplete, LookLost, LookNotPossible, LookSettledByAnother
from ..models import Case, Decision, SecondLook
from . import blindness as looks
from . import draws as look_draws

#: How long a taken look stays with its officer after the page was last opened.
LIFE = timedelta(minutes=30)
#: How long a drawn case stays closed to others when nobody looks at it.
WAIT_MOST = timedelta(days=14)
_State = SecondLook.State


def take_next(*, by: Any) -> SecondLook | None:
    """The oldest look that this officer may take, or the one already in hand; None: none left."""
    with transaction.atomic():
        held = looks.held_by(by).first()
        if held is not None:
            return _take(by, _locked(held.pk))
        for pk in looks.takeable(by).values_list("pk", flat=True)[:20]:
            row = SecondLook.objects.select_for_update(of=("self",), skip_locked=True)
            found = row.filter(pk=pk).first()
            if found is not None and looks.is_free(found, clock.now()):
                return _take(by, found)
    return None


def take(*, by: Any, pk: Any) -> SecondLook:
    """Take one look, or keep the own one a while longer.

    Raises ``LookNotPossible``; ``DeciderIsInvolved``, ``CaseOutsideArea`` and
    ``DeclarationMissing`` as for a review (T32).
    """
    with transaction.atomic():
        return _take(by, _locked(pk))


def read(*, by: Any, look: SecondLook) -> None:
    """The page of a look is opened: written down, and the look stays in hand longer (T94)."""
    with transaction.atomic():
        row = _held(by, look.pk)
        row.expires_at = clock.now() + LIFE
        row.save(update_fields=["expires_at"])
        audit.record("cases.look.read", by=by, subject=row, tenant_id=by.tenant_id)


def put_back(*, by: Any, pk: Any) -> SecondLook:
    """Give a look back unseen or seen; somebody else may take it."""
    with transaction.atomic():
        row = _held(by, pk)
        row.state, row.reviewer, row.taken_at, row.expires_at = _State.WAITING, None, None, None
        row.save(update_fields=["state", "reviewer", "taken_at", "expires_at"])
        audit.record("cases.look.put_back", by=by, subject=row, tenant_id=by.tenant_id)
    return row


def say(
    *,
    by: Any,
    pk: Any,
    fence: int,
    kind: str,
    evidence: Sequence[dict[str, str]],
    reason_codes: Iterable[str] = (),
    checklist: Mapping[str, bool] | None = None,
    note: str = "",
) -> SecondLook:
    """The second word, said once; compared with the first, or with the known answer.

    Raises ``LookLost`` with an old number, ``LookIncomplete`` without reasons or with open lines of
    the checklist, ``EvidenceChanged`` where the papers are others than the page showed (T35).
    """
    codes, answers = list(reason_codes), dict(checklist or {})
    is_approval = kind == Decision.Kind.APPROVE
    if kind not in Decision.Kind.values or (
        not all(answers.values()) if is_approval else not codes
    ):
        raise LookIncomplete
    with transaction.atomic():
        row = _held(by, pk)
        if row.fence != fence:
            raise LookLost
        case = Case.objects.get(pk=row.case_id)
        _may_judge(by, case)
        decisions.compare(case=case, evidence=list(evidence))
        row.state, row.kind, row.done_at = _State.DONE, kind, clock.now(case.tenant)
        row.reason_codes, row.checklist, row.evidence = codes, answers, list(evidence)
        row.note, row.expires_at = masking.mask_text(note), None
        row.agrees = kind == (row.expected or row.decision.kind)
        row.save()
        audit.record("cases.look.done", by=by, subject=row, tenant_id=case.tenant_id)
        if row.why == SecondLook.Why.KNOWN:
            look_draws.ask_known(
                by=by, case=case, decision=row.decision, expected=row.expected
            )  # the next officer is asked as well
    return row


def settle(*, by: Any, pk: Any, kind: str, note: str) -> SecondLook:
    """A lead says which of two words is right; the case itself stays as it is.

    Raises ``LookSettledByAnother`` where the lead said one of them, or it is settled;
    ``LeadNeeded``.
    """
    looks.must_lead(by)
    with transaction.atomic():
        row = _locked(pk)
        said = Decision.objects.filter(case_id=row.case_id, decider_id=by.pk).exists()
        is_open = row.state == _State.DONE and row.agrees is False and row.settled_at is None
        if said or not is_open or row.reviewer_id == by.pk:
            raise LookSettledByAnother
        case = Case.objects.get(pk=row.case_id)
        conflicts.check(by=by, case=case)
        row.settled_by, row.settled_at = by, clock.now(case.tenant)
        row.settled_kind, row.settled_note = kind, masking.mask_text(note)
        row.save(update_fields=["settled_by", "settled_at", "settled_kind", "settled_note"])
        audit.record(
            "cases.look.settled", by=by, subject=row, tenant_id=case.tenant_id, data={"kind": kind}
        )
    return row


def drop(*, by: Any, pk: Any) -> SecondLook:
    """A lead takes an open look off the list; the case can be read by all again.

    Raises ``LeadNeeded``, ``LookNotPossible``.
    """
    looks.must_lead(by)
    with transaction.atomic():
        row = _locked(pk)
        if row.state not in looks.OPEN or not looks.of_area(by).filter(pk=pk).exists():
            raise LookNotPossible
        _drop(by, [row])
    return row


def drop_for(*, by: Any, case: Case) -> None:
    """The matter is disputed: officers must read it, so nobody looks at it blindly (P184)."""
    with transaction.atomic():
        _drop(by, SecondLook.objects.select_for_update().filter(case=case, state__in=looks.OPEN))


def drop_old(*, by: Any) -> int:
    """Looks that nobody took in a fortnight close nothing any longer; known cases stay."""
    with transaction.atomic():
        waited = moments.due(lambda now: Q(drawn_at__lt=now - WAIT_MOST), tenant="case__tenant")
        old = SecondLook.objects.select_for_update(of=("self",), skip_locked=True).filter(
            waited, ~Q(why=SecondLook.Why.KNOWN), state=_State.WAITING
        )
        return _drop(by, old)


def _drop(by: Any, rows: Iterable[SecondLook]) -> int:
    dropped = 0
    for row in rows:
        row.state, row.expires_at = _State.DROPPED, None
        row.save(update_fields=["state", "expires_at"])
        audit.record("cases.look.dropped", by=by, subject=row)
        dropped += 1
    return dropped


def _take(by: Any, row: SecondLook) -> SecondLook:
    case = Case.objects.get(pk=row.case_id)
    moment = clock.now()
    if row.state == _State.TAKEN and row.reviewer_id == by.pk:
        row.expires_at = moment + LIFE
        row.save(update_fields=["expires_at"])
        return row
    if not looks.is_free(row, moment) or not looks.could_take(by, row):
        raise LookNotPossible
    _may_judge(by, case)
    row.state, row.reviewer, row.fence = _State.TAKEN, by, row.fence + 1
    row.taken_at, row.expires_at = moment, moment + LIFE
    row.save(update_fields=["state", "reviewer", "fence", "taken_at", "expires_at"])
    audit.record("cases.look.taken", by=by, subject=row, tenant_id=case.tenant_id)
    return row


def _may_judge(by: Any, case: Case) -> None:
    """The rules of a review hold for a look (T32, settled 18)."""
    if not looks.may_look(by) or case.tenant_id != by.tenant_id:
        raise LookNotPossible
    conflicts.check(by=by, case=case)


def _held(by: Any, pk: Any) -> SecondLook:
    row = _locked(pk)
    if row.state != _State.TAKEN or row.reviewer_id != by.pk:
        raise LookLost
    return row


def _locked(pk: Any) -> SecondLook:
    row = (
        SecondLook.objects.select_for_update(of=("self",))
        .select_related("decision")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise LookNotPossible
    return row
