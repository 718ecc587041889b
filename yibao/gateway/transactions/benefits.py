"""2001 人员待遇享受检查."""

from typing import Any

from accounts.selectors import enrolments, people
from settlement.data.plan import fund_pay_type
from settlement.selectors import benefit_filings, benefits
from vouchers import selectors as vouchers
from yibao.kernel import clock

from ..data import Call, Kind
from ..errors import PersonUnknown
from ..registry import transaction

_CHRONIC = {"14", "9901"}
_STAYS = ("21", "22", "23", "24", "26", "28", "52")
_FUND_CHECK = "01"


@transaction("2001", kind=Kind.READ)
def benefit_check(call: Call) -> dict[str, Any]:
    """The pooled fund of the person's insurance for this kind of care, on this day.

    Only for somebody who showed a certificate here within the last half hour.
    """
    asked = call.data["data"]
    person = people.by_psn_no(call.institution.tenant, asked["psn_no"])
    if person is None or not vouchers.has_live_scan(call.by, person):
        raise PersonUnknown
    enrolment = next((e for e in enrolments.of(person) if e.insutype == asked["insutype"]), None)
    day = clock.local(asked["begntime"]).date()
    words = _hindrance(person, enrolment, day, asked["med_type"])
    return {
        "trtinfo": [
            {
                "psn_no": person.psn_no,
                "trt_chk_type": _FUND_CHECK,
                "fund_pay_type": fund_pay_type("hifp_pay", asked["insutype"]),
                "trt_enjymnt_flag": "0" if words else "1",
                "begndate": enrolment.valid_from if enrolment else day,
                "enddate": enrolment.valid_to if enrolment else None,
                "trt_chk_rslt": words,
                "exp_content": "",
            }
        ]
    }


def _hindrance(person: Any, enrolment: Any, day: Any, med_type: str) -> str:
    """Why the fund does not pay; empty where it does."""
    if enrolment is None:
        return "没有参加这个险种"
    if enrolment.psn_insu_stas != "1":
        return f"参保状态为{enrolment.get_psn_insu_stas_display()}"
    if day < enrolment.valid_from or (enrolment.valid_to and day >= enrolment.valid_to):
        return "这一天不在参保期内"
    year = benefits.of(person, enrolment, day)
    if med_type in _CHRONIC:
        if not benefit_filings.is_ill_on(person, enrolment.tags, day):
            return "没有门诊慢特病备案"
        care = year.chronic
    else:
        care = year.inpatient if med_type.startswith(_STAYS) else year.outpatient
    if year.pack is None or care is None or not care.shares:
        return "参保地还没有公布这类待遇"
    caps = care.caps
    if caps and all(one.left_fen <= 0 for one in caps):
        return "今年这类待遇的额度已经用完"
    return ""
