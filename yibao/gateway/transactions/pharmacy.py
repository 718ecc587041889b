"""2101–2103 药店: one message has the fees and the bill."""

from typing import Any

from settlement.selectors import bills
from yibao.kernel.errors import DomainError

from ..data import Call, Kind
from ..mapping import lines
from ..registry import transaction
from ..services import pharmacies, settling

_QUOTES, _REFUNDS = "settlements:write", "refunds:write"


@transaction("2101", scope=_QUOTES)
def quote(call: Call) -> dict[str, Any] | DomainError:
    """What the goods would cost whom; 2102 of the same person settles this purchase."""
    row = call.data["druginfo"]
    visit = pharmacies.purchase(by=call.by, call=call, row=row)
    if isinstance(visit, DomainError):
        return visit
    tried = settling.quote(by=call.by, call=call, row=row, visit=visit)
    return {**tried, "detlcutinfo": _lines(call, visit)}


@transaction("2102", kind=Kind.MONEY, prepare=pharmacies.prepare, refused=settling.refused)
def settle(call: Call) -> dict[str, Any] | DomainError:
    """Upload and settle at once."""
    row = call.data["druginfo"]
    visit = pharmacies.purchase(by=call.by, call=call, row=row)
    if isinstance(visit, DomainError):
        return visit
    settled = settling.settle(by=call.by, call=call, row=row, visit=visit)
    return {**settled, "detlcutinfo": _lines(call, visit)}


@transaction("2103", kind=Kind.MONEY, scope=_REFUNDS)
def cancel(call: Call) -> dict[str, Any]:
    """Give a purchase back."""
    return settling.cancel(by=call.by, call=call, row=call.data["data"])


def _lines(call: Call, visit: Any) -> list[dict[str, Any]]:
    return lines.results(call, visit, bills.fee_lines_of(visit))
