"""Who is at the counter by a certificate: 01 ecToken, 02 number with name, 03 card."""

from typing import Any

from accounts.selectors import people
from vouchers.data import ScanAsk
from vouchers.services import scans
from yibao.kernel import idcard, names
from yibao.kernel.errors import DomainError

from ..data import Call
from ..errors import FieldMissing, FieldWrong, TokenOfAnotherPerson
from . import tokens

EC_TOKEN, ID_CARD, SOCIAL_CARD = "01", "02", "03"
# Business types (code_biz_type) of what a certificate is read for.
REGISTERING, ADMITTING, SETTLING, BUYING = "01101", "01103", "01301", "02121"
_PLACE = "输入"


def open_scan(*, by: Any, call: Call, row: dict[str, Any], business_type: str) -> Any:
    """The scan with which a visit may be opened; for 02 and 03 it is made now and stored.

    ``row`` has ``mdtrt_cert_type``, ``mdtrt_cert_no`` and, for 02, ``psn_name``. Answers the scan,
    or the ``DomainError`` of a refused one, which the caller returns (not raises), so that the
    refused scan stays stored. Where ``row`` has a ``psn_no``, it must be that person's.
    """
    kind = row["mdtrt_cert_type"]
    if kind == EC_TOKEN:
        scan = tokens.scan_of(by=by, institution=call.institution, token=row["mdtrt_cert_no"])
    else:
        outcome = scans.redeem(
            by=by, institution=call.institution, ask=_ask(call, row, business_type)
        )
        if outcome.refusal is not None:
            return outcome.refusal
        scan = outcome.scan
    _require(scan.person, row.get("psn_no"))
    return scan


def opened(*, by: Any, call: Call, row: dict[str, Any], mdtrt_id: str) -> None:
    """A visit was opened with the certificate: an ecToken serves it from now on."""
    if row["mdtrt_cert_type"] == EC_TOKEN:
        tokens.bind(
            by=by, institution=call.institution, token=row["mdtrt_cert_no"], mdtrt_id=mdtrt_id
        )


def check(
    *, by: Any, call: Call, row: dict[str, Any], mdtrt_id: str, psn_no: str, fresh: bool = False
) -> None:
    """The certificate of a later message is the patient's. An absent one is not judged.

    ``fresh`` asks for a code that was shown within the last half hour (discharge). Raises
    ``gateway.token_unknown``, ``gateway.certificate_mismatch``.
    """
    number = row.get("mdtrt_cert_no")
    if not number:
        return
    if row["mdtrt_cert_type"] == EC_TOKEN:
        tokens.check(
            by=by, institution=call.institution, token=number, mdtrt_id=mdtrt_id, psn_no=psn_no,
            fresh=fresh,
        )  # fmt: skip
        return
    _require(_holder(call, row["mdtrt_cert_type"], number), psn_no)


def _holder(call: Call, kind: str, number: str) -> Any:
    tenant = call.institution.tenant
    if kind == SOCIAL_CARD:
        return people.by_card(tenant, number)
    try:
        return people.by_certno(tenant, idcard.parse_certno(number))
    except idcard.NotACertNo:
        return None


def _require(person: Any, psn_no: str | None) -> None:
    if psn_no and (person is None or person.psn_no != psn_no):
        raise TokenOfAnotherPerson


def _ask(call: Call, row: dict[str, Any], business_type: str) -> ScanAsk:
    common = {
        "business_type": business_type,
        "terminal": call.envelope.opter[:20],
        "operator_code": call.envelope.opter[:20],
        "operator_name": call.envelope.opter_name[:40],
        "dept_code": row.get("dept_code") or "",
        "dept_name": (row.get("dept_name") or "")[:60],
    }
    if row["mdtrt_cert_type"] == SOCIAL_CARD:
        return ScanAsk(medium="social_card", card_no=row["mdtrt_cert_no"], **common)
    return ScanAsk(medium="id_card", certno=_certno(row), name=_name(row), **common)


def _certno(row: dict[str, Any]) -> str:
    try:
        return idcard.parse_certno(row["mdtrt_cert_no"])
    except idcard.NotACertNo as wrong:
        raise _wrong("mdtrt_cert_no", "就诊凭证编号", wrong.message) from wrong


def _name(row: dict[str, Any]) -> str:
    """A number alone proves nothing: the name goes with it (T04)."""
    if not row.get("psn_name"):
        raise FieldMissing(place=_PLACE, field="psn_name", label="人员姓名")
    try:
        return names.parse_name(row["psn_name"])
    except names.NotAName as wrong:
        raise _wrong("psn_name", "人员姓名", wrong.message) from wrong


def _wrong(field: str, label: str, reason: str) -> DomainError:
    return FieldWrong(place=_PLACE, field=field, label=label, reason=reason.rstrip("。"))
