"""A pass for times without a network as its owner sees it."""

from dataclasses import dataclass
from datetime import datetime

from .codes import Svg


@dataclass(frozen=True, slots=True)
class ShownPass:
    """One pass (断网码); the text lives here only, the database keeps its keyed hash.

    ``limit_fen`` is what all passes of the person bring on a day, in 分.
    """

    ref: str
    text: str
    svg: Svg
    masked_name: str
    place: str
    device: str
    issued_at: datetime
    expires_at: datetime
    limit_fen: int

    def __repr__(self) -> str:
        """Never the text: a log line must not hold it (T07, T88)."""
        return f"ShownPass({self.ref})"
