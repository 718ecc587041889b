"""Interim settlement of a stay (中途结算): the ended year gets a bill of its own (P144)."""

import json
from typing import Any

from settlement.selectors import stays as parts
from settlement.services import stays

from ..data import Call
from . import visits

_INTERIM = "1"


def close_year(*, by: Any, call: Call, row: dict[str, Any], visit: Any) -> str:
    """Where the message asks for it, close the ended year's part of the stay.

    The part keeps its ``mdtrt_id``; the answer is that of the part that goes on, empty where
    nothing was asked. Asked again, the same answer. Raises ``StayYearNotOver`` and, for care
    without a bed, ``gateway.field_invalid``.
    """
    if row.get("mid_setl_flag") != _INTERIM:
        return ""
    if visit.stay is None:
        raise visits.wrong(call, "mid_setl_flag", "只用于住院")
    later = [one for one in parts.parts_of(visit.stay) if one.segment > visit.segment]
    if later:
        return later[0].mdtrt_id
    done = stays.split_at_year_end(by=by, institution=call.institution, visit_id=visit.visit_id)
    visit.refresh_from_db()
    return done.running.mdtrt_id


def told(answer: dict[str, Any], running: str) -> dict[str, Any]:
    """The same answer; ``exp_content`` says under which number the stay goes on."""
    if running:
        answer["setlinfo"]["exp_content"] = json.dumps({"next_mdtrt_id": running})
    return answer
