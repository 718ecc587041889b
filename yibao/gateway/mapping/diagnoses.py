"""Diagnoses of a message as the visits keep them."""

from collections.abc import Iterable, Mapping
from typing import Any

_FIRST = 1


def of_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of ``diseinfo``; the first number, or the flag of the main one, says which is main."""
    return [
        {
            "diag_code": row["diag_code"],
            "diag_name": row["diag_name"],
            "main": row["maindiag_flag"] == "1"
            if "maindiag_flag" in row
            else row["diag_srt_no"] == _FIRST,
            "diag_type": row["diag_type"],
            "diag_srt_no": row["diag_srt_no"],
            "vali_flag": row.get("vali_flag") or "1",
        }
        for row in rows
    ]
