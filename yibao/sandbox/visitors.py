"""Whose world the tools show: that of the vendor whose member is signed in, else the demo city."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from yibao.kernel import tenants


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member of a vendor: the sandbox, and whether the member may change anything in it."""

    tenant: Any
    may_act: bool


#: Answers who of a vendor asks; None for everybody else.
Known = Callable[[HttpRequest], Visitor | None]
_known: list[Known] = []


def register(known: Known) -> None:
    """Let the portal say whose member somebody is."""
    _known[:] = [known]


def of(request: HttpRequest) -> Visitor | None:
    """The signed-in member of a vendor; None for all others."""
    return next((found for known in _known if (found := known(request)) is not None), None)


def tenant_of(request: HttpRequest) -> Any:
    """The tenant that the tools show to who asks."""
    found = of(request)
    return found.tenant if found is not None else tenants.default()
