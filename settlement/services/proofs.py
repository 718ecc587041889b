"""Proving all books rule by rule; what does not hold is an incident until somebody explains it.

Nothing is ever repaired here. Each rule is one statement over one snapshot, so that payments that
go on meanwhile do not look like differences.
"""

from datetime import timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q

from yibao.audit import services as audit
from yibao.kernel import clock, masking
from yibao.kernel.transitions import START

from ..errors import ProofNotBroken, ProofUnderWay
from ..models import ProofRun
from ..selectors import proof
from ..states import PROOF_MOVES, ProofState

log = structlog.get_logger(__name__)

#: After this time without progress a worker is taken for dead and another one goes on.
SILENCE = timedelta(minutes=20)
_OPEN = (ProofState.WAITING, ProofState.RUNNING)


def ask(*, by: Any) -> ProofRun:
    """Ask for a proof of all books; ``by`` is None for the nightly one. Raises ``ProofUnderWay``.

    The work follows by itself (``work_next``).
    """
    if ProofRun.objects.filter(state__in=_OPEN).exists():
        raise ProofUnderWay
    try:
        with transaction.atomic():
            run = ProofRun.objects.create(
                asked_by=by, total=len(proof.rules()), created_at=clock.now()
            )
            _note(by, run, PROOF_MOVES.verb(START, run.state), {})
    except IntegrityError as twice:
        raise ProofUnderWay from twice
    return run


def ask_nightly(*, by: Any) -> None:
    """The proof of the night; one that is under way counts."""
    try:
        ask(by=by)
    except ProofUnderWay:
        log.info("settlement.proof_under_way")


def work_next(*, by: Any) -> ProofRun | None:
    """Prove the waiting run to its end, or go on where a dead worker stopped; None without one."""
    run = _claim(by)
    if run is None:
        return None
    for rule in proof.rules()[run.done :]:
        if not _write_down(run, rule, proof.broken_by(rule)):
            return None  # another worker took it for dead and goes on
    return _end(by, run)


def explain(*, by: Any, run_id: Any, note: str) -> ProofRun:
    """Close an incident with the words of what it was. Raises ``ProofNotBroken``."""
    with transaction.atomic():
        run = ProofRun.objects.select_for_update(of=("self",)).get(pk=run_id)
        if not PROOF_MOVES.allows(run.state, ProofState.CLOSED):
            raise ProofNotBroken(state=run.get_state_display())
        verb = PROOF_MOVES.verb(run.state, ProofState.CLOSED)
        run.state, run.closed_by, run.closed_at = ProofState.CLOSED, by, clock.now()
        run.note = masking.mask_text(note)
        run.save(update_fields=["state", "closed_by", "closed_at", "note"])
        _note(by, run, verb, {"reason": run.note})
    return run


def _claim(by: Any) -> ProofRun | None:
    moment = clock.now()
    dead = Q(state=ProofState.RUNNING, touched_at__lt=moment - SILENCE)
    with transaction.atomic():
        run = (
            ProofRun.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(Q(state=ProofState.WAITING) | dead)
            .first()
        )
        if run is None:
            return None
        if run.state == ProofState.WAITING:
            _note(by, run, PROOF_MOVES.verb(run.state, ProofState.RUNNING), {})
            run.state, run.total = ProofState.RUNNING, len(proof.rules())
        run.touched_at = moment
        run.save(update_fields=["state", "total", "touched_at"])
    return run


def _write_down(run: ProofRun, rule: str, rows: list[str]) -> bool:
    """One rule is proved; False where somebody else is working on this run."""
    with transaction.atomic():
        now = ProofRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if now.state != ProofState.RUNNING or now.done != run.done:
            return False
        run.done += 1
        run.breaks = [*run.breaks, *({"rule": rule, "row": row} for row in rows)]
        run.touched_at = clock.now()
        run.save(update_fields=["done", "breaks", "touched_at"])
    return True


def _end(by: Any, run: ProofRun) -> ProofRun | None:
    accounts, entries = proof.counts()
    with transaction.atomic():
        now = ProofRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if now.state != ProofState.RUNNING:
            return None
        to = ProofState.BROKEN if run.breaks else ProofState.CLEAN
        verb = PROOF_MOVES.verb(run.state, to)
        run.state, run.accounts, run.entries = to, accounts, entries
        run.ended_at = run.touched_at = clock.now()
        run.save(update_fields=["state", "accounts", "entries", "ended_at", "touched_at"])
        rules = sorted({one["rule"] for one in run.breaks})
        _note(by, run, verb, {"rules": rules, "breaks": len(run.breaks)})
    if rules:
        log.error("settlement.books_broken", rules=rules, run=run.ref)
    return run


def _note(by: Any, run: ProofRun, verb: str, data: dict[str, Any]) -> None:
    audit.record(verb, by=by, subject=run, data=data)
