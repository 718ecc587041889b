"""Starting a run and ending it with a report."""

from typing import Any

from django.db import transaction

from yibao.audit import services as audit
from yibao.kernel import clock, locks
from yibao.kernel.transitions import START

from .. import selectors
from ..data import Light
from ..errors import NoRun, RunNeedsSandbox
from ..models import ConformanceRun
from ..states import RUN_MOVES, RunState
from . import reports

_LOCK = "conformance.run"


def start(*, by: Any, tenant: Any) -> ConformanceRun:
    """Begin to count calls; a run that goes on is dropped. Raises ``conformance.sandbox_only``."""
    if not tenant.is_sandbox:
        raise RunNeedsSandbox
    with transaction.atomic():
        locks.advisory(f"{_LOCK}:{tenant.pk}")
        former = _running(tenant)
        if former is not None:
            former.ended_at = clock.now()
            _move(by, former, RunState.DROPPED)
        run = ConformanceRun.objects.create(tenant=tenant, started_at=clock.now())
        verb = RUN_MOVES.verb(START, RunState.RUNNING)
        audit.record(verb, by=by, subject=run, tenant_id=tenant.pk)
    return run


def report(*, by: Any, tenant: Any) -> ConformanceRun:
    """Judge what was done until now, sign it, end the run. Raises ``conformance.not_started``."""
    with transaction.atomic():
        locks.advisory(f"{_LOCK}:{tenant.pk}")
        run = _running(tenant)
        if run is None:
            raise NoRun
        run.ended_at = clock.now()
        verdicts = selectors.verdicts(run)
        run.passed = sum(one.light is Light.GREEN for one in verdicts)
        run.report = reports.document(by=by, run=run, verdicts=verdicts)
        run.kid, run.signature = reports.sign(by=by, document=run.report)
        _move(by, run, RunState.REPORTED)
    return run


def _running(tenant: Any) -> ConformanceRun | None:
    rows = ConformanceRun.objects.select_for_update(of=("self",)).select_related("tenant")
    return rows.filter(tenant=tenant, state=RunState.RUNNING).first()


def _move(by: Any, run: ConformanceRun, to: str) -> None:
    RUN_MOVES.check(run.state, to)
    verb = RUN_MOVES.verb(run.state, to)
    run.state = to
    run.save()
    audit.record(verb, by=by, subject=run, tenant_id=run.tenant_id, data={"passed": run.passed})
