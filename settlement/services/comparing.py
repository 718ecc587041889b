"""Comparing details line by line, as sets in the database (feature 55, T70).

Three sides meet: the institution's rows, our bills and refunds, and the scans at its counters.
Every row of either side is matched or stands in exactly one kind of difference.
"""

from typing import Any

import structlog
from django.db import DataError, IntegrityError, connection, transaction

from yibao.kernel import clock, outbox

from ..data.clearing import SUM_FIELDS
from ..models import Difference, Reconciliation, ReconciliationRow
from ..selectors import records
from ..selectors.records import RECORDS
from ..states import ReconciliationState
from . import reconciling

log = structlog.get_logger(__name__)

FINISHED_TOPIC = "reconciliation.finished"
_THEIRS = ", ".join(f"'{name}', t.{name}_fen" for name in SUM_FIELDS)
_OURS = ", ".join(f"'{name}', o.{name}" for name in SUM_FIELDS)
_BILL = ", ".join(f"'{name}', s.{name}_fen" for name in SUM_FIELDS)
_SAME = " AND ".join(f"o.{name} = t.{name}_fen" for name in SUM_FIELDS)
_INSERT = """
    INSERT INTO settlement_difference
        (id, reconciliation_id, setl_id, kind, ours, theirs, scan_seen, suggested, state, action,
         note)"""
_FIRST = """
    SELECT DISTINCT ON (setl_id) * FROM settlement_reconciliationrow
    WHERE reconciliation_id = %(reconciliation)s ORDER BY setl_id, line"""
#: A bill that was undone counts as known to the institution where it tells the reversal too.
_COMPARE = f"""
    WITH ours AS MATERIALIZED ({RECORDS}), theirs AS MATERIALIZED ({_FIRST}), joined AS (
        SELECT coalesce(o.setl_id, t.setl_id) AS setl_id,
            CASE
                WHEN o.setl_id IS NULL THEN 'missing_here'
                WHEN t.setl_id IS NULL AND NOT o.undone THEN 'missing_there'
                WHEN t.setl_id IS NULL THEN ''
                WHEN o.undone AND p.setl_id IS NULL THEN 'status'
                WHEN o.flag <> t.refd_setl_flag THEN 'status'
                WHEN NOT ({_SAME}) THEN 'amount'
                ELSE ''
            END AS kind,
            CASE WHEN o.setl_id IS NOT NULL THEN jsonb_build_object(
                {_OURS}, 'refd_setl_flag', o.flag, 'setl_time', o.moment, 'undone', o.undone
            ) END AS ours,
            CASE WHEN t.setl_id IS NOT NULL THEN jsonb_build_object(
                {_THEIRS}, 'refd_setl_flag', t.refd_setl_flag, 'line', t.line
            ) END AS theirs,
            o.undone
        FROM ours o FULL JOIN theirs t ON t.setl_id = o.setl_id
        LEFT JOIN theirs p ON p.setl_id = o.pair
    )
    {_INSERT}
    SELECT gen_random_uuid(), %(reconciliation)s, setl_id, kind, ours, theirs,
        kind IN ('amount', 'status', 'missing_there'),
        CASE
            WHEN kind = 'missing_here' OR undone THEN 'INSTITUTION_REMOVES'
            WHEN kind = 'missing_there' THEN 'INSTITUTION_ADDS'
            ELSE 'INSTITUTION_CORRECTS'
        END, 'OPEN', '', ''
    FROM joined WHERE kind <> ''"""  # noqa: S608 (names of columns)
_TWICE = f"""
    {_INSERT}
    SELECT gen_random_uuid(), %(reconciliation)s, setl_id, 'twice', NULL,
        jsonb_build_object('times', count(*), 'line', min(line), 'last_line', max(line)),
        false, 'INSTITUTION_REMOVES', 'OPEN', '', ''
    FROM settlement_reconciliationrow WHERE reconciliation_id = %(reconciliation)s
    GROUP BY setl_id HAVING count(*) > 1"""  # noqa: S608 (names of columns)
