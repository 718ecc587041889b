"""One call: prepared, done once, answered; a repeat gets the first answer byte for byte."""

from datetime import datetime
from secrets import randbelow
from typing import Any

from yibao.kernel import clock, faults, idempotency
from yibao.kernel.errors import DomainError, ScopeMissing

from .. import tables, wire
from ..data import Call, FileReply, Kind
from ..registry import Entry

SUCCESS, FAILURE = 0, -1
LONGEST_SENTENCE = 200


def perform(*, by: Any, call: Call, entry: Entry) -> bytes | FileReply:
    """The reply to a call: the body of an envelope, or a file.

    Refusals by rule are replies too (``infcode`` -1). Raises ``DomainError`` for what is not
    stored: shape, busy, a key used for another message.
    """
    arrived = faults.skewed(clock.now())
    if entry.scope and entry.scope not in by.allowed_scopes:
        raise ScopeMissing(scope=entry.scope)
    if entry.prepare is not None:
        entry.prepare(call)
    if entry.kind is Kind.READ:
        result = entry.handle(call)
        return result if isinstance(result, FileReply) else _rendered(call, result, arrived)
    answer = idempotency.run(
        scope=call.scope,
        key=call.key,
        fingerprint=call.fingerprint,
        is_money=entry.kind is Kind.MONEY,
        work=lambda: _answer(_rendered(call, entry.handle(call), arrived)),
        refuse=lambda refusal: _answer(_refused(call, entry, refusal, arrived)),
    )
    return answer.body


def refusal_body(
    refusal: DomainError, *, region: str = "", arrived: datetime | None = None
) -> bytes:
    """The envelope of a refusal."""
    return _envelope(FAILURE, sentence(refusal), None, region, arrived or clock.now())


def sentence(refusal: DomainError) -> str:
    """What the clerk reads: at most 200 characters."""
    said = refusal.said
    return said if len(said) <= LONGEST_SENTENCE else f"{said[: LONGEST_SENTENCE - 1]}…"


def _rendered(call: Call, result: Any, arrived: datetime) -> bytes:
    region = _region(call)
    if isinstance(result, DomainError):
        call.told.append(result)
        return refusal_body(result, region=region, arrived=arrived)
    table = tables.table(call.infno)
    output = wire.shape(table, result) if table.outputs else (result or {})
    return _envelope(SUCCESS, "", output, region, arrived)


def _refused(call: Call, entry: Entry, refusal: DomainError, arrived: datetime) -> bytes:
    if entry.refused is not None:
        refusal = entry.refused(call, refusal)
    call.told.append(refusal)
    return refusal_body(refusal, region=_region(call), arrived=arrived)


def _answer(body: bytes) -> idempotency.Answer:
    return idempotency.Answer(200, body)


def _region(call: Call) -> str:
    return getattr(call.access, "region", "") or call.institution.admdvs


def _envelope(code: int, words: str, output: Any, region: str, arrived: datetime) -> bytes:
    now = faults.skewed(clock.now())
    body: dict[str, Any] = {
        "infcode": code,
        "inf_refmsgid": _number(region, now),
        "refmsg_time": _stamp(arrived),
        "respond_time": _stamp(now),
        "err_msg": words,
        "warn_msg": "",
        "cainfo": "",
        "signtype": "",
    }
    if code == SUCCESS:
        body["output"] = output
    return wire.dump(body)


def _number(region: str, now: datetime) -> str:
    return f"{region or '000000'}{clock.local(now):%Y%m%d%H%M%S}{randbelow(10**10):010}"


def _stamp(moment: datetime) -> str:
    local = clock.local(moment)
    return f"{local:%Y%m%d%H%M%S}{local.microsecond // 1000:03}"
