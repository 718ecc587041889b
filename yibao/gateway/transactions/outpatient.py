"""2201–2205 门诊: registration, what is known of the visit, fees."""

from typing import Any

from settlement.services import visits as care
from settlement.states import VisitState
from yibao.kernel.errors import DomainError

from ..data import Call
from ..mapping import diagnoses, lines
from ..registry import transaction
from ..services import credentials, fee_rows, visits

#: Until 2203 says what kind of care it is.
_ORDINARY = "11"
_GIVEN_BACK = (VisitState.REFUNDED, VisitState.CANCELLED)


@transaction("2201")
def register(call: Call) -> dict[str, Any] | DomainError:
    """Open a visit with the certificate that the message names."""
    row = call.data["data"]
    visit = visits.open_with(
        by=call.by, call=call, row=row, business_type=credentials.REGISTERING,
        ask={
            "med_type": _ORDINARY, "ipt_otp_no": row["ipt_otp_no"], "begntime": row["begntime"],
            "dept": visits.of_person(row, "dept"), "doctor": visits.of_person(row, "doctor"),
        },
    )  # fmt: skip
    if isinstance(visit, DomainError):
        return visit
    return {
        "data": {
            "mdtrt_id": visit.mdtrt_id,
            "psn_no": row["psn_no"],
            "ipt_otp_no": visit.ipt_otp_no,
            "exp_content": "",
        }
    }


@transaction("2202")
def cancel(call: Call) -> None:
    """Take the registration back; of a visit that was given back nothing is left to take."""
    visit = visits.named(by=call.by, call=call, row=call.data["data"])
    if visit.state not in _GIVEN_BACK:
        care.cancel(by=call.by, institution=call.institution, visit_id=visit.visit_id)


@transaction("2203")
@transaction("2203A")
def describe(call: Call) -> None:
    """Kind of care and diagnoses; sent again, it changes them."""
    row = call.data["mdtrtinfo"]
    visit = visits.named(by=call.by, call=call, row=row)
    care.describe(
        by=call.by, institution=call.institution, visit_id=visit.visit_id,
        details=care.Details(
            med_type=row["med_type"], diagnoses=diagnoses.of_rows(call.data["diseinfo"])
        ),
    )  # fmt: skip


@transaction("2204")
def fees(call: Call) -> dict[str, Any]:
    """Rows of one or several batches of one visit."""
    visit = fee_rows.one_visit(by=call.by, call=call, rows=call.data["feedetail"])
    stored = fee_rows.add(by=call.by, call=call, node="feedetail", visit=visit)
    return {"result": lines.results(call, visit, stored)}


@transaction("2205")
def remove_fees(call: Call) -> None:
    """One batch, or with 0000 every unsettled row."""
    row = call.data["data"]
    visit = visits.named(by=call.by, call=call, row=row)
    if visit.state not in _GIVEN_BACK:
        fee_rows.remove_batch(by=call.by, call=call, visit=visit, batch=row["chrg_bchno"])
