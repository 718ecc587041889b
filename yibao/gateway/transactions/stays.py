"""2401–2405 住院: admission, discharge and changes; 2301 and 2302: fees of a stay."""

from typing import Any

from settlement.services import stays
from settlement.services import visits as care
from settlement.states import VisitState
from yibao.kernel.errors import DomainError

from ..data import Call
from ..mapping import diagnoses
from ..registry import transaction
from ..services import credentials, fee_rows, visits


@transaction("2401")
def admit(call: Call) -> dict[str, Any] | DomainError:
    """Open an in-patient visit with the certificate and give it its bed."""
    row = call.data["mdtrtinfo"]
    visit = visits.open_with(
        by=call.by, call=call, row=row, business_type=credentials.ADMITTING,
        ask={
            "med_type": row["med_type"], "ipt_otp_no": row["ipt_no"],
            "begntime": row["begntime"], "dept": visits.of_person(row, "adm_dept"),
            "doctor": visits.of_person(row, "adm_doctor"),
            "diagnoses": _diagnoses(call),
        },
    )  # fmt: skip
    if isinstance(visit, DomainError):
        return visit
    ask = stays.AdmissionAsk(ipt_no=row["ipt_no"], adm_bed=row["adm_bed"])
    stays.admit(by=call.by, institution=call.institution, visit_id=visit.visit_id, ask=ask)
    return {"result": {"mdtrt_id": visit.mdtrt_id, "exp_content": ""}}


@transaction("2402")
def discharge(call: Call) -> None:
    """The patient leaves, with the diagnoses of the discharge."""
    row = call.data["dscginfo"]
    visit = visits.named(by=call.by, call=call, row=row)
    place = _place(call, visit)
    care.describe(
        **place,
        details=care.Details(
            dept=visits.of_person(row, "dscg_dept"),
            diagnoses=diagnoses.of_rows(call.data["diseinfo"]),
        ),
    )
    way = row["dscg_way"].lstrip("0")
    stays.discharge(**place, ask=stays.DischargeAsk(endtime=row["endtime"], dscg_way=way))


@transaction("2403")
def change(call: Call) -> None:
    """Kind of care, department, doctor, bed and diagnoses of a running stay."""
    row = call.data["adminfo"]
    visit = visits.named(by=call.by, call=call, row=row)
    place = _place(call, visit)
    care.describe(
        **place,
        details=care.Details(
            med_type=row["med_type"],
            dept=visits.of_person(row, "adm_dept"),
            doctor=visits.of_person(row, "adm_doctor"),
            diagnoses=diagnoses.of_rows(call.data["diseinfo"]),
        ),
    )
    stays.change_bed(**place, bed=row["adm_bed"])


@transaction("2404")
def cancel(call: Call) -> None:
    """Take the admission back."""
    visit = visits.named(by=call.by, call=call, row=call.data["data"])
    if visit.state != VisitState.CANCELLED:
        stays.cancel(**_place(call, visit))


@transaction("2405")
def undo_discharge(call: Call) -> None:
    """The patient stays after all."""
    visit = visits.named(by=call.by, call=call, row=call.data["data"])
    stays.undo_discharge(**_place(call, visit))


@transaction("2301")
def fees(call: Call) -> dict[str, Any]:
    """Rows of a stay; a row with a minus takes an earlier one back."""
    rows = call.data["feedetail"]
    visit = fee_rows.one_visit(by=call.by, call=call, rows=rows)
    return {"result": fee_rows.add_signed(by=call.by, call=call, node="feedetail", visit=visit)}


@transaction("2302")
def remove_fees(call: Call) -> None:
    """Rows by number, or with 0000 every unsettled row."""
    rows = call.data["data"]
    visit = fee_rows.one_visit(by=call.by, call=call, rows=rows)
    numbers = [row["feedetl_sn"] for row in rows]
    everything = fee_rows.EVERYTHING in numbers
    fee_rows.remove(by=call.by, call=call, visit=visit, numbers=None if everything else numbers)


def _diagnoses(call: Call) -> list[dict[str, Any]]:
    rows = diagnoses.of_rows(call.data["diseinfo"])
    return [{name: row[name] for name in row if name != "vali_flag"} for row in rows]


def _place(call: Call, visit: Any) -> dict[str, Any]:
    return {"by": call.by, "institution": call.institution, "visit_id": visit.visit_id}
