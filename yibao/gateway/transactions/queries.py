"""5201 就诊, 5203 结算, 5204 费用明细, 5206 累计, 5303 在院: an institution's own records."""

from datetime import timedelta
from typing import Any

from accounts.selectors import enrolments, people
from settlement.data.stays import INPATIENT_MED_TYPES
from settlement.selectors import accounts, bills
from settlement.states import StayState
from vouchers import selectors as vouchers
from yibao.kernel import clock
from yibao.kernel.money import from_fen

from ..data import Call, Kind
from ..errors import PersonUnknown
from ..mapping import codes, lines, settlements
from ..registry import transaction
from ..services import settling, visits

_SCOPE = "settlements:read"
_DAY = timedelta(days=1)


@transaction("5201", kind=Kind.READ, scope=_SCOPE)
def visits_of(call: Call) -> dict[str, Any]:
    """A person's visits here of one kind of care."""
    row = call.data["data"]
    found = [
        visit
        for visit in _period(call, row)
        if visit.med_type == row["med_type"] and row["mdtrt_id"] in (None, visit.mdtrt_id)
    ]
    return {"mdtrtinfo": [_visit(call, visit) for visit in found]}


@transaction("5303", kind=Kind.READ, scope=_SCOPE)
def in_hospital(call: Call) -> dict[str, Any]:
    """Who is in a bed here."""
    row = call.data["data"]
    found = [visit for visit in _period(call, row) if _is_in_bed(visit)]
    return {
        "data": [
            {**settlements.person(call, visit), "mdtrt_id": visit.mdtrt_id,
             "begndate": clock.local(visit.begntime).date(), "ipt_otp_no": visit.ipt_otp_no,
             "out_flag": "0"}
            for visit in found
        ]
    }  # fmt: skip


@transaction("5203", kind=Kind.READ, scope=_SCOPE)
def bill(call: Call) -> dict[str, Any]:
    """One bill with its sources."""
    row = call.data["data"]
    visit = visits.named(by=call.by, call=call, row=row)
    found = bills.of_institution_by_id(call.institution, row["setl_id"])
    if found.visit_id != visit.pk:
        raise visits.wrong(call, "setl_id", "不是这次就诊的结算")
    shown = settling.of_bill(call, visit, found)
    info = shown["setlinfo"]
    place, day = call.institution, clock.local(visit.begntime).date()
    more = {
        "psn_pay": info["psn_part_amt"], "cash_payamt": info["psn_cash_pay"], "pay_loc": "2",
        "fixmedins_code": place.fixmedins_code, "fixmedins_name": place.name,
        "hosp_lv": codes.hosp_lv(call.access, place.hosp_lv or ""), "begndate": day,
        "enddate": found.service_date, "year": str(found.service_date.year),
        "refd_setl_flag": "0" if found.state == "SETTLED" else "1",
    }  # fmt: skip
    return {**shown, "setlinfo": {**info, **more}}


@transaction("5204", kind=Kind.READ, scope=_SCOPE)
def fee_lines(call: Call) -> list[dict[str, Any]]:
    """The lines of a visit."""
    row = call.data["data"]
    visit = visits.named(by=call.by, call=call, row=row)
    rows = bills.fee_lines_of(visit)
    shown = lines.results(call, visit, rows)
    return [
        {
            **one, "mdtrt_id": visit.mdtrt_id, "setl_id": row["setl_id"] or "",
            "med_type": visit.med_type, "fee_ocur_time": line.fee_ocur_time,
            "hilist_code": line.med_list_codg, "hilist_name": line.medins_list_name,
            "med_list_codg": line.med_list_codg, "medins_list_codg": line.medins_list_codg,
            "medins_list_name": line.medins_list_name, "bilg_dept_name": visit.dept_name,
        }
        for line, one in zip(rows, shown, strict=True)
    ]  # fmt: skip


@transaction("5206", kind=Kind.READ, scope=_SCOPE)
def counters(call: Call) -> dict[str, Any]:
    """What a person has used this year, for somebody who showed a certificate here just now."""
    asked = call.data["data"]
    person = people.by_psn_no(call.institution.tenant, asked["psn_no"])
    if person is None or not vouchers.has_live_scan(call.by, person):
        raise PersonUnknown
    month = asked["cum_ym"] or f"{clock.today(call.institution.tenant):%Y%m}"
    year = int(month[:4]) if month[:4].isdecimal() else 0
    rows = []
    for one in enrolments.of(person):
        held = accounts.year_counters(person, year, one.insutype)
        held.pop("stays", None)
        rows += [
            {
                "insutype": one.insutype, "year": str(year), "cum_ym": month,
                "cum_type_code": name[:10], "cum": from_fen(fen),
            }
            for name, fen in held.items()
        ]  # fmt: skip
    return {"cuminfo": rows}


def _period(call: Call, row: dict[str, Any]) -> list[Any]:
    """Whole days, both included; without an end to now (2.3)."""
    end = row["endtime"] or clock.now(call.institution.tenant)
    last = clock.local(end).replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    return bills.visits_of(call.institution, row["psn_no"] or "", row["begntime"], last)


def _is_in_bed(visit: Any) -> bool:
    return (
        visit.med_type in INPATIENT_MED_TYPES
        and visit.stay is not None
        and visit.stay.state == StayState.ADMITTED
    )


def _visit(call: Call, visit: Any) -> dict[str, Any]:
    stay = visit.stay
    return {
        **settlements.person(call, visit),
        "mdtrt_id": visit.mdtrt_id,
        "begntime": visit.begntime,
        "endtime": stay.discharged_at if stay else None,
        "ipt_otp_no": visit.ipt_otp_no,
        "atddr_no": visit.doctor_code,
        "chfpdr_name": visit.doctor_name,
        "adm_dept_codg": visit.dept_code,
        "adm_dept_name": visit.dept_name,
        "adm_bed": stay.bed if stay else "",
        "dscg_way": stay.dscg_way if stay else "",
        "inhosp_stas": "1" if _is_in_bed(visit) else "0",
    }