#: Known here, but of other days or another insurance or class than was asked for.
_BILLS_ELSEWHERE = f"""
    UPDATE settlement_difference d
    SET kind = 'status', scan_seen = true, ours = jsonb_build_object(
        {_BILL}, 'refd_setl_flag', '0', 'setl_time', s.setl_time, 'elsewhere', true)
    FROM settlement_settlement s
    WHERE d.reconciliation_id = %(reconciliation)s AND d.kind = 'missing_here'
        AND s.setl_id = d.setl_id AND s.institution_id = %(institution)s
"""  # noqa: S608 (names of columns)
_REFUNDS_ELSEWHERE = f"""
    UPDATE settlement_difference d
    SET kind = 'status', scan_seen = true, ours = jsonb_build_object(
        {_BILL.replace("s.", "-s.")}, 'refd_setl_flag', '1', 'setl_time', s.created_at,
        'elsewhere', true)
    FROM settlement_refund s JOIN settlement_settlement b ON b.id = s.settlement_id
    WHERE d.reconciliation_id = %(reconciliation)s AND d.kind = 'missing_here'
        AND s.refund_setl_id = d.setl_id AND b.institution_id = %(institution)s
"""  # noqa: S608 (names of columns)
#: A row told by the key of a settle call without an answer.
_BY_KEY = """
    UPDATE settlement_difference d
    SET scan_seen = a.visit_id IS NOT NULL,
        suggested = CASE
            WHEN a.state = 'PENDING' THEN 'WAIT'
            WHEN a.state = 'SETTLED' THEN 'INSTITUTION_CORRECTS'
            ELSE 'INSTITUTION_REMOVES'
        END
    FROM settlement_settlementattempt a JOIN accounts_partnerclient c ON c.id = a.client_id
    WHERE d.reconciliation_id = %(reconciliation)s AND d.kind = 'missing_here'
        AND a.key = d.setl_id AND c.institution_id = %(institution)s
"""
#: The patient was scanned and a bill of the same amount was tried but never settled.
_TRIED = """
    UPDATE settlement_difference d SET scan_seen = true, suggested = 'FINANCE'
    WHERE d.reconciliation_id = %(reconciliation)s AND d.kind = 'missing_here'
        AND NOT d.scan_seen AND (d.theirs ->> 'medfee_sumamt')::bigint IN (
            SELECT round((q.breakdown -> 'setlinfo' ->> 'medfee_sumamt')::numeric * 100)::bigint
            FROM settlement_visit v JOIN settlement_quote q ON q.visit_id = v.id
            WHERE v.institution_id = %(institution)s AND v.state IN ('FEES', 'QUOTED')
                AND v.created_at >= %(start)s AND v.created_at < %(end)s)
"""
#: The institution knows another bill of the same person and amount within a day: the answer to
#: the first one got lost and the patient was settled again.
_TWINS = """
    UPDATE settlement_difference d SET suggested = 'REVERSE'
    FROM settlement_settlement s
    WHERE d.reconciliation_id = %(reconciliation)s AND d.kind = 'missing_there'
        AND s.setl_id = d.setl_id AND s.state = 'SETTLED' AND EXISTS (
            SELECT 1 FROM settlement_settlement other
            JOIN settlement_reconciliationrow r ON r.setl_id = other.setl_id
                AND r.reconciliation_id = %(reconciliation)s
            WHERE other.person_id = s.person_id AND other.institution_id = s.institution_id
                AND other.id <> s.id AND other.medfee_sumamt_fen = s.medfee_sumamt_fen
                AND other.setl_time BETWEEN s.setl_time - interval '1 day'
                    AND s.setl_time + interval '1 day')
"""
_STEPS = (_COMPARE, _TWICE, _BILLS_ELSEWHERE, _REFUNDS_ELSEWHERE, _BY_KEY, _TRIED, _TWINS)
_TOLD = """
    SELECT count(DISTINCT setl_id) FROM settlement_reconciliationrow
    WHERE reconciliation_id = %(reconciliation)s"""


def compare_next(*, by: Any) -> bool:
    """Compare the oldest file that waits; says whether there was one. Safe to repeat: the state
    is what is owed, and another worker's file is passed over."""
    with transaction.atomic():
        row = (
            Reconciliation.objects.select_for_update(skip_locked=True)
            .filter(state=ReconciliationState.COMPARING)
            .order_by("created_at")
            .first()
        )
        if row is None:
            return False
        try:
            with transaction.atomic():
                _compare(by, row)
        except (DataError, IntegrityError):
            log.exception("reconciliation.comparison_broke", reconciliation=row.ref)
            row.refresh_from_db()
            reconciling.move(
                by=by,
                row=row,
                to=ReconciliationState.MISMATCH,
                data={},
                failure="比对没有做成，请重传明细",
            )
    return True


def _compare(by: Any, row: Reconciliation) -> None:
    scope = records.scope_of(row.institution_id, row)
    params = {**scope.params(), "reconciliation": row.pk}
    # An upload takes the place of the one before it with all that was found in that.
    records.unhurried()
    Difference.objects.filter(reconciliation=row).delete()
    moment = clock.now(row.tenant)
    ours = records.totals(scope)
    with connection.cursor() as cursor:
        for step in _STEPS:
            cursor.execute(step, params)
        cursor.execute(_TOLD, params)
        told = cursor.fetchone()[0]
    found = Difference.objects.filter(reconciliation=row)
    wrong = found.filter(kind__in=["missing_here", "amount", "status"]).count()
    changes = {
        "ours": ours.to_json(),
        "as_of": moment,
        "rows_matched": told - wrong,
        "differences_found": found.count(),
        "finished_at": moment,
        "failure": "",
    }
    data = {"matched": told - wrong, "differences": changes["differences_found"]}
    reconciling.move(by=by, row=row, to=ReconciliationState.FINISHED, data=data, **changes)
    ReconciliationRow.objects.filter(reconciliation=row).delete()
    outbox.emit(
        FINISHED_TOPIC,
        key=f"{FINISHED_TOPIC}:{row.pk}:{row.upload}",
        payload={"reconciliation": str(row.pk)},
    )
