"""What a face engine must offer."""

from typing import Protocol

from accounts.data import FaceAnswer


class FaceUnavailable(Exception):
    """The engine does not answer; nothing is known about the face."""


class FrameUnusable(Exception):
    """The bytes are no photo of a face."""


class FaceGateway(Protocol):
    """Compares one photo with the one that the police hold of this name and number."""

    name: str

    def compare(self, *, reference: str, name: str, certno: str, frame: bytes) -> FaceAnswer:
        """Judge the photo; ``reference`` lets the engine drop a repeat.

        Raises ``FaceUnavailable`` or ``FrameUnusable``; never guesses.
        """

    def acted_outcomes(self) -> tuple[tuple[str, str], ...]:
        """Outcomes a visitor may choose; empty for every real engine."""

    def acted_frame(self, choice: str) -> bytes:
        """The frame that stands for a chosen outcome."""
