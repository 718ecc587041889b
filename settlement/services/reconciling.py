"""Reconciliation (对账): totals of a period from both sides, compared at once (feature 55)."""

from typing import Any

from yibao.audit import services as audit
from yibao.kernel import clock
from yibao.kernel.errors import ScopeMissing

from ..data.clearing import PeriodAsk
from ..errors import ReconciliationPeriodRefused
from ..models import Reconciliation
from ..selectors import records
from ..states import RECONCILIATION_MOVES, ReconciliationState
from ..states.matching import START

#: Days of the longest period.
MOST_DAYS = 31
SCOPE = "reconciliation"


def ask(*, by: Any, institution: Any, ask: PeriodAsk) -> Reconciliation:
    """Compare the institution's totals with the books; details follow only where they differ.

    Sums are 分; refunds count with a minus sign. Runs inside the caller's transaction. Raises
    ``ReconciliationPeriodRefused``.
    """
    if institution is None:
        raise ScopeMissing(scope=SCOPE)
    _refuse_period(institution, ask)
    moment = clock.now(institution.tenant)
    records.unhurried()
    ours = records.totals(records.scope_of(institution.pk, ask))
    is_same = ours.to_json() == ask.totals.to_json()
    state = ReconciliationState.MATCHED if is_same else ReconciliationState.MISMATCH
    row = Reconciliation.objects.create(
        tenant_id=institution.tenant_id,
        institution=institution,
        client=by,
        date_from=ask.date_from,
        date_to=ask.date_to,
        insutype=ask.insutype,
        clr_type=ask.clr_type,
        state=state,
        theirs=ask.totals.to_json(),
        ours=ours.to_json(),
        as_of=moment,
        created_at=moment,
        finished_at=moment if is_same else None,
    )
    audit.record(RECONCILIATION_MOVES.verb(START, state), by=by, subject=row)
    return row


def _refuse_period(institution: Any, ask: PeriodAsk) -> None:
    days = (ask.date_to - ask.date_from).days + 1
    if not 1 <= days <= MOST_DAYS or ask.date_to > clock.today(institution.tenant):
        raise ReconciliationPeriodRefused(days=MOST_DAYS)


def move(*, by: Any, row: Reconciliation, to: str, data: dict[str, Any], **changes: Any) -> None:
    """Change the state of a locked row together with ``changes``, and write it down."""
    verb = RECONCILIATION_MOVES.verb(row.state, to)
    row.state = to
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *changes])
    audit.record(verb, by=by, subject=row, data=data)
