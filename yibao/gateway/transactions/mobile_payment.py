"""6201–6203, 6301, 6401 移动支付 in the ordinary envelope: orders, paid by code or word."""

import re
from typing import Any

from settlement.services import refunds
from settlement.services import visits as care
from settlement.states import SettlementState
from vouchers.data import ScanAsk
from vouchers.services import scans
from yibao.kernel import clock
from yibao.kernel.errors import DomainError
from yibao.kernel.money import from_fen

from .. import tables
from ..data import Call, Kind
from ..errors import FieldMissing, MobileCodeOfAnother, MobileOrderNotPaid, MobileOrderPaid
from ..mapping import mobile
from ..registry import transaction
from ..services import (
    credentials,
    fee_rows,
    mobile_callbacks,
    mobile_confirm,
    mobile_confirm_pay,
    mobile_reversals,
    orders,
    settling,
    visits,
)

_REASON = "机构申请移动支付退费"
_STAMP = re.compile(r"[0-9]{14}", re.ASCII)
#: The only callback type that the document sends (6302).
_CALL_TYPE = "02"
_ALL = "ALL"


@transaction("6201")
def upload(call: Call) -> dict[str, Any] | DomainError:
    """Open a visit with the ecToken, store its diagnoses and fees, and make the order."""
    row = call.data["data"]
    _require_place(call, row)
    mobile.check_upload(call)
    orders.refuse_known(by=call.by, call=call, number=row["medOrgOrd"])
    visit = _open(call, row)
    if isinstance(visit, DomainError):
        return visit
    details = care.Details(
        med_type=row["medType"], diagnoses=mobile.diagnoses(call.data["diseinfoList"])
    )
    care.describe(
        by=call.by, institution=call.institution, visit_id=visit.visit_id, details=details
    )
    visit.refresh_from_db()
    inner = mobile.fee_call(call)
    fee_rows.add(by=call.by, call=inner, node="feedetail", visit=visit, batch=row["chrgBchno"])
    order, token = orders.make(
        by=call.by, call=call, visit=visit, number=row["medOrgOrd"], flag=row["acctUsedFlag"]
    )
    mobile_confirm.ask(by=call.by, order=order)
    told = {"payOrdId": order.pay_ord_id, "payToken": token}
    return {"data": {**told, "extData": {"mdtrtId": visit.mdtrt_id}}}


@transaction("6202", kind=Kind.MONEY, prepare=settling.begin, refused=settling.refused)
def pay(call: Call) -> dict[str, Any] | DomainError:
    """Settle an order with a code that the patient shows now (``ecAuthCode``), or with the word
    that the patient gave on the phone (``payAuthNo``)."""
    row = call.data["data"]
    _require_place(call, row)
    order = orders.named(by=call.by, call=call, row=row, lock=True)
    if row["mdtrtId"] != order.visit.mdtrt_id:
        raise visits.wrong(call, "mdtrtId", "不是这个订单的就诊")
    _require_saved(order)
    bill = _bill(call, row, order)
    if isinstance(bill, DomainError):
        return settling.refused(call, bill)
    orders.paid(by=call.by, order=order, setl_id=bill.setl_id)
    mobile_callbacks.owe(by=call.by, order=order, infno=mobile_callbacks.PAID, mark=bill.setl_id)
    head = {"payOrdId": order.pay_ord_id, "ordStas": orders.state(order, bill)}
    return {"data": {**head, **mobile.amounts(bill)}}


@transaction("6203", kind=Kind.MONEY, scope="refunds:write")
def give_back(call: Call) -> dict[str, Any]:
    """Give the whole order back, every source its own; the same ``appRefdSn`` gives it once.

    The patient is here (``ecToken``), or the institution undoes what it could not book itself:
    then ``revsToken`` stands in its place.
    """
    row = call.data["data"]
    order = orders.named(by=call.by, call=call, row=row, lock=True)
    bill = orders.bill_of(order)
    if bill is None:
        raise MobileOrderNotPaid
    _require_whole(call, row, bill)
    word = row["ecToken"]
    if not mobile_reversals.accept(by=call.by, order=order, bill=bill, word=word):
        _require_shown(call, row, order.visit)
    record = refunds.refund(
        by=call.by,
        institution=call.institution,
        setl_id=bill.setl_id,
        lines=None,
        reason=_REASON,
        refund_no=row["appRefdSn"],
    )
    done = clock.local(record.created_at)
    return {
        "data": {
            "refdSn": record.refund_setl_id,
            "hiFefdSn": record.refund_setl_id,
            "hiTrnsDate": f"{done:%Y%m%d}",
            "hiTrnsTime": f"{done:%H%M%S}",
            "refStatus": "SUCC",
        }
    }


@transaction("6301", kind=Kind.READ, scope="settlements:write")
def look(call: Call) -> dict[str, Any]:
    """What became of an order."""
    row = call.data["data"]
    _require_place(call, row)
    order = orders.named(by=call.by, call=call, row=row)
    _require_patient(call, row, order)
    bill = orders.bill_of(order)
    at = clock.local(bill.setl_time if bill else order.created_at)
    return {
        "data": {
            "ordStas": orders.state(order, bill),
            "payOrdId": order.pay_ord_id,
            "callType": _CALL_TYPE,
            "medOrgOrd": order.med_org_ord,
            "traceTime": f"{at:%Y%m%d%H%M%S}",
            "orgCodg": call.institution.fixmedins_code,
            "orgName": call.institution.name,
            "setlType": _ALL,
            **_became(call, order, bill),
        }
    }


