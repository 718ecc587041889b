"""Monthly clearing (清算): applied for by the institution, audited and paid by two people.

What is owed is what funds, accounts and cards paid; cash the institution collected itself. The
sums are frozen when applied and proved again before audit and payment.
"""

import hashlib
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from psycopg import errors as pg

from yibao.audit import services as audit
from yibao.kernel import clock, masking, outbox
from yibao.kernel.errors import ScopeMissing

from ..data.clearing import COUNT_FIELD, SUM_FIELDS, PeriodAsk, Totals
from ..errors import (
    ClearingDifferencesOpen,
    ClearingMonthNotOver,
    ClearingMonthTaken,
    ClearingNotFound,
    ClearingNothing,
    ClearingSamePerson,
    ClearingStateRefused,
    ClearingSumsDiffer,
    ClearingSumsMoved,
)
from ..models import Clearing, Difference, SettlementAttempt
from ..selectors import records, statements
from ..states import CLEARING_MOVES, AttemptState, ClearingState, DifferenceState
from ..states.matching import START
from . import clearing_books

PAID_TOPIC = "clearing.paid"
SCOPE = "reconciliation"


def apply(*, by: Any, institution: Any, ask: PeriodAsk) -> Clearing:
    """Freeze a month that both sides agree on. Runs inside the caller's transaction.

    ``ask`` names whole days of one month. Raises ``ClearingMonthNotOver``,
    ``ClearingSumsDiffer``, ``ClearingNothing``, ``ClearingMonthTaken``.
    """
    if institution is None:
        raise ScopeMissing(scope=SCOPE)
    month = f"{ask.date_from.year} 年 {ask.date_from.month} 月"
    _refuse_running(institution, ask, month)
    records.unhurried()
    scope = records.scope_of(institution.pk, ask)
    sums = records.clearing_sums(scope)
    ours = Totals({name: sums[name] for name in SUM_FIELDS}, sums["count"]).to_json()
    if ours != ask.totals.to_json():
        raise ClearingSumsDiffer(ours=statements.as_texts(ours))
    if not ours[COUNT_FIELD]:
        raise ClearingNothing(month=month)
    moment = clock.now(institution.tenant)
    wanted = Clearing(
        tenant_id=institution.tenant_id,
        institution=institution,
        client=by,
        period=(ask.date_from, ask.date_to + timedelta(days=1)),
        insutype=ask.insutype,
        clr_type=ask.clr_type,
        sums=sums,
        as_of=moment,
        sha256=_digest(scope),
        created_at=moment,
    )
    _save_new(wanted, month)
    audit.record(CLEARING_MOVES.verb(START, ClearingState.APPLIED), by=by, subject=wanted)
    wanted.refresh_from_db()
    return wanted


def _refuse_running(institution: Any, ask: PeriodAsk, month: str) -> None:
    """A settle call of the month may still commit into it."""
    open_calls = SettlementAttempt.objects.filter(
        state=AttemptState.PENDING,
        client__institution=institution,
        began_at__lt=records.midnight(ask.date_to + timedelta(days=1)),
    )
    if clock.today(institution.tenant) <= ask.date_to or open_calls.exists():
        raise ClearingMonthNotOver(month=month)


def _digest(scope: records.Scope) -> str:
    """SHA-256 of the statement's lines: a proof that no line was changed since."""
    seal = hashlib.sha256()
    for line in records.lines(scope):
        seal.update(f"{statements.digest_line(line)}\n".encode())
    return seal.hexdigest()


def _save_new(wanted: Clearing, month: str) -> None:
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
    except IntegrityError as failure:
        if isinstance(failure.__cause__, pg.ExclusionViolation):
            raise ClearingMonthTaken(month=month) from failure
        raise


def cancel(*, by: Any, institution: Any, ref: str) -> Clearing:
    """Take an application back that nobody has audited. Raises ``ClearingStateRefused``."""
    row = Clearing.objects.select_for_update().filter(institution=institution, ref=ref).first()
    if row is None:
        raise ClearingNotFound
    _refuse_state(row, ClearingState.CANCELLED)
    _move(by, row, ClearingState.CANCELLED, {})
    return row


def audit_one(*, by: Any, clearing_id: Any, reason: str) -> Clearing:
    """The first of two people agrees. Raises ``ClearingDifferencesOpen``, ``ClearingSumsMoved``."""
    with transaction.atomic():
        row = _locked(clearing_id, ClearingState.AUDITED)
        _refuse_differences(row)
        _refuse_moved(row)
        row.auditor, row.audited_at = by, clock.now()
        _move(by, row, ClearingState.AUDITED, _why(reason), "auditor", "audited_at")
    return row


def undo_audit(*, by: Any, clearing_id: Any, reason: str) -> Clearing:
    """Back to the application, so that the institution may cancel it."""
    with transaction.atomic():
        row = _locked(clearing_id, ClearingState.APPLIED)
        row.auditor = row.audited_at = None
        _move(by, row, ClearingState.APPLIED, _why(reason), "auditor", "audited_at")
    return row


def pay(*, by: Any, clearing_id: Any, bank_number: str, reason: str) -> Clearing:
    """The second person paid: into the books, once (I1, I24).

    ``bank_number`` is the bank's number of the transfer. Raises ``ClearingSamePerson``,
    ``ClearingSumsMoved``, ``ClearingStateRefused``.
    """
    with transaction.atomic():
        row = _locked(clearing_id, ClearingState.PAID)
        if by is None or by.pk == row.auditor_id:
            raise ClearingSamePerson
        _refuse_moved(row)
        clearing_books.post(by=by, row=row)
        row.payer, row.paid_at, row.bank_number = by, clock.now(), bank_number
        _move(by, row, ClearingState.PAID, _why(reason), "payer", "paid_at", "bank_number")
        outbox.emit(PAID_TOPIC, key=f"{PAID_TOPIC}:{row.pk}", payload={"clearing": str(row.pk)})
    return row


def _why(reason: str) -> dict[str, str]:
    return {"reason": masking.mask_text(reason)}


def _locked(clearing_id: Any, to: str) -> Clearing:
    row = Clearing.objects.select_for_update().get(pk=clearing_id)
    _refuse_state(row, to)
    return row


def _refuse_state(row: Clearing, to: str) -> None:
    if not CLEARING_MOVES.allows(row.state, to):
        raise ClearingStateRefused(state=row.get_state_display())


def _refuse_differences(row: Clearing) -> None:
    first, last = statements.days_of(row)
    count = (
        Difference.objects.filter(
            reconciliation__institution_id=row.institution_id,
            reconciliation__date_from__lte=last,
            reconciliation__date_to__gte=first,
        )
        .exclude(state=DifferenceState.RESOLVED)
        .count()
    )
    if count:
        raise ClearingDifferencesOpen(count=count)


def _refuse_moved(row: Clearing) -> None:
    records.unhurried()
    scope = statements.scope_of(row)
    if records.clearing_sums(scope) != row.sums or _digest(scope) != row.sha256:
        raise ClearingSumsMoved


def _move(by: Any, row: Clearing, to: str, data: dict[str, str], *fields: str) -> None:
    verb = CLEARING_MOVES.verb(row.state, to)
    row.state = to
    row.save(update_fields=["state", *fields])
    audit.record(verb, by=by, subject=row, data=data)
