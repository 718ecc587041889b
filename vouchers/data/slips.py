"""A printed code as the counter hands it out."""

from dataclasses import dataclass
from datetime import datetime

from .codes import Svg


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """One printed code (settled 13); the text lives here only, the database keeps its keyed hash.

    ``limit_fen`` is the most that personal accounts pay with it, in 分.
    """

    ref: str
    code: str
    groups: tuple[str, ...]
    svg: Svg
    masked_name: str
    place: str
    issued_at: datetime
    expires_at: datetime
    limit_fen: int

    def __repr__(self) -> str:
        """Never the code: a log line must not hold it (T07, T88)."""
        return f"PrintedSlip({self.ref})"
