"""The one table ``infno → handler``; modules of ``transactions`` enter theirs by the decorator."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yibao.kernel.errors import DomainError

from . import tables
from .data import Call, Kind
from .errors import TransactionNotOffered, UnknownTransaction

Handler = Callable[[Call], Any]
Prepare = Callable[[Call], None]
Refused = Callable[[Call, DomainError], DomainError]

_ENTRIES: dict[str, "Entry"] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """How a number is answered.

    ``handle`` runs inside the transaction and answers the nodes of ``output`` (``Decimal`` amounts
    in yuan, dates, texts), None for no output, a ``FileReply``, or a ``DomainError`` that is told
    while what was written stays. ``prepare`` runs before it, outside of it; ``refused`` runs inside
    it when a rule refuses, and answers the error to tell.
    """

    infno: str
    handle: Handler
    kind: Kind
    prepare: Prepare | None
    refused: Refused | None
    scope: str


# What a client must be allowed where an entry does not say it.
_SCOPES = {Kind.READ: "", Kind.WRITE: "visits:write", Kind.MONEY: "settlements:write"}


def transaction(
    infno: str,
    *,
    kind: Kind = Kind.WRITE,
    prepare: Prepare | None = None,
    refused: Refused | None = None,
    scope: str | None = None,
) -> Callable[[Handler], Handler]:
    """Enter a handler for a number: ``@transaction("2207", kind=Kind.MONEY)``.

    ``scope`` is the right that the client needs (as for REST); by kind where it is not named.
    """
    right = _SCOPES[kind] if scope is None else scope

    def enter(handle: Handler) -> Handler:
        if infno in _ENTRIES:
            raise TypeError(f"{infno} has two handlers")
        if not tables.has(infno):
            raise TypeError(f"{infno} has no field table")
        _ENTRIES[infno] = Entry(infno, handle, kind, prepare, refused, right)
        return handle

    return enter


def entry_of(infno: str) -> Entry:
    """The entry of a number. Raises for numbers not offered here and for unknown ones."""
    entry = _ENTRIES.get(infno)
    if entry is not None:
        return entry
    name = tables.known().get(infno)
    if name is None:
        raise UnknownTransaction(infno=infno[:10])
    raise TransactionNotOffered(infno=infno, name=name)


def offered() -> list[str]:
    """All numbers that are answered."""
    return sorted(_ENTRIES)


def discover() -> None:
    """Load every module of ``transactions``."""
    package = importlib.import_module("yibao.gateway.transactions")
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
