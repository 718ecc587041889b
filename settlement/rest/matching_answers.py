"""Answers of reconciliation and clearing: stored 分 to text, nothing queried in here."""

from datetime import datetime
from typing import Any

from yibao.kernel.clock import local
from yibao.kernel.money import fen_text

from ..data.clearing import COUNT_FIELD, SUM_FIELDS
from ..models import Clearing, Difference, Reconciliation
from ..selectors.statements import as_texts, days_of

_CLEARED = (*SUM_FIELDS, "hosp_part_amt", "card_pay", "own_cash", "payable")
_PLAIN = ("refd_setl_flag", "setl_time", "line", "times")


def reconciliation(row: Reconciliation) -> dict[str, Any]:
    """Totals of both sides and how far the details are."""
    return {
        "reconciliation_id": row.ref,
        "result": "MATCH" if row.ours == row.theirs else "MISMATCH",
        "status": row.state,
        "date_from": row.date_from.isoformat(),
        "date_to": row.date_to.isoformat(),
        "insutype": row.insutype,
        "clr_type": row.clr_type,
        "ours": as_texts(row.ours),
        "theirs": as_texts(row.theirs),
        "received": as_texts(row.received),
        "received_agrees": None if row.received is None else row.received == row.theirs,
        "rows_received": row.rows_received,
        "rows_sha256": row.rows_sha256,
        "rows_matched": row.rows_matched,
        "differences": row.differences_found,
        "as_of": _moment(row.as_of),
        "created_at": _moment(row.created_at),
        "finished_at": _moment(row.finished_at),
        "failure": row.failure,
    }


def _moment(at: Any) -> str | None:
    return None if at is None else local(at).isoformat(timespec="seconds")


def difference(row: Difference) -> dict[str, Any]:
    """One bill on which the sides do not agree."""
    return {
        "kind": row.kind,
        "setl_id": row.setl_id,
        "ours": _side(row.ours),
        "theirs": _side(row.theirs),
        "scan_seen": row.scan_seen,
        "suggested": row.suggested,
        "status": row.state,
        "action": row.action,
        "note": row.note,
    }


def _side(known: dict[str, Any] | None) -> dict[str, Any] | None:
    if known is None:
        return None
    amounts = {name: fen_text(known[name]) for name in SUM_FIELDS if name in known}
    plain = {name: known[name] for name in _PLAIN if name in known}
    if "setl_time" in plain:
        plain["setl_time"] = _moment(datetime.fromisoformat(plain["setl_time"]))
    return amounts | plain


def clearing(row: Clearing) -> dict[str, Any]:
    """A month that was applied for."""
    first, _ = days_of(row)
    return {
        "clearing_id": row.ref,
        "month": f"{first:%Y-%m}",
        "insutype": row.insutype,
        "clr_type": row.clr_type,
        "status": row.state,
        "sums": {
            **{name: fen_text(row.sums[name]) for name in _CLEARED},
            COUNT_FIELD: row.sums["count"],
        },
        "rows_sha256": row.sha256,
        "as_of": _moment(row.as_of),
        "created_at": _moment(row.created_at),
        "audited_at": _moment(row.audited_at),
        "paid_at": _moment(row.paid_at),
        "bank_number": row.bank_number,
    }
