"""The e-voucher library's questions as plain HTTP: decode a shown code to an ecToken.

Two forms: the library's ``{orgId, transType, data, extra}`` and the bare ``{data: {…}}`` of 1162.
A lost answer does not burn the code: the same window that asks again gets the first answer.
``businessInfo`` says what the interface has no field for: ``patient_present`` (P90), or
``payer:`` and the ``mdtrt_id`` of the visit that this code is to pay for (P113).
"""

import json
from dataclasses import dataclass
from typing import Any

from vouchers.data import ScanAsk
from vouchers.services import scans
from yibao.kernel import crypto, idempotency
from yibao.kernel.errors import DomainError, ScopeMissing

from .. import identities, values, wire
from ..errors import CodeNotDecoded, FaceNotOffered, FieldMissing, StoredRefusal
from . import payer_codes, tokens

FACE = {"cn.nhsa.ec.auth", "cn.nhsa.auth.check"}
NOTIFY = "cn.nhsa.settle.notify"
NOT_A_CODE, REFUSED = 500159, 500160
_CODE_DIGITS = 28
_SCOPE = "vouchers:scan"


@dataclass(frozen=True, slots=True)
class Ask:
    """What a window wants decoded."""

    code: str
    business_type: str
    operator: str
    operator_name: str
    dept_code: str
    dept_name: str
    terminal: str
    presence: str
    #: ``mdtrt_id`` of the visit that is to be paid for; empty where a patient's code is shown.
    pays_for: str


def org_of(asked: dict[str, Any]) -> str:
    """The institution that a question names."""
    return _text(asked.get("orgId")) or _text(_data_of(asked).get("orgId"))


def answer(*, by: Any, institution: Any, asked: dict[str, Any]) -> tuple[bytes, DomainError | None]:
    """The reply in the form of the question, and the refusal for the log."""
    kind = _text(asked.get("transType"))
    if kind == NOTIFY:
        return _library(institution, {}), None
    if kind in FACE:
        refusal: DomainError = FaceNotOffered()
        return _refused(institution, kind, refusal), refusal
    try:
        found, refusal_told = decode(by=by, institution=institution, ask=ask_of(asked))
    except DomainError as refusal:
        return _refused(institution, kind, refusal), refusal
    if refusal_told is not None:
        return _refused(institution, kind, refusal_told), refusal_told
    if kind:
        return _library(institution, found), None
    return wire.dump({"code": 0, "type": "success", "message": "成功", "data": found}), None


def ask_of(asked: dict[str, Any]) -> Ask:
    """The question. Raises for one without a code or operator."""
    data = _data_of(asked)
    ask = Ask(
        code=_text(data.get("ecQrCode")) or _text(asked.get("extra")),
        business_type=_text(data.get("businessType")),
        operator=_text(data.get("operatorId")),
        operator_name=_text(data.get("operatorName"))[:40],
        dept_code=_text(data.get("officeId"))[:30],
        dept_name=_text(data.get("officeName"))[:60],
        terminal=_text(data.get("termId"))[:20],
        presence=_presence(data),
        pays_for=payer_codes.visit_named(_said(data)),
    )
    for name, label, value in (
        ("businessType", "用码业务类型", ask.business_type),
        ("operatorId", "操作员编号", ask.operator),
    ):
        if not value:
            raise FieldMissing(place="data", field=name, label=label)
    if len(ask.code) != _CODE_DIGITS or not (ask.code.isascii() and ask.code.isdigit()):
        raise CodeNotDecoded
    return ask


