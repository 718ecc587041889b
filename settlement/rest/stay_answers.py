"""Answers about stays in hospital."""

from typing import Any

from yibao.kernel.clock import local

from ..models import Stay, Visit


def stay(row: Stay) -> dict[str, Any]:
    """A stay with its parts, one a year (visits prefetched in their order)."""
    left = row.discharged_at
    return {
        "stay_id": row.ref,
        "status": row.state,
        "ipt_no": row.ipt_no,
        "adm_bed": row.bed,
        "begntime": local(row.admitted_at).isoformat(timespec="seconds"),
        "endtime": None if left is None else local(left).isoformat(timespec="seconds"),
        "dscg_way": row.dscg_way,
        "parts": [part(one) for one in row.visits.all()],
    }


def part(row: Visit) -> dict[str, Any]:
    """One part; the year end closes it on 31 December (P144)."""
    return {
        "visit_id": row.visit_id,
        "mdtrt_id": row.mdtrt_id,
        "segment": row.segment,
        "year": row.service_date.year,
        "service_date": row.service_date.isoformat(),
        "status": row.state,
    }


def split(made: Any, shown: dict[str, Any]) -> dict[str, Any]:
    """What an interim settlement made."""
    return {
        "closed": part(made.closed),
        "running": part(made.running),
        "moved": made.moved,
        "stay": shown,
    }
