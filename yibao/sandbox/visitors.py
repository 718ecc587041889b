"""Whose world the tools show: that of the vendor whose member is signed in, else the demo city."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from yibao.kernel import tenants

#: Answers the sandbox of who asks, or None for everybody else.
World = Callable[[HttpRequest], Any]
_worlds: list[World] = []


def register(world: World) -> None:
    """Let the portal say whose member somebody is."""
    _worlds[:] = [world]


def world_of(request: HttpRequest) -> Any:
    """The vendor's own sandbox of a signed-in member; None for all others."""
    return next((found for world in _worlds if (found := world(request)) is not None), None)


def tenant_of(request: HttpRequest) -> Any:
    """The tenant that the tools show to who asks."""
    return world_of(request) or tenants.default()
