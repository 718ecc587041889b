"""A code as one phone shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


class Svg(str):
    """A drawing that we made ourselves from digits: templates take it as it is.

    It speaks the protocol of safe text, so no text from outside may ever be put into one.
    """

    __slots__ = ()

    def __html__(self) -> str:
        """The drawing itself."""
        return str(self)


@dataclass(frozen=True, slots=True)
class CodePill:
    """One name on the code page: whose code a tap shows."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody whose code a login may show; ``relation`` is what that person is to the login."""

    ref: str
    person: Any
    relation: str


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """One dynamic code (P19, P20). ``code`` lives here only; the database keeps its keyed hash.

    ``server_time`` is the moment of issue by the database clock; ``refresh_at`` lies at 75 % of
    the life. ``warnings`` are errors that do not stop the code (``voucher.restricted``).
    """

    code_id: UUID
    code: str
    groups: tuple[str, ...]
    svg: Svg
    barcode_svg: Svg
    server_time: datetime
    refresh_at: datetime
    expires_at: datetime
    life_seconds: int
    masked_name: str
    place: str
    insurance: str
    presented_as: str = ""
    warnings: tuple[Any, ...] = ()

    @property
    def seconds_left(self) -> int:
        """Whole seconds at the moment of issue."""
        return self.life_seconds

    @property
    def refresh_after(self) -> int:
        """Seconds after which a phone asks for the next code."""
        return int((self.refresh_at - self.server_time).total_seconds())

    def __repr__(self) -> str:
        """Never the code: a log line must not hold it (T07, T88)."""
        return f"IssuedCode({self.code_id})"
