"""The visit that a message names, and the scan that opens one."""

from typing import Any

from settlement.selectors import bills
from settlement.services import visits
from vouchers import selectors as vouchers
from yibao.kernel.errors import DomainError

from .. import tables
from ..data import Call
from ..errors import FieldMissing, FieldWrong
from . import credentials

_PLACE = "输入"


def named(*, by: Any, call: Call, row: dict[str, Any]) -> Any:
    """The institution's own visit by ``mdtrt_id``, of this ``psn_no``.

    Raises ``visit.not_found`` and ``gateway.field_invalid``.
    """
    visit = bills.visit_by_mdtrt(call.institution, row["mdtrt_id"])
    if visit.person.psn_no != row["psn_no"]:
        raise wrong(call, "psn_no", "不是这次就诊的人")
    if row.get("insutype") and row["insutype"] != visit.insutype:
        raise wrong(call, "insutype", f"和就诊登记的险种 {visit.insutype} 不一致")
    return visit


def wrong(call: Call, name: str, reason: str) -> FieldWrong:
    """A field of this message that is refused."""
    label = tables.label_of(call.infno, name)
    return FieldWrong(place=_PLACE, field=name, label=label, reason=reason)


def open_with(
    *, by: Any, call: Call, row: dict[str, Any], business_type: str, ask: dict[str, Any]
) -> Any:
    """Open a visit with the certificate of a row; ``ask`` is ``VisitAsk`` without the scan.

    Answers the visit, or the ``DomainError`` of a refused scan, which the caller returns.
    """
    if not row["mdtrt_cert_no"]:
        label = tables.label_of(call.infno, "mdtrt_cert_no")
        raise FieldMissing(place=_PLACE, field="mdtrt_cert_no", label=label)
    scan = _scan(by, call, row, business_type)
    if isinstance(scan, DomainError):
        return scan
    visit = visits.register(
        by=by, institution=call.institution, ask=visits.VisitAsk(scan_id=scan.scan_id, **ask)
    )
    if visit.insutype != row["insutype"]:
        raise wrong(call, "insutype", f"和参保人现在的险种 {visit.insutype} 不一致")
    credentials.opened(by=by, call=call, row=row, mdtrt_id=visit.mdtrt_id)
    return visit


def _scan(by: Any, call: Call, row: dict[str, Any], business_type: str) -> Any:
    """A number without a name proves nothing by itself: 1101 has read the card just before."""
    is_bare = row["mdtrt_cert_type"] == credentials.ID_CARD and not row.get("psn_name")
    if is_bare:
        found = vouchers.live_scan_of_card(by, row["psn_no"], row["mdtrt_cert_no"])
        if found is not None:
            return found
    return credentials.open_scan(by=by, call=call, row=row, business_type=business_type)


def of_person(row: dict[str, Any], kind: str) -> dict[str, str]:
    """Code and name of a department or doctor in the form of visits."""
    pairs = {
        "dept": ("dept_code", "dept_name"),
        "doctor": ("atddr_no", "dr_name"),
        "adm_dept": ("adm_dept_codg", "adm_dept_name"),
        "adm_doctor": ("atddr_no", "chfpdr_name"),
        "dscg_dept": ("dscg_dept_codg", "dscg_dept_name"),
    }
    code, name = pairs[kind]
    most = 60 if kind.endswith("dept") else 40
    return {"id": row[code] or "", "name": (row[name] or "")[:most]}
