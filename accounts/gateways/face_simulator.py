"""Simulator of a face engine: it compares nothing, and the page says so.

A visitor chooses the outcome, or sends any photo, which passes. ``DATA_DIR/simulators/face`` may
hold ``down``, ``slow:<ms>``, ``fail`` or ``review`` to act out a fault.
"""

import time
from pathlib import Path

from django.conf import settings

from accounts.data import FaceAnswer, FaceTask

from .face_port import FaceUnavailable, FrameUnusable

_CHOICES = (("pass", "演示：通过"), ("fail", "演示：没有通过"), ("review", "演示：要人工核实"))
_ACTED = {choice: f"acted-face:{choice}".encode() for choice, _ in _CHOICES}
_SCORES = {"pass": "0.99", "fail": "0.10", "review": "0.39"}
_REASONS = {"fail": ("not_matched",), "review": ("uncertain",)}
_PHOTO_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class SimulatedFaceGateway:
    """Passes photos and chosen passes; fails chosen failures."""

    name = "simulator"
    needs_template = False

    def compare(self, task: FaceTask) -> FaceAnswer:
        """Act out an answer."""
        mode = self._mode()
        if mode == "down":
            raise FaceUnavailable("simulated outage")
        if mode.startswith("slow:"):
            time.sleep(int(mode.removeprefix("slow:")) / 1000)
        frame = task.frames[0]
        chosen = next((choice for choice, acted in _ACTED.items() if acted == frame), "")
        if not chosen and not frame.startswith(_PHOTO_STARTS):
            raise FrameUnusable("not a photo")
        said = mode if mode in _REASONS else chosen or "pass"
        return FaceAnswer(
            said,
            self.name,
            score=_SCORES[said],
            liveness="simulated",
            reasons=_REASONS.get(said, ()),
        )

    def acted_outcomes(self) -> tuple[tuple[str, str], ...]:
        """All outcomes."""
        return _CHOICES

    def acted_frame(self, choice: str) -> bytes:
        """A marked text instead of a photo; unknown choices are no photo."""
        return _ACTED.get(choice, b"")

    def is_acted(self, frame: bytes) -> bool:
        """Whether the frame stands for a choice."""
        return frame in _ACTED.values()

    def _mode(self) -> str:
        switch = Path(settings.DATA_DIR) / "simulators" / "face"
        return switch.read_text("utf-8").strip() if switch.exists() else ""
