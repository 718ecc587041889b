"""Rows of fees: from the message to the services, and back with class and split."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from settlement.selectors import catalogue
from settlement.services import fees
from yibao.kernel.money import from_fen, to_fen

from .. import tables
from ..data import Call
from ..errors import FieldWrong
from . import codes

_MOST_NUMBER = 10**15
_LONGEST_NAME = 100
#: 限价 of an item that has none.
NO_LIMIT = Decimal(999999)
_NOT_APPROVED = "2"
_LINE_AMOUNTS = (
    "det_item_fee_sumamt",
    "fulamt_ownpay_amt",
    "overlmt_amt",
    "preselfpay_amt",
    "inscp_scp_amt",
)


def asks(call: Call, node: str, visit: Any) -> list[fees.FeeAsk]:
    """The rows of a node. Raises ``gateway.field_invalid`` for numbers that may not be."""
    rows = call.data[node]
    items = catalogue.by_codes({row["med_list_codg"] for row in rows}, visit.service_date)
    found = []
    for place, row in enumerate(rows, start=1):
        _refuse_numbers(call, f"{node} 第 {place} 行", row)
        found.append(_ask(row, items.get(row["med_list_codg"])))
    return found


def _ask(row: Mapping[str, Any], item: Any) -> fees.FeeAsk:
    name = item.name if item else row["medins_list_codg"]
    return fees.FeeAsk(
        feedetl_sn=str(row["feedetl_sn"]),
        cnt=row["cnt"],
        pric=row["pric"],
        fee_ocur_time=row["fee_ocur_time"],
        medins_list_name=name[:_LONGEST_NAME],
        med_list_codg=row["med_list_codg"],
        medins_list_codg=row["medins_list_codg"],
        rx_circ_flag="1" if row.get("rx_circ_flag") == "1" else "0",
        det_item_fee_sumamt_fen=to_fen(row["det_item_fee_sumamt"]),
        is_selfpay=row.get("hosp_appr_flag") == _NOT_APPROVED,
    )


def _refuse_numbers(call: Call, place: str, row: Mapping[str, Any]) -> None:
    """Digits only, not 0, at most 15 of them (3.2); counts and prices that can be."""
    if not 0 < row["feedetl_sn"] < _MOST_NUMBER:
        raise _wrong(call, place, "feedetl_sn", "应是 1 到 15 位数字，不能是 0")
    for name in ("pric", "det_item_fee_sumamt"):
        if row[name] < 0:
            raise _wrong(call, place, name, "不能为负数")
    if row["cnt"] <= 0:
        raise _wrong(call, place, "cnt", "应大于 0")


def _wrong(call: Call, place: str, name: str, reason: str) -> FieldWrong:
    return FieldWrong(
        place=place, field=name, label=tables.label_of(call.infno, name), reason=reason
    )


def results(call: Call, visit: Any, lines: Iterable[Any]) -> list[dict[str, Any]]:
    """Stored lines as ``result`` or ``detlcutinfo``."""
    rows = list(lines)
    items = catalogue.by_codes({line.med_list_codg for line in rows}, visit.service_date)
    return [result(call, line, items.get(line.med_list_codg)) for line in rows]


def result(call: Call, line: Any, item: Any) -> dict[str, Any]:
    """One line: what it is worth, its class, and its four parts (3.1, 4)."""
    limit = line.pric_uplmt_amt
    return {
        "feedetl_sn": line.feedetl_sn,
        "det_item_fee_sumamt": from_fen(line.amount_fen),
        "cnt": line.cnt,
        "pric": line.pric,
        "pric_uplmt_amt": NO_LIMIT if limit is None else limit,
        "selfpay_prop": line.selfpay_prop,
        "fulamt_ownpay_amt": from_fen(line.fulamt_ownpay_amt_fen),
        "overlmt_amt": from_fen(line.overlmt_selfpay_fen),
        "preselfpay_amt": from_fen(line.preselfpay_amt_fen),
        "inscp_scp_amt": from_fen(line.inscp_scp_amt_fen),
        "chrgitm_lv": codes.chrgitm_lv(call.access, line.chrgitm_lv),
        "med_chrgitm_type": codes.charge_kind(item.list_type if item else ""),
        "bas_medn_flag": "0",
        "hi_nego_drug_flag": "0",
        "chld_medc_flag": "0",
        "list_sp_item_flag": "0",
        "lmt_used_flag": "0",
        "drt_reim_flag": "0",
        "memo": "" if item else "不在医保目录内，按全自费计算",
    }


def taken_back(call: Call, row: Mapping[str, Any], before: Any, after: Any) -> dict[str, Any]:
    """What a row with a minus is worth: the line after it less the line before."""
    was, now = result(call, before, None), result(call, after, None) if after else {}
    amounts = {name: now.get(name, 0) - was[name] for name in _LINE_AMOUNTS}
    return {**was, **amounts, "feedetl_sn": str(row["feedetl_sn"]), "cnt": row["cnt"], "memo": ""}
