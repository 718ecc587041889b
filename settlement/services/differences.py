"""What finance does about a difference (settled: every line explained, T70)."""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, masking

from ..errors import DifferenceDone
from ..models import Difference
from ..states import DIFFERENCE_MOVES, DifferenceState


def ask_institution(*, by: Any, difference_id: Any, note: str) -> Difference:
    """Ask the institution to check its side. Raises ``DifferenceDone``."""
    with transaction.atomic():
        row = _locked(difference_id, DifferenceState.ASKED)
        row.note = masking.mask_text(note)
        _move(by, row, DifferenceState.ASKED, "note")
    return row


def resolve(*, by: Any, difference_id: Any, action: str, note: str) -> Difference:
    """Write down what was done; money moves through refunds and reversals only. Raises
    ``DifferenceDone``."""
    with transaction.atomic():
        row = _locked(difference_id, DifferenceState.RESOLVED)
        row.action, row.note = Difference.Action(action), masking.mask_text(note)
        row.resolved_by, row.resolved_at = by, clock.now()
        _move(by, row, DifferenceState.RESOLVED, "action", "note", "resolved_by", "resolved_at")
    return row


def _locked(difference_id: Any, to: str) -> Difference:
    row = Difference.objects.select_for_update().get(pk=difference_id)
    if not DIFFERENCE_MOVES.allows(row.state, to):
        raise DifferenceDone(state=row.get_state_display())
    return row


def _move(by: Any, row: Difference, to: str, *fields: str) -> None:
    verb = DIFFERENCE_MOVES.verb(row.state, to)
    row.state = to
    row.save(update_fields=["state", *fields])
    audit.record(
        verb,
        by=by,
        subject=row,
        tenant_id=row.reconciliation.tenant_id,
        data={"action": row.action, "note": row.note},
    )
