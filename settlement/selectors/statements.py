"""Statements of clearings and lists of differences, line by line, safe for spreadsheets (T93)."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yibao.kernel import clock
from yibao.kernel.csvcells import safe_cell
from yibao.kernel.money import fen_text

from ..data.clearing import COUNT_FIELD, SUM_FIELDS, clr_type_of
from ..errors import ClearingNotFound, ReconciliationNotFound
from ..models import Clearing, Difference, Reconciliation
from . import records

_WORDS = ("医疗费总额", "基金支付", "个人账户支付", "其中家庭共济", "个人现金支付")
_LINE_HEADS = ("结算号", "退费", "时间", "就诊号", "险种", "清算类别", *_WORDS)
_DIFFERENCE_HEADS = (
    "结算号", "种类", "建议", "处理情况", "有扫码记录", "机构明细行",
    *(f"本系统{one}" for one in _WORDS),
    *(f"机构{one}" for one in _WORDS),
)  # fmt: skip
_CHUNK = 1000


def reconciliations_of(institution: Any) -> QuerySet[Reconciliation]:
    """An institution's own, none for a client without one."""
    return Reconciliation.objects.filter(institution=institution)


def reconciliation_of(institution: Any, ref: str) -> Reconciliation:
    """One of them; another's looks like none."""
    row = reconciliations_of(institution).filter(ref=ref).first()
    if row is None:
        raise ReconciliationNotFound
    return row


def clearings_of(institution: Any) -> QuerySet[Clearing]:
    """An institution's own, none for a client without one."""
    return Clearing.objects.filter(institution=institution).select_related("institution")


def clearing_of(institution: Any, ref: str) -> Clearing:
    """One of them; another's looks like none."""
    row = clearings_of(institution).filter(ref=ref).first()
    if row is None:
        raise ClearingNotFound
    return row


def days_of(row: Clearing) -> tuple[date, date]:
    """First and last day of a clearing."""
    return row.period.lower, row.period.upper - timedelta(days=1)


def scope_of(row: Clearing) -> records.Scope:
    """The records of a clearing."""
    first, last = days_of(row)
    return records.Scope(row.institution_id, first, last, row.insutype, row.clr_type)


def as_texts(sums: dict[str, int] | None) -> dict[str, Any] | None:
    """Sums as an interface tells them: yuan as text, the number of rows as a number."""
    if sums is None:
        return None
    return {name: fen if name == COUNT_FIELD else fen_text(fen) for name, fen in sums.items()}


def digest_line(line: records.Line) -> str:
    """What a clearing's digest is made of: number, flag and amounts in 分."""
    return ",".join([line.setl_id, line.refd_setl_flag, *(str(_sum(line, n)) for n in SUM_FIELDS)])


def _sum(line: records.Line, name: str) -> int:
    return getattr(line, name)


def clearing_csv(row: Clearing) -> Iterator[str]:
    """Every bill and refund of a clearing, in order of time."""
    return _csv(_LINE_HEADS, (_line_cells(line) for line in records.lines(scope_of(row))))


def day_csv(institution_id: UUID, day: date) -> Iterator[str]:
    """Every bill and refund of an institution on one day of Shanghai, in order of time."""
    scope = records.Scope(institution_id, day, day)
    return _csv(_LINE_HEADS, (_line_cells(line) for line in records.lines(scope)))


def day_sums(institution_id: UUID, day: date) -> dict[str, Any]:
    """Count and sums of one day as texts in yuan, as a reconciliation compares them."""
    totals = records.totals(records.Scope(institution_id, day, day))
    return as_texts(totals.to_json()) or {}


def _line_cells(line: records.Line) -> list[str]:
    at = clock.local(line.moment).strftime("%Y-%m-%d %H:%M:%S")
    facts = (line.setl_id, "是" if line.refd_setl_flag == "1" else "否", at, line.mdtrt_id)
    kinds = (line.insutype, clr_type_of(line.med_type))
    # Amounts are our own numbers: a minus sign before digits is no formula.
    amounts = [fen_text(_sum(line, name)) for name in SUM_FIELDS]
    return [*(safe_cell(one) for one in (*facts, *kinds)), *amounts]


def differences_csv(row: Reconciliation) -> Iterator[str]:
    """Every difference of a reconciliation."""
    found = row.differences.order_by("setl_id", "kind").iterator(chunk_size=_CHUNK)
    return _csv(_DIFFERENCE_HEADS, (_difference_cells(one) for one in found))


def _difference_cells(one: Difference) -> list[str]:
    theirs = one.theirs or {}
    facts = (
        one.setl_id, one.get_kind_display(), one.get_suggested_display(), one.get_state_display(),
        "是" if one.scan_seen else "否", theirs.get("line", ""),
    )  # fmt: skip
    sides = [_side(one.ours), _side(one.theirs)]
    return [*(safe_cell(fact) for fact in facts), *sides[0], *sides[1]]


def _side(amounts: dict[str, Any] | None) -> list[str]:
    known = amounts or {}
    return [fen_text(known[name]) if name in known else "" for name in SUM_FIELDS]


class _Echo:
    """What the csv module writes to; hands each line back."""

    def write(self, text: str) -> str:
        return text


def _csv(heads: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    yield writer.writerow(heads)
    for row in rows:
        yield writer.writerow(row)
