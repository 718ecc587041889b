"""What finance of the demo city has before it: a difference, a month, a proof, account money."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from settlement.data.clearing import SUM_FIELDS, PeriodAsk, Totals
from settlement.selectors import records
from settlement.services import (
    allotment_work,
    allotments,
    clearing,
    comparing,
    detail_uploads,
    proofs,
    reconciling,
)
from yibao.kernel import clock
from yibao.kernel.money import fen_text

from ..demo.clients import client
from .staff import member
from .tables import table

_DIFFERS, _APPLIES = "hospital3", ("hospital2", "pharmacy", "clinic1")
_DAYS = 30


def done(owner: Any) -> str:
    """Each once; a second run changes nothing."""
    steps = (_reconciled, _applied, _proved, _brought)
    return "、".join(word for step in steps if (word := step(owner))) or "没有新的"


def _reconciled(owner: Any) -> str:
    """A hospital whose books forgot one bill and know one that nobody else does."""
    by = _client(_DIFFERS)
    if table("Reconciliation").objects.filter(institution=by.institution).exists():
        return ""
    today = clock.today(owner)
    first = today - timedelta(days=_DAYS)
    scope = records.Scope(by.institution_id, first, today)
    lines = list(records.lines(scope))
    if len(lines) < 2:
        return ""
    rows = [_row(line.setl_id, line) for line in lines[1:]] + [_row("HIS-2026-000017", lines[0])]
    ours = records.totals(scope)
    told = Totals({**ours.sums, SUM_FIELDS[0]: ours.sums[SUM_FIELDS[0]] + 1}, len(rows))
    place = by.institution
    with transaction.atomic():
        row = reconciling.ask(by=by, institution=place, ask=PeriodAsk(first, today, told))
    head = ",".join(("setl_id", *SUM_FIELDS, "refd_setl_flag"))
    file = "\n".join([head, *rows]).encode()
    ask = detail_uploads.FileAsk("csv", [file])
    detail_uploads.receive(by=by, institution=place, ref=row.ref, ask=ask)
    comparing.compare_next(by=None)
    return "对账差异"


def _row(setl_id: str, line: Any) -> str:
    amounts = (fen_text(getattr(line, name)) for name in SUM_FIELDS)
    return ",".join((setl_id, *amounts, line.refd_setl_flag))


def _applied(owner: Any) -> str:
    """Last month of the first institution that had bills in it, waiting for the audit."""
    if table("Clearing").objects.filter(tenant=owner).exists():
        return ""
    last = clock.today(owner).replace(day=1) - timedelta(days=1)
    for key in _APPLIES:
        by = _client(key)
        scope = records.Scope(by.institution_id, last.replace(day=1), last)
        totals = records.totals(scope)
        if not totals.count:
            continue
        with transaction.atomic():
            ask = PeriodAsk(last.replace(day=1), last, totals)
            clearing.apply(by=by, institution=by.institution, ask=ask)
        return "月度清算"
    return ""


def _proved(owner: Any) -> str:
    """One proof of all books that finance asked for."""
    if table("ProofRun").objects.exists():
        return ""
    proofs.ask(by=member("finance"))
    proofs.work_next(by=None)
    return "总账核对"


def _brought(owner: Any) -> str:
    """Last month's account money, checked and waiting for the second person."""
    if table("AllotmentFile").objects.filter(tenant=owner).exists():
        return ""
    last = clock.today(owner).replace(day=1) - timedelta(days=1)
    accounts = table("LedgerAccount").objects.filter(
        tenant=owner, kind="PERSONAL", closed_at__isnull=True
    )
    numbers = list(accounts.order_by("code").values_list("person__psn_no", flat=True)[:6])
    ask = allotments.FileAsk("MONTHLY", f"划入-{last:%Y-%m}.csv", [_file(numbers, last)])
    with transaction.atomic():
        allotments.upload(by=member("finance"), ask=ask)
    allotment_work.check_next(by=None)
    return "账户划入"


def _file(numbers: list[str], last: date) -> bytes:
    month = f"{last:%Y-%m}"
    rows = [f"{number},{month},186.40" for number in numbers]
    # One that nobody knows, and one where the point slipped.
    wrong = [f"510600209912310000,{month},186.40", f"{numbers[0]},{last.year}-01,186400.00"]
    return "\n".join(["人员编号,月份,金额", *rows, *wrong]).encode()


def _client(key: str) -> Any:
    rows = table("PartnerClient").objects.select_related("institution__tenant")
    return rows.get(client_id=client(key).client_id)