def decode(*, by: Any, institution: Any, ask: Ask) -> tuple[dict[str, Any], DomainError | None]:
    """Identity and ecToken of who shows the code, or the stored refusal.

    A payer's code gives neither: the answer names, masked, who is to pay (P113).
    """
    for scope in (_SCOPE, payer_codes.SCOPE) if ask.pays_for else (_SCOPE,):
        if scope not in by.allowed_scopes:
            raise ScopeMissing(scope=scope)
    # A wrong number must not use up the code, nor be kept under it.
    visit = payer_codes.visit_of(institution, ask.pays_for)
    told: list[DomainError] = []
    code = crypto.code_hash(ask.code)
    stored = idempotency.run(
        scope=f"gateway:{institution.pk}",
        key=f"library:{code}:{ask.operator}"[:255],
        fingerprint=crypto.blind_index(_wish(code, ask), "gateway.fingerprint"),
        is_money=False,
        work=lambda: _work(by, institution, ask, visit, told),
        refuse=lambda refusal: _stored_refusal(refusal, told),
    )
    found = json.loads(stored.body)
    if "refused" not in found:
        return found, None
    return {}, told[0] if told else StoredRefusal(said=found["refused"])


def _wish(code: str, ask: Ask) -> str:
    """The same code for something else is no repeat."""
    return ":".join(text for text in (code, ask.business_type, ask.pays_for) if text)


def _work(
    by: Any, institution: Any, ask: Ask, visit: Any, told: list[DomainError]
) -> idempotency.Answer:
    outcome = scans.redeem(by=by, institution=institution, ask=_scan_ask(ask, visit))
    if outcome.refusal is not None:
        return _stored_refusal(outcome.refusal, told)
    if visit is not None:
        shown = payer_codes.name(by=by, institution=institution, visit=visit, outcome=outcome)
        if isinstance(shown, DomainError):
            return _stored_refusal(shown, told)
        return idempotency.Answer(200, wire.dump(shown))
    token = tokens.give(by=by, institution=institution, scan=outcome.scan)
    shown = identities.of_library(by=by, person=outcome.person, enrolment=outcome.enrolment)
    return idempotency.Answer(200, wire.dump({**shown, "ecToken": token}))


def _stored_refusal(refusal: DomainError, told: list[DomainError]) -> idempotency.Answer:
    told.append(refusal)
    return idempotency.Answer(200, wire.dump({"refused": refusal.said}))


def _scan_ask(ask: Ask, visit: Any) -> ScanAsk:
    named = {} if visit is None else payer_codes.ask_of(visit)
    return ScanAsk(
        **named,
        medium="code",
        code=ask.code,
        business_type=ask.business_type,
        terminal=ask.terminal or ask.operator[:20],
        operator_code=ask.operator[:20],
        operator_name=ask.operator_name,
        dept_code=ask.dept_code,
        dept_name=ask.dept_name,
        presence=ask.presence,
    )


def _library(institution: Any, found: dict[str, Any]) -> bytes:
    """``data`` is a JSON text inside a text, as the library answers."""
    inner = json.dumps(found, ensure_ascii=False) if found else ""
    head = {"code": 0, "data": inner, "message": "成功"}
    return wire.dump({**head, "orgId": institution.fixmedins_code, "extra": ""})


def _refused(institution: Any, kind: str, refusal: DomainError) -> bytes:
    code = NOT_A_CODE if isinstance(refusal, CodeNotDecoded) else REFUSED
    if not kind:
        return wire.dump({"message": refusal.said, "success": False, "code": code})
    head = {"code": code, "data": "", "message": refusal.said}
    return wire.dump({**head, "orgId": institution.fixmedins_code, "extra": ""})


def _data_of(asked: dict[str, Any]) -> dict[str, Any]:
    data = asked.get("data")
    return data if isinstance(data, dict) else {}


def _presence(data: dict[str, Any]) -> str:
    """The clerk's word on who is there, where a relative shows the code (P90)."""
    said = _said(data)
    return said if said == "patient_present" else ""


def _said(data: dict[str, Any]) -> str:
    return _text(data.get("businessInfo")) or _text(data.get("extData"))


def _text(value: Any) -> str:
    return "" if values.is_empty(value) else (values.text_of(value) or "")
