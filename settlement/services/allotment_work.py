"""What the worker does with files of account money: the check as sets, the posting in pieces."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Sum

from yibao.kernel import clock

from ..models import AllotmentFile, AllotmentRow, LedgerAccount, Posting
from ..states import AllotmentState
from . import allotments, ledger

#: Lines of one transaction: their accounts are locked for a few hundred milliseconds.
PIECE = 200
_SOURCE = ("CONTRIBUTIONS", "account_inflow")
_KINDS = {"MONTHLY": "deposit", "CORRECTION": "correction"}
_STEPS = (
    """UPDATE settlement_allotmentrow r SET person_id = p.id FROM accounts_person p
        WHERE r.file_id = %(file)s AND r.problem = ''
            AND p.tenant_id = %(tenant)s AND p.psn_no = r.psn_no""",
    """UPDATE settlement_allotmentrow r SET problem = 'unknown'
        WHERE r.file_id = %(file)s AND r.problem = '' AND r.person_id IS NULL""",
    # Whoever is insured as an employee now gets an account by the first money that comes in.
    """UPDATE settlement_allotmentrow r SET problem = 'no_account'
        WHERE r.file_id = %(file)s AND r.problem = ''
        AND NOT EXISTS (SELECT 1 FROM settlement_ledgeraccount a
            WHERE a.person_id = r.person_id AND a.kind = 'PERSONAL')
        AND NOT (%(kind)s = 'MONTHLY' AND EXISTS (SELECT 1 FROM accounts_enrolment e
            WHERE e.person_id = r.person_id AND e.is_current AND e.insutype = '310'))""",
    """UPDATE settlement_allotmentrow r SET problem = 'closed'
        FROM accounts_person p
        WHERE r.file_id = %(file)s AND r.problem = '' AND p.id = r.person_id AND (
            p.deceased_on IS NOT NULL OR EXISTS (SELECT 1 FROM settlement_ledgeraccount a
                WHERE a.person_id = p.id AND a.kind = 'PERSONAL' AND a.closed_at IS NOT NULL))""",
    """UPDATE settlement_allotmentrow r SET problem = 'twice' FROM (
            SELECT person_id, month FROM settlement_allotmentrow
            WHERE file_id = %(file)s AND person_id IS NOT NULL AND problem = ''
            GROUP BY person_id, month HAVING count(*) > 1) t
        WHERE r.file_id = %(file)s AND r.problem = ''
            AND r.person_id = t.person_id AND r.month = t.month""",
    """UPDATE settlement_allotmentrow r SET problem = 'repeated' FROM settlement_posting p
        WHERE r.file_id = %(file)s AND r.problem = ''
            AND p.business = 'allotment:' || %(kind)s || ':'
            || to_char(r.month, 'YYYY-MM') || ':' || r.person_id::text""",
    """UPDATE settlement_allotmentrow r SET problem = 'short' FROM settlement_ledgeraccount a
        WHERE r.file_id = %(file)s AND r.problem = '' AND r.amount_fen < 0
            AND a.person_id = r.person_id
            AND a.kind = 'PERSONAL' AND a.balance_fen + r.amount_fen < 0""",
)


def check_next(*, by: Any) -> AllotmentFile | None:
    """Check the oldest stored file: every line is ready or has exactly one problem (dry run)."""
    with transaction.atomic():
        row = _next(AllotmentState.RECEIVED)
        if row is None:
            return None
        params = {"file": row.pk, "tenant": row.tenant_id, "kind": row.kind}
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
            for step in _STEPS:
                cursor.execute(step, params)
        row.report = _report(row)
        ready = row.report.get("", {"rows": 0, "fen": 0})
        row.rows_ready, row.ready_fen = ready["rows"], ready["fen"]
        row.checked_at = clock.now()
        data = {"ready": row.rows_ready, "left_out": row.rows_total - row.rows_ready}
        allotments.move(by=by, row=row, to=AllotmentState.CHECKED, data=data)
    return row


def _report(row: AllotmentFile) -> dict[str, dict[str, int]]:
    """Rows and sums (分) by problem; ``frozen`` counts ready ones of frozen accounts."""
    lines = AllotmentRow.objects.filter(file=row)
    sums = {"rows": Count("pk"), "fen": Sum("amount_fen")}
    found = {
        one["problem"]: {"rows": one["rows"], "fen": one["fen"] or 0}
        for one in lines.order_by().values("problem").annotate(**sums)
    }
    frozen = LedgerAccount.objects.filter(kind="PERSONAL", is_frozen=True, tenant=row.tenant_id)
    held = lines.filter(problem="", person__in=frozen.values("person")).aggregate(**sums)
    if held["rows"]:
        found["frozen"] = {"rows": held["rows"], "fen": held["fen"]}
    return found


def post_next(*, by: Any) -> AllotmentFile | None:
    """Post the next piece of the oldest approved file; None where there is nothing to do.

    A worker that dies loses its piece and no more; a line is posted once whatever happens, for
    the name of its posting is unique.
    """
    with transaction.atomic():
        row = _next(AllotmentState.APPROVED)
        if row is None:
            return None
        ready = AllotmentRow.objects.filter(file=row, problem="", posted_at__isnull=True)
        piece = list(ready.select_related("person").order_by("line")[:PIECE])
        _post(by, row, piece)
        if len(piece) < PIECE:
            row.ended_at = clock.now()
            data = {"rows": row.rows_done, "fen": row.done_fen, "failed": row.rows_failed}
            allotments.move(by=by, row=row, to=AllotmentState.APPLIED, data=data)
        else:
            row.save(update_fields=["rows_done", "done_fen", "rows_failed"])
    return row


def _post(by: Any, row: AllotmentFile, piece: list[AllotmentRow]) -> None:
    people = {line.person_id: line.person for line in piece}
    names = {line.pk: _business(row.kind, line) for line in piece}
    for one in people.values():
        ledger.personal_account(by=by, person=one)
    accounts = {
        one.person_id: one
        for one in LedgerAccount.objects.select_for_update(of=("self",))
        .filter(kind="PERSONAL", person__in=people)
        .order_by("pk")
    }
    known = set(
        Posting.objects.filter(business__in=names.values()).values_list("business", flat=True)
    )
    found = ledger.plain_accounts(by=by, tenant_id=row.tenant_id, wanted={_SOURCE})
    moment = clock.now()
    for line in piece:
        account = accounts[line.person_id]
        line.problem = _obstacle(line, account, names[line.pk] in known)
        if line.problem:
            row.rows_failed += 1
            continue
        _one(by, row, line, (found[_SOURCE], account, names[line.pk]))
        account.balance_fen += line.amount_fen
        line.posted_at = moment
        row.rows_done += 1
        row.done_fen += line.amount_fen
    AllotmentRow.objects.bulk_update(piece, ["problem", "posted_at"])


def _business(kind: str, line: AllotmentRow) -> str:
    """The name of a line's posting: a person's month comes in once, and is corrected once."""
    return f"allotment:{kind}:{line.month:%Y-%m}:{line.person_id}"


def _obstacle(line: AllotmentRow, account: LedgerAccount, is_known: bool) -> str:
    """What changed since the check."""
    if is_known:
        return AllotmentRow.Problem.REPEATED
    if account.closed_at is not None:
        return AllotmentRow.Problem.CLOSED
    if account.balance_fen + line.amount_fen < 0:
        return AllotmentRow.Problem.SHORT
    return AllotmentRow.Problem.NONE


def _one(
    by: Any, row: AllotmentFile, line: AllotmentRow, ends: tuple[LedgerAccount, LedgerAccount, str]
) -> None:
    source, account, name = ends
    giver, taker = (source, account) if line.amount_fen > 0 else (account, source)
    fen = abs(line.amount_fen)
    ledger.post(
        by=by,
        tenant_id=row.tenant_id,
        kind=_KINDS[row.kind],
        business=name,
        legs=[ledger.Leg(giver.pk, debit_fen=fen), ledger.Leg(taker.pk, credit_fen=fen)],
    )


def _next(state: str) -> AllotmentFile | None:
    rows = AllotmentFile.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(state=state).order_by("created_at").first()
