"""1101 人员信息获取, 1162 电子凭证解码, 1201 医药机构信息获取."""

from typing import Any

from accounts.selectors import enrolments, institutions
from settlement.selectors import accounts
from yibao.kernel.errors import DomainError
from yibao.kernel.money import from_fen

from .. import identities
from ..data import Call, Kind
from ..errors import FieldMissing
from ..mapping import codes
from ..registry import transaction
from ..services import credentials, library

_MOST = 50
_EMPLOYEES = "310"


@transaction("1101", scope="vouchers:scan")
def person_info(call: Call) -> dict[str, Any] | DomainError:
    """Who shows the certificate, with every insurance and the balance of the own account."""
    kind = credentials.BUYING if call.institution.is_pharmacy else credentials.REGISTERING
    row = call.data["data"]
    scan = credentials.open_scan(by=call.by, call=call, row=row, business_type=kind)
    if isinstance(scan, DomainError):
        return scan
    person = scan.person
    return {
        "baseinfo": identities.base_of(by=call.by, person=person),
        "insuinfo": [_insurance(call, person, one) for one in enrolments.of(person)],
        "idetinfo": [],
    }


@transaction("1162", kind=Kind.READ, scope="vouchers:scan")
def decode(call: Call) -> dict[str, Any] | DomainError:
    """The code inside an envelope; repeated by its own key, not by the message's."""
    ask = library.ask_of({"data": call.data["data"]})
    found, refusal = library.decode(by=call.by, institution=call.institution, ask=ask)
    return refusal if refusal is not None else {"data": found}


@transaction("1201", kind=Kind.READ)
def institution_info(call: Call) -> dict[str, Any]:
    """Institutions under contract by code, or by part of the name."""
    asked = call.data["medinsinfo"]
    code, name = asked["fixmedins_code"], asked["fixmedins_name"]
    if not code and not name:
        raise FieldMissing(place="medinsinfo", field="fixmedins_code", label="定点医药机构编号")
    tenant = call.institution.tenant
    if code:
        found = [row for row in [institutions.by_code(tenant, code)] if row is not None]
    else:
        found = institutions.search(tenant, name, limit=_MOST)
    fitting = [row for row in found if row.fixmedins_type == asked["fixmedins_type"]]
    return {"medinsinfo": [_institution(call, row) for row in fitting]}


def _insurance(call: Call, person: Any, one: Any) -> dict[str, Any]:
    balance = accounts.balance_of(person) if one.insutype == _EMPLOYEES else None
    is_current = one.valid_to is None
    return {
        "balc": from_fen(balance or 0),
        "insutype": one.insutype,
        "psn_type": codes.psn_type(call.access, one.psn_type),
        "psn_insu_stas": one.psn_insu_stas,
        "psn_insu_date": one.valid_from,
        "paus_insu_date": None if is_current else one.valid_to,
        "cvlserv_flag": "1" if "civil_servant" in one.tags else "0",
        "insuplc_admdvs": one.insuplc_admdvs,
        "emp_name": "",
    }


def _institution(call: Call, row: Any) -> dict[str, Any]:
    return {
        "fixmedins_code": row.fixmedins_code,
        "fixmedins_name": row.name,
        "uscc": "",
        "fixmedins_type": row.fixmedins_type,
        "hosp_lv": codes.hosp_lv(call.access, row.hosp_lv),
        "exp_content": "",
    }
