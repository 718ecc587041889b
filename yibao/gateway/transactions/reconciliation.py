"""3201 对总账, 3202 对明细账."""

from typing import Any

from ..data import Call
from ..registry import transaction
from ..services import statements

_SCOPE = "reconciliation"


@transaction("3201", scope=_SCOPE)
def compare_totals(call: Call) -> dict[str, Any]:
    """Totals of a period of settlement times."""
    return {"stmtinfo": statements.totals(by=call.by, call=call, row=call.data["data"])}


@transaction("3202", scope=_SCOPE)
def compare_lines(call: Call) -> dict[str, Any]:
    """Lines of a file of 9101; the differences are fetched with 9102."""
    file = statements.lines(by=call.by, call=call, row=call.data["data"])
    return {
        "fileinfo": {
            "file_qury_no": file.file_qury_no,
            "filename": file.filename,
            "dld_endtime": file.kept_until,
        }
    }
