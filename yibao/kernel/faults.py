"""Faults that a client of a sandbox asks for with one call (``X-Sandbox-Fault``, feature 57).

The middleware of the sandbox opens a call with :func:`during`; without it, as in production,
every function here is one comparison. Nothing acts before :func:`admit` has heard who calls.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .errors import DomainError

BEFORE, AFTER = "timeout_before_commit", "timeout_after_commit"
SLOW, ERROR = "slow", "error"
TWICE, UNSIGNED, SKEW = "duplicate_webhook", "bad_signature", "clock_skew"
#: Without an amount; what an amount of the others may be: milliseconds, status, seconds.
PLAIN = (BEFORE, AFTER, TWICE, UNSIGNED)
RANGES = {SLOW: (1, 10_000), ERROR: (500, 599), SKEW: (-86_400, 86_400)}
_OF_WEBHOOKS = (TWICE, UNSIGNED, SKEW)


class FaultUnknown(DomainError):
    """The header names no fault, or an amount out of its range."""

    code = "sandbox.fault_unknown"
    status = 422
    title = "没有这种演示故障"
    detail = (
        "X-Sandbox-Fault 只能是 timeout_after_commit、timeout_before_commit、"
        "slow:毫秒（最多 10000）、error:状态码（500–599）、duplicate_webhook、bad_signature、"
        "clock_skew:±秒（最多一天）。"
    )


class FaultNotAllowed(DomainError):
    """Faults are for clients of a sandbox only; nothing was done."""

    code = "sandbox.fault_not_allowed"
    status = 422
    title = "正式接入不能要求故障"
    detail = "X-Sandbox-Fault 只对演示环境的密钥有效。这次调用没有办理，请去掉这个请求头。"


class AskedFault(DomainError):
    """The failure that the call asked for; nothing was done."""

    code = "sandbox.asked_fault"
    status = 503
    title = "演示故障"
    detail = "这是 X-Sandbox-Fault 要求的失败，什么都没有办理。"


class AnswerLost(Exception):
    """The call ends here without an answer; what it had begun is rolled back."""


@dataclass(slots=True)
class Fault:
    """One fault; ``amount`` as in :data:`RANGES`. It acts once the caller is admitted."""

    kind: str
    amount: int = 0
    is_admitted: bool = False

    @property
    def text(self) -> str:
        """As the header writes it."""
        if self.kind in PLAIN:
            return self.kind
        return (
            f"{self.kind}:{self.amount:+d}" if self.kind == SKEW else f"{self.kind}:{self.amount}"
        )


_current: ContextVar[Fault | None] = ContextVar("yibao_fault", default=None)


def parse(text: str) -> Fault:
    """The fault of a header. Raises ``sandbox.fault_unknown``."""
    kind, colon, amount = text.strip().partition(":")
    if kind in PLAIN and not colon:
        return Fault(kind)
    digits = amount[1:] if kind == SKEW and amount[:1] in ("+", "-") else amount
    if kind not in RANGES or not (digits.isascii() and digits.isdigit() and len(digits) < 7):
        raise FaultUnknown
    low, high = RANGES[kind]
    if not low <= int(amount) <= high:
        raise FaultUnknown
    return Fault(kind, int(amount))


@contextmanager
def during(fault: Fault) -> Iterator[Fault]:
    """One call that carries this fault."""
    token = _current.set(fault)
    try:
        yield fault
    finally:
        _current.reset(token)


def admit(tenant: Any, *, commits: bool) -> None:
    """Hear who calls, after it has shown who it is; from here on the fault acts.

    ``commits`` says whether the call comes to :func:`before_commit`; one that does not is lost
    before it is begun. Raises ``sandbox.fault_not_allowed``, ``.asked_fault``, ``AnswerLost``.
    """
    fault = _current.get()
    if fault is None or fault.is_admitted:
        return
    if not tenant.is_sandbox:
        raise FaultNotAllowed
    fault.is_admitted = True
    if fault.kind == ERROR:
        raise AskedFault
    if fault.kind == SLOW:
        time.sleep(fault.amount / 1000)
    if fault.kind == BEFORE and not commits:
        raise AnswerLost


def before_commit() -> None:
    """Pass the last moment of a transaction that keeps its answer (``kernel.idempotency``)."""
    fault = _acting()
    if fault is not None and fault.kind == BEFORE:
        raise AnswerLost


def skewed(moment: datetime, tenant: Any = None) -> datetime:
    """The moment by a clock that is wrong, where the call asked for one.

    ``tenant`` is whose client it would be, where a check of the time comes before :func:`admit`.
    """
    fault = _current.get()
    if fault is None or fault.kind != SKEW:
        return moment
    is_heard = fault.is_admitted or (tenant is not None and tenant.is_sandbox)
    return later(moment, fault) if is_heard else moment


def later(moment: datetime, fault: Fault) -> datetime:
    """The moment by the wrong clock of this fault."""
    return moment + timedelta(seconds=fault.amount)


def marked(payload: dict[str, Any]) -> dict[str, Any]:
    """What is owed to the outbox, with the fault its webhooks shall show."""
    fault = _acting()
    if fault is None or fault.kind not in _OF_WEBHOOKS:
        return payload
    return {**payload, "fault": fault.text}


def _acting() -> Fault | None:
    fault = _current.get()
    return fault if fault is not None and fault.is_admitted else None
