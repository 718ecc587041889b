"""Plain values that pages hand to services."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

#: How long a conformance report lets its vendor ask to go live.
GREEN_FOR = timedelta(days=90)
#: Working days in which the bureau answers.
LIVE_DAYS = 5


@dataclass(frozen=True, slots=True)
class Application:
    """Who wants to connect a system, and for what."""

    name: str
    kind: str
    contact_name: str
    contact_phone: str
    purpose: str
    place: str


@dataclass(frozen=True, slots=True)
class LiveWish:
    """What somebody says who wants to go live; ``networks`` as typed, ``callback`` may be empty."""

    contact_name: str
    contact_phone: str
    networks: str
    callback: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a vendor has come; calls, refusals and their codes are those of 24 hours.

    ``is_ready``: everything is in its sandbox, not only the clients.
    """

    clients: int
    is_ready: bool
    keys: int
    calls: int
    refused: int
    has_called: bool
    endpoints: int
    failing: int
    is_green: bool
    codes: list[Any] = field(default_factory=list)
