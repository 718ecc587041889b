"""A purchase over the counter of a pharmacy: the visit that 2101 and 2102 have in common."""

from datetime import timedelta
from typing import Any

from settlement.selectors import bills, quotes
from yibao.kernel import clock
from yibao.kernel.errors import DomainError

from ..data import Call
from ..mapping import lines
from . import credentials, fee_rows, settling, visits

_NODE, _BATCH = "drugdetail", "purchase"
#: A trial of another day is another purchase.
_LIFE = timedelta(hours=12)


def prepare(call: Call) -> None:
    """The key is known, and payers are asked where 2101 has shown an amount."""
    row = call.data["druginfo"]
    visit = _open(call, row)
    settling.begin(call)
    if visit is not None and _has_same_lines(call, visit):
        settling.ask_payers(call, row, visit)


def purchase(*, by: Any, call: Call, row: dict[str, Any]) -> Any:
    """The visit with these goods: the one of 2101, else a new one by the certificate.

    Answers the visit, or the ``DomainError`` of a refused scan, which the caller returns.
    """
    visit = _open(call, row)
    if visit is None:
        visit = visits.open_with(
            by=by, call=call, row=row, business_type=credentials.BUYING,
            ask={
                "med_type": row["med_type"], "ipt_otp_no": call.msgid,
                "begntime": row["begntime"],
            },
        )  # fmt: skip
        if isinstance(visit, DomainError):
            return visit
    else:
        credentials.check(by=by, call=call, row=row, mdtrt_id=visit.mdtrt_id, psn_no=row["psn_no"])
        if _has_same_lines(call, visit):
            return visit
        fee_rows.remove(by=by, call=call, visit=visit, numbers=None)
    fee_rows.add(by=by, call=call, node=_NODE, visit=visit, batch=_BATCH)
    return bills.visit_by_mdtrt(call.institution, visit.mdtrt_id)


def _open(call: Call, row: dict[str, Any]) -> Any:
    """The person's purchase that has no bill yet."""
    since = clock.now() - _LIFE
    for visit in bills.unsettled_of(call.institution, row["psn_no"], since):
        if visit.med_type == row["med_type"] and visit.insutype == row["insutype"]:
            if fee_rows.is_known(by=call.by, call=call, visit=visit, batch=_BATCH):
                return visit
    return None


def _has_same_lines(call: Call, visit: Any) -> bool:
    """Whether the goods are those of the trial, so that its quote still holds."""
    asked = {
        (one.feedetl_sn, one.med_list_codg, one.cnt, one.pric, one.det_item_fee_sumamt_fen)
        for one in lines.asks(call, _NODE, visit)
    }
    held = {
        (one.feedetl_sn, one.med_list_codg, one.cnt, one.pric, one.amount_fen)
        for one in bills.fee_lines_of(visit)
    }
    return asked == held and quotes.live(visit, settling.flag_of(call.data["druginfo"])) is not None
