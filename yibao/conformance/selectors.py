"""Reading runs: which calls count, and what the judge says of them."""

from typing import Any

from django.db.models import QuerySet

from settlement.selectors import outcomes
from yibao.gateway.services import messages
from yibao.kernel import clock

from . import judging
from .data import Bill, Care, Said, Story, Verdict
from .errors import ReportMissing
from .models import ConformanceRun
from .states import RunState

#: Calls that are looked at, the newest of a run.
MOST_CALLS = 5000


def running(tenant: Any) -> ConformanceRun | None:
    """The run that goes on; None where none was started."""
    return ConformanceRun.objects.filter(tenant=tenant, state=RunState.RUNNING).first()


def reports_of(tenant: Any) -> QuerySet[ConformanceRun]:
    """Reports of a tenant, newest first."""
    rows = ConformanceRun.objects.filter(tenant=tenant, state=RunState.REPORTED)
    return rows.order_by("-ended_at")


def report_of(tenant: Any, ref: str) -> ConformanceRun:
    """One report. Raises ``conformance.report_not_found``."""
    found = reports_of(tenant).filter(ref=ref).first()
    if found is None:
        raise ReportMissing
    return found


def verdicts(run: ConformanceRun) -> list[Verdict]:
    """What the judge says about every case now."""
    return judging.judge(story_of(run))


def story_of(run: ConformanceRun) -> Story:
    """The run's calls with what became of their bills and visits."""
    rows = messages.of_tenant(
        by=None,
        tenant=run.tenant,
        since=run.started_at,
        until=run.ended_at or clock.now(),
        most=MOST_CALLS,
    )
    calls = tuple(_said(number, row) for number, row in enumerate(rows, start=1))
    numbers = {call.setl_id for call in calls} | {call.asked("setl_id") for call in calls}
    return Story(
        calls,
        {row.setl_id: _bill(row) for row in outcomes.bills(run.tenant, numbers)},
        {
            row.mdtrt_id: _care(row)
            for row in outcomes.visits(run.tenant, [call.mdtrt_id for call in calls])
        },
    )


def _said(number: int, row: Any) -> Said:
    return Said(
        number=number,
        message_id=str(row.pk),
        infno=row.infno,
        msgid=row.msgid,
        is_ok=row.status == 200 and not row.refusal and row.infcode != -1,
        refusal=row.refusal,
        words=row.explanation,
        mdtrt_id=row.mdtrt_id,
        setl_id=row.setl_id,
        fingerprint=row.fingerprint,
        place=str(row.institution_id),
        told=row.facts,
    )


def _bill(row: Any) -> Bill:
    return Bill(row.state, row.medfee_sumamt_fen, str(row.person_id), row.visit.mdtrt_id)


def _care(row: Any) -> Care:
    stay = str(row.stay_id or "")
    return Care(row.state, stay, row.segment, row.service_date.year, row.remote)
