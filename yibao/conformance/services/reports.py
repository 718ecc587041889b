"""What stands in a report, its signature, and whether a report is genuine.

Signed is ``YBCR1.`` and the Base64 text of the one spelling of the document, by the key of codes on
paper (Ed25519); the prefix keeps the two apart.
"""

import base64
from dataclasses import dataclass
from typing import Any

from accounts.selectors import institutions
from vouchers.services import signing_keys
from yibao.kernel import clock, strictjson

from ..data import LIGHT_WORDS, Verdict

TYPE, VERSION, ALGORITHM = "yibao.conformance.report", 1, "EdDSA"
_PREFIX = "YBCR1."
_COMPROMISED = "COMPROMISED"


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a report is genuine, said in one sentence."""

    is_genuine: bool
    words: str


def document(*, by: Any, run: Any, verdicts: list[Verdict]) -> dict[str, Any]:
    """The report: whose, when, and every case with the call that decided it."""
    return {
        "type": TYPE,
        "version": VERSION,
        "run": run.ref,
        "tenant": run.tenant.code,
        "tenant_name": run.tenant.name,
        "institutions": [
            {"fixmedins_code": row.fixmedins_code, "name": row.name}
            for row in institutions.search(run.tenant, "", limit=50)
        ],
        "started_at": _moment(run.started_at),
        "ended_at": _moment(run.ended_at),
        "total": len(verdicts),
        "passed": run.passed,
        "cases": [_case(one) for one in verdicts],
    }


def sign(*, by: Any, document: dict[str, Any]) -> tuple[str, str]:
    """The key's id and the signature, Base64 for addresses without padding."""
    key = signing_keys.active(by=by)
    raw = signing_keys.sign(by=by, key=key, signed=_signed(document))
    return key.kid, _encode(raw)


def sealed(*, by: Any, run: Any) -> dict[str, Any]:
    """The report as it is handed out."""
    return {
        "report": run.report,
        "alg": ALGORITHM,
        "kid": run.kid,
        "signature": run.signature,
    }


def check(*, by: Any, text: bytes) -> Checked:
    """Whether somebody's file is a report of ours, unchanged, by a key that is still trusted."""
    try:
        found = strictjson.loads(text)
        signed = _signed(found["report"]).encode("ascii")
        signature = _decode(found["signature"])
    except (KeyError, TypeError, AttributeError, ValueError):  # also no JSON, no Base64, no ASCII
        return Checked(False, "这不是一份自测报告。")
    key = signing_keys.verifier_of(by=by, signed=signed, signature=signature)
    if key is None:
        return Checked(False, "签名不符：报告被改过，或者不是本平台出的。")
    if key.state == _COMPROMISED:
        return Checked(False, "签名密钥已经作废，请重新自测。")
    report = found["report"]
    return Checked(True, f"报告真实，没有改动：{report['passed']}/{report['total']} 个用例通过。")


def _case(one: Verdict) -> dict[str, Any]:
    call = one.call
    return {
        "key": one.case.key,
        "title": one.case.title,
        "rule": one.case.rule,
        "result": one.light.value,
        "result_text": LIGHT_WORDS[one.light],
        "infno": call.infno if call else "",
        "msgid": call.msgid if call else "",
        "words": one.words,
    }


def _signed(document: dict[str, Any]) -> str:
    return _PREFIX + _encode(strictjson.canonical(document))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _moment(at: Any) -> str:
    return clock.local(at).isoformat(timespec="seconds")
