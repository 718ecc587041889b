"""2501 转院备案, 2503 慢特病备案, 2505 and 2506 定点备案, 5301 慢特病备案查询.

All are for somebody who showed a certificate here within the last half hour.
"""

from datetime import timedelta
from typing import Any

from accounts.selectors import institutions, people
from settlement.selectors import benefit_filings as filed
from settlement.services import benefit_filings as filings
from vouchers import selectors as vouchers

from ..data import Call, Kind
from ..errors import PersonUnknown
from ..registry import transaction
from ..services import visits

_IN_CITY, _NOT_AGREED = "1", "0"
_SCOPE = "settlements:read"


@transaction("2501")
def refer(call: Call) -> dict[str, Any]:
    """A referral; to another area it counts there as filed (P158)."""
    row = call.data["refmedin"]
    person = _person(call, row)
    if row["hosp_agre_refl_flag"] == _NOT_AGREED:
        raise visits.wrong(call, "hosp_agre_refl_flag", "表示医院不同意转院，不能备案")
    target, area = row["reflin_medins_no"], row["mdtrtarea_admdvs"]
    is_near = area[:4] == call.institution.admdvs[:4]
    if is_near != (row["refl_type"] == _IN_CITY):
        raise visits.wrong(call, "refl_type", f"和就医地 {area} 不一致")
    ask = filings.BenefitAsk(
        kind=filings.KINDS.REFERRAL, code=target, title=row["reflin_medins_name"], area=area,
        first_day=row["begndate"] or row["refl_date"], last_day=row["enddate"],
    )  # fmt: skip
    return {"result": {"trt_dcla_detl_sn": _file(call, person, ask)}}


@transaction("2503")
def file_illness(call: Call) -> dict[str, Any]:
    """A chronic illness, identified by a hospital."""
    row = call.data["data"]
    person = _person(call, row)
    judge = institutions.by_code(call.institution.tenant, row["ide_fixmedins_no"])
    if judge is None or judge.is_pharmacy:
        raise visits.wrong(call, "ide_fixmedins_no", "不是本地的定点医疗机构")
    ask = filings.BenefitAsk(
        kind=filings.KINDS.CHRONIC, code=row["opsp_dise_code"], title=row["opsp_dise_name"],
        first_day=row["begndate"], last_day=row["enddate"],
    )  # fmt: skip
    return {"result": {"trt_dcla_detl_sn": _file(call, person, ask), "exp_content": ""}}


@transaction("2505")
def choose_place(call: Call) -> dict[str, Any]:
    """An institution that the person has chosen for a kind of care."""
    row = call.data["data"]
    person = _person(call, row)
    ask = filings.BenefitAsk(
        kind=filings.KINDS.PLACE, code=row["fixmedins_code"], title=row["fixmedins_name"],
        first_day=row["begndate"], last_day=row["enddate"],
        business_type=row["biz_appy_type"], rank=row["fix_srt_no"],
    )  # fmt: skip
    return {"result": {"trt_dcla_detl_sn": _file(call, person, ask), "exp_content": ""}}


@transaction("2506")
def undo_place(call: Call) -> None:
    """Take a choice back that this institution filed."""
    row = call.data["data"]
    filings.undo(
        by=call.by, institution=call.institution, person=_person(call, row),
        kind=filings.KINDS.PLACE, ref=row["trt_dcla_detl_sn"],
    )  # fmt: skip


@transaction("5301", kind=Kind.READ, scope=_SCOPE)
def illnesses(call: Call) -> dict[str, Any]:
    """Chronic illnesses on file, wherever they were filed."""
    person = _person(call, call.data["data"])
    return {
        "feedetail": [
            {
                "opsp_dise_code": one.code,
                "opsp_dise_name": one.title,
                "begndate": one.period.lower,
                "enddate": one.period.upper and one.period.upper - timedelta(days=1),
            }
            for one in filed.of_person(person, filings.KINDS.CHRONIC)
        ]
    }


def _person(call: Call, row: dict[str, Any]) -> Any:
    person = people.by_psn_no(call.institution.tenant, row["psn_no"])
    if person is None or not vouchers.has_live_scan(call.by, person):
        raise PersonUnknown
    return person


def _file(call: Call, person: Any, ask: filings.BenefitAsk) -> str:
    made = filings.file(by=call.by, institution=call.institution, person=person, ask=ask)
    return made.ref
