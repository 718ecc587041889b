"""Refusals that a vendor rehearses in a sandbox: a bill of a magic amount is refused (feature 57).

The sandbox appoints who knows its table of amounts. Where nobody is appointed, as in production,
:func:`refuse` is one comparison; a client that is in no sandbox never comes to the table.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .errors import DomainError

SETTLE, REFUND = "settle", "refund"
Facts = Callable[[], Mapping[str, Any]]
Refuser = Callable[[str, int, Facts], DomainError | None]

_refuser: Refuser | None = None
_is_off: ContextVar[bool] = ContextVar("yibao_rehearsal_is_off", default=False)


def appoint(refuser: Refuser | None) -> None:
    """Let this function say which refusal a moment (``settle``, ``refund``) of a bill meets."""
    global _refuser  # the switch has to be one cheap module global
    _refuser = refuser


def refuse(moment: str, *, tenant: Any, fen: int, facts: Facts) -> None:
    """Raise the refusal that the total of the bill (分) asks for, in sandboxes only.

    ``facts`` are worked out only for a magic amount.
    """
    if _refuser is None or not tenant.is_sandbox or _is_off.get():
        return
    refusal = _refuser(moment, fen, facts)
    if refusal is not None:
        raise refusal


@contextmanager
def switched_off() -> Iterator[None]:
    """While the sandbox itself takes things back, no amount is magic."""
    token = _is_off.set(True)
    try:
        yield
    finally:
        _is_off.reset(token)
