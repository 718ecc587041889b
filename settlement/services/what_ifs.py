"""A month of settled bills worked out again under a version; nothing but sums is kept (P195).

Each bill stands alone: the counters of its year are those of its day, not those that the version
would have left. Bills that were undone are left out.
"""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from yibao.audit import services as audit
from yibao.kernel import clock

from ..errors import WhatIfUnderWay
from ..models import PackRun, PolicyPack, Settlement
from ..rules import CaseInvalid, Pack, parse_case, settle
from ..rules.what_if import ALWAYS, FIELDS, Tally
from ..selectors import packs as found
from ..selectors.records import unhurried
from ..states import SettlementState
from .calculation import NORMAL

#: Bills of one piece of work; the progress is written after each.
PIECE = 500


def begin(*, by: Any, pack_id: Any, month: date) -> PackRun:
    """Ask for a month to be worked out under a version; the work follows by itself.

    Raises ``WhatIfUnderWay`` where the same is being worked out.
    """
    pack = PolicyPack.objects.defer("document").get(pk=pack_id)
    with transaction.atomic():
        unhurried()
        run = PackRun(
            pack=pack,
            kind=PackRun.Kind.WHAT_IF,
            pack_sha256=pack.sha256,
            tenant=by.tenant,
            month=month.replace(day=1),
            created_by=by,
            created_at=clock.now(),
        )
        run.total = _bills(run, pack).count()
        try:
            with transaction.atomic():
                run.save()
        except IntegrityError as twice:
            raise WhatIfUnderWay from twice
        data = {"month": run.month.isoformat(), "bills": run.total}
        audit.record("settlement.pack.what_if_begun", by=by, subject=pack, data=data)
    return run


def work_next(*, by: Any) -> bool:
    """Work out the next piece of the oldest month that waits; False where none does.

    Several may work at once: whoever holds a month is left alone.
    """
    with transaction.atomic():
        run = (
            PackRun.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("pack")
            .filter(kind=PackRun.Kind.WHAT_IF, ended_at__isnull=True)
            .order_by("created_at")
            .first()
        )
        if run is None:
            return False
        _work(by, run)
    return True


def _work(by: Any, run: PackRun) -> None:
    tally = Tally.read(run.outcome)
    rules = replace(found.compiled(run.pack_id), **ALWAYS)
    rows = list(_after(run, _bills(run, run.pack))[:PIECE])
    for row in rows:
        _add(tally, row, rules)
    run.done += len(rows)
    if len(rows) < PIECE:
        tally.finish()
        run.after, run.ended_at = None, clock.now()
    else:
        run.after = rows[-1].pk
    run.outcome = tally.to_json()
    run.save(update_fields=["outcome", "done", "after", "ended_at"])
    if run.ended_at:
        data = {"month": run.month.isoformat(), "bills": tally.bills}
        audit.record("settlement.pack.what_if_done", by=by, subject=run.pack, data=data)


def _add(tally: Tally, row: Settlement, rules: Pack) -> None:
    """A suspended insurance has no benefits under any version (P6)."""
    if row.visit.psn_insu_stas != NORMAL:
        rules = replace(rules, benefits=())
    try:
        case = parse_case(row.case_document)
    except CaseInvalid:
        tally.unreadable += 1
        return
    tally.add({name: getattr(row, f"{name}_fen") for name in FIELDS}, settle(rules, case))


def _bills(run: PackRun, pack: PolicyPack) -> QuerySet[Settlement]:
    """The bills of the month of people insured in the version's place, in the order of time."""
    first = run.month
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    begins, ends = (datetime.combine(day, time(), clock.SHANGHAI) for day in (first, last))
    return (
        Settlement.objects.filter(
            tenant_id=run.tenant_id,
            setl_time__gte=begins,
            setl_time__lt=ends,
            visit__insuplc_admdvs=pack.region,
        )
        .exclude(state=SettlementState.REVERSED)
        .select_related("visit")
        .defer("breakdown")
        .order_by("setl_time", "id")
    )


def _after(run: PackRun, rows: QuerySet[Settlement]) -> QuerySet[Settlement]:
    """The bills behind the last one that was worked out."""
    if run.after is None:
        return rows
    last = Settlement.objects.values_list("setl_time", flat=True).get(pk=run.after)
    later = Q(setl_time__gt=last) | Q(setl_time=last, id__gt=run.after)
    return rows.filter(later, setl_time__gte=last)
