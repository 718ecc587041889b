"""What a face engine must offer."""

from typing import Protocol

from accounts.data import FaceAnswer, FaceTask


class FaceUnavailable(Exception):
    """The engine does not answer; nothing is known about the face."""


class FrameUnusable(Exception):
    """The bytes are no photo of one face; ``reasons`` are keys of the advice, perhaps none."""

    def __init__(self, said: str = "", reasons: tuple[str, ...] = ()) -> None:
        self.reasons = reasons
        super().__init__(said or ", ".join(reasons))


class NoReference(Exception):
    """The register holds nothing that this engine could compare the face with."""


class FaceGateway(Protocol):
    """Compares a face with what the register holds of this name and number."""

    name: str
    # Whether a real photo is compared with ``FaceTask.template`` of our own register.
    needs_template: bool

    def compare(self, task: FaceTask) -> FaceAnswer:
        """Judge the frames; ``task.reference`` lets the engine drop a repeat.

        Raises ``FaceUnavailable``, ``FrameUnusable`` or ``NoReference``; never guesses.
        """

    def acted_outcomes(self) -> tuple[tuple[str, str], ...]:
        """Outcomes a visitor may choose; empty for every real engine."""

    def acted_frame(self, choice: str) -> bytes:
        """The frame that stands for a chosen outcome."""