@transaction("6401")
def revoke(call: Call) -> dict[str, Any]:
    """Take an order back before it is paid, with its fees and its visit."""
    row = call.data["data"]
    _require_place(call, row)
    order = orders.named(by=call.by, call=call, row=row, lock=True)
    _require_patient(call, row, order)
    if orders.state(order, orders.bill_of(order)) == orders.REVOKED:
        return {"data": {"success": True}}
    _require_saved(order)
    fee_rows.remove(by=call.by, call=call, visit=order.visit, numbers=None)
    care.cancel(by=call.by, institution=call.institution, visit_id=order.visit.visit_id)
    return {"data": {"success": True}}


def _open(call: Call, row: dict[str, Any]) -> Any:
    """The visit, opened as 2201 opens one."""
    inner = {
        "mdtrt_cert_type": credentials.EC_TOKEN, "mdtrt_cert_no": row["ecToken"],
        "psn_no": row["psnNo"], "insutype": row["insutype"],
    }  # fmt: skip
    ask = {
        "med_type": row["medType"], "ipt_otp_no": row["iptOtpNo"], "begntime": row["begntime"],
        "dept": {"id": row["deptCode"] or "", "name": (row["deptName"] or "")[:60]},
        "doctor": {"id": row["atddrNo"] or "", "name": (row["drName"] or "")[:40]},
    }  # fmt: skip
    visit = visits.open_with(
        by=call.by, call=call, row=inner, business_type=credentials.REGISTERING, ask=ask
    )
    if not isinstance(visit, DomainError):
        _require_person(call, row, visit.person)
    return visit


def _bill(call: Call, row: dict[str, Any], order: Any) -> Any:
    """The bill, by a code shown now or by the patient's word; else the refusal that is told."""
    if row["payAuthNo"] and not row["ecAuthCode"]:
        number = row["payAuthNo"]
        return mobile_confirm_pay.pay(by=call.by, call=call, order=order, number=number)
    refusal = _shown(call, row, order)
    if refusal is not None:
        return refusal
    return settling.pay(by=call.by, call=call, visit=order.visit, flag=order.acct_used_flag)


def _shown(call: Call, row: dict[str, Any], order: Any) -> DomainError | None:
    """Redeem the code; why it does not pay this order, which is told while the scan stays."""
    if not row["ecAuthCode"]:
        label = tables.label_of(call.infno, "ecAuthCode")
        raise FieldMissing(place="data", field="ecAuthCode", label=label)
    ask = ScanAsk(
        medium="code",
        code=row["ecAuthCode"],
        business_type=credentials.SETTLING,
        terminal=call.envelope.opter[:20],
        operator_code=call.envelope.opter[:20],
        operator_name=call.envelope.opter_name[:40],
    )
    outcome = scans.redeem(by=call.by, institution=call.institution, ask=ask)
    if outcome.refusal is not None:
        return outcome.refusal
    return None if outcome.scan.person == order.visit.person else MobileCodeOfAnother()


def _became(call: Call, order: Any, bill: Any) -> dict[str, Any]:
    """The bill's amounts and ``revsToken``; before it, the patient's word."""
    if bill is None:
        return mobile_confirm_pay.told(by=call.by, order=order)
    token = mobile_reversals.token(by=call.by, order=order, bill=bill)
    return {**mobile.amounts(bill), "revsToken": token}


def _require_shown(call: Call, row: dict[str, Any], visit: Any) -> None:
    certificate = {"mdtrt_cert_type": credentials.EC_TOKEN, "mdtrt_cert_no": row["ecToken"]}
    credentials.check(
        by=call.by, call=call, row=certificate, mdtrt_id=visit.mdtrt_id,
        psn_no=visit.person.psn_no,
    )  # fmt: skip


def _require_place(call: Call, row: dict[str, Any]) -> None:
    if row["orgCodg"] != call.institution.fixmedins_code:
        raise visits.wrong(call, "orgCodg", "和报文头的机构不一致")


def _require_patient(call: Call, row: dict[str, Any], order: Any) -> None:
    _require_person(call, row, order.visit.person)


def _require_person(call: Call, row: dict[str, Any], person: Any) -> None:
    if (row["idNo"].upper(), row["userName"]) != (person.certno, person.name):
        raise visits.wrong(call, "idNo", "和用户姓名不是这个订单的参保人的")


def _require_saved(order: Any) -> None:
    stas = orders.state(order, orders.bill_of(order))
    if stas != orders.SAVED:
        raise MobileOrderPaid(state=orders.WORDS[stas])


def _require_whole(call: Call, row: dict[str, Any], bill: Any) -> None:
    """For ALL the parts must equal the original parts; other kinds are not offered."""
    if row["refdType"] != _ALL:
        raise visits.wrong(call, "refdType", "这里只办理全部退费 ALL")
    if bill.state == SettlementState.PARTLY_REFUNDED:
        raise visits.wrong(call, "refdType", "已经退过一部分，剩下的请用 2208 退费")
    if not _STAMP.fullmatch(row["appRefdTime"]):
        raise visits.wrong(call, "appRefdTime", "应是 14 位数字 yyyyMMddHHmmss")
    for name, fen in mobile.refund_parts(bill).items():
        sent = row[name]
        if sent is not None and sent != from_fen(fen):
            raise visits.wrong(call, name, f"原结算是 {from_fen(fen):.2f}，要全部退")
