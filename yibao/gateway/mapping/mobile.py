"""camelCase of mobile payment: to the forms of outpatient care, and amounts back."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from yibao.kernel.money import from_fen

from .. import tables
from ..data import Call
from ..errors import FieldWrong
from . import diagnoses as outpatient

_FEE_NAMES = {
    "chrg_bchno": "chrgBchno",
    "rx_circ_flag": "rxCircFlag",
    "fee_ocur_time": "feeOcurTime",
    "med_list_codg": "medListCodg",
    "medins_list_codg": "medinsListCodg",
    "det_item_fee_sumamt": "detItemFeeSumamt",
    "cnt": "cnt",
    "pric": "pric",
    "hosp_appr_flag": "hospApprFlag",
}
_DIAGNOSIS_NAMES = {
    "diag_type": "diagType",
    "diag_srt_no": "diagSrtNo",
    "diag_code": "diagCode",
    "diag_name": "diagName",
    "vali_flag": "valiFlag",
}
_ACCOUNTS = ("0", "1")


def check_upload(call: Call) -> None:
    """Numbers of rows, their sum, and which accounts may pay. Raises ``gateway.field_invalid``."""
    row, fees = call.data["data"], call.data["feedetailList"]
    if row["acctUsedFlag"] not in _ACCOUNTS:
        raise _wrong(call, "data", "acctUsedFlag", "移动支付只能用 0 不使用或 1 本人个人账户")
    for place, fee in enumerate(fees, start=1):
        if not (fee["feedetlSn"].isascii() and fee["feedetlSn"].isdigit()):
            raise _wrong(call, f"feedetailList 第 {place} 行", "feedetlSn", "应是 1 到 15 位数字")
    total = sum((fee["detItemFeeSumamt"] for fee in fees), Decimal(0))
    if total != row["medfeeSumamt"]:
        raise _wrong(call, "data", "medfeeSumamt", f"应等于明细合计 {total:.2f}")


def fee_call(call: Call) -> Call:
    """The same call with its rows in the form of 2204."""
    rows = [
        {
            **{name: fee[sent] for name, sent in _FEE_NAMES.items()},
            "feedetl_sn": int(fee["feedetlSn"]),
        }
        for fee in call.data["feedetailList"]
    ]
    return replace(call, infno="2204", data={"feedetail": rows})


def diagnoses(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of ``diseinfoList`` in the form of visits."""
    return outpatient.of_rows(
        {name: row[sent] for name, sent in _DIAGNOSIS_NAMES.items()} for row in rows
    )


def amounts(bill: Any) -> dict[str, Decimal]:
    """``feeSumamt`` = ``ownPayAmt`` + ``psnAcctPay`` + ``fundPay`` + ``othFeeAmt``, in yuan."""
    return {
        "feeSumamt": from_fen(bill.medfee_sumamt_fen),
        "ownPayAmt": from_fen(bill.psn_cash_pay_fen),
        "psnAcctPay": from_fen(bill.acct_pay_fen),
        "fundPay": from_fen(bill.fund_pay_sumamt_fen),
        "othFeeAmt": from_fen(bill.hosp_part_amt_fen),
    }


def refund_parts(bill: Any) -> dict[str, int]:
    """What 6203 must say of a whole refund, in 分."""
    return {
        "totlRefdAmt": bill.medfee_sumamt_fen,
        "psnAcctRefdAmt": bill.acct_pay_fen,
        "fundRefdAmt": bill.fund_pay_sumamt_fen,
        "cashRefdAmt": bill.psn_cash_pay_fen,
    }


def _wrong(call: Call, place: str, name: str, reason: str) -> FieldWrong:
    label = tables.label_of(call.infno, name)
    return FieldWrong(place=place, field=name, label=label, reason=reason)
