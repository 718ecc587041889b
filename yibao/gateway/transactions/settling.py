"""2206–2208 and 2303–2305: quotes, settlements and their cancellation."""

from typing import Any

from ..data import Call, Kind
from ..registry import transaction
from ..services import credentials, interim, settling, visits

_QUOTES, _REFUNDS = "settlements:write", "refunds:write"
#: Discharge asks for a code that was shown just now (1.2).
_LEAVING = ("2304",)


@transaction("2206", scope=_QUOTES)
@transaction("2206A", scope=_QUOTES)
@transaction("2303", scope=_QUOTES)
def quote(call: Call) -> dict[str, Any]:
    """What would be paid by whom; no money moves. An interim one closes the ended year."""
    row = call.data["data"]
    visit = _visit(call, row)
    running = interim.close_year(by=call.by, call=call, row=row, visit=visit)
    return interim.told(settling.quote(by=call.by, call=call, row=row, visit=visit), running)


@transaction("2207", kind=Kind.MONEY, prepare=settling.prepare, refused=settling.refused)
@transaction("2207A", kind=Kind.MONEY, prepare=settling.prepare, refused=settling.refused)
@transaction("2304", kind=Kind.MONEY, prepare=settling.prepare, refused=settling.refused)
def settle(call: Call) -> dict[str, Any]:
    """Settle what the caller confirms."""
    row = call.data["data"]
    visit = _visit(call, row)
    running = interim.close_year(by=call.by, call=call, row=row, visit=visit)
    return interim.told(settling.settle(by=call.by, call=call, row=row, visit=visit), running)


@transaction("2208", kind=Kind.MONEY, scope=_REFUNDS)
@transaction("2305", kind=Kind.MONEY, scope=_REFUNDS)
def cancel(call: Call) -> dict[str, Any]:
    """Give a bill back."""
    return settling.cancel(by=call.by, call=call, row=call.data["data"])


def _visit(call: Call, row: dict[str, Any]) -> Any:
    visit = visits.named(by=call.by, call=call, row=row)
    if row.get("med_type") and row["med_type"] != visit.med_type:
        raise visits.wrong(call, "med_type", f"和就诊的医疗类别 {visit.med_type} 不一致")
    credentials.check(
        by=call.by, call=call, row=row, mdtrt_id=visit.mdtrt_id, psn_no=row["psn_no"],
        fresh=call.infno in _LEAVING,
    )  # fmt: skip
    return visit
