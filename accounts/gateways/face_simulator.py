"""Simulator of a face engine: it compares nothing, and the page says so.

A visitor chooses the outcome, or sends any photo, which passes. ``DATA_DIR/simulators/face`` may
hold ``down``, ``slow:<ms>`` or ``fail`` to act out a fault.
"""

import time
from pathlib import Path

from django.conf import settings

from accounts.data import FaceAnswer

from .face_port import FaceUnavailable, FrameUnusable

_CHOICES = (("pass", "演示：通过"), ("fail", "演示：没有通过"))
_ACTED = {"pass": b"acted-face:pass", "fail": b"acted-face:fail"}
_PHOTO_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class SimulatedFaceGateway:
    """Passes photos and chosen passes; fails chosen failures."""

    name = "simulator"

    def compare(self, *, reference: str, name: str, certno: str, frame: bytes) -> FaceAnswer:
        """Act out an answer."""
        mode = self._mode()
        if mode == "down":
            raise FaceUnavailable("simulated outage")
        if mode.startswith("slow:"):
            time.sleep(int(mode.removeprefix("slow:")) / 1000)
        if frame not in _ACTED.values() and not frame.startswith(_PHOTO_STARTS):
            raise FrameUnusable("not a photo")
        if mode == "fail" or frame == _ACTED["fail"]:
            return FaceAnswer(False, self.name, "0.10", "simulated", ("not_matched",))
        return FaceAnswer(True, self.name, "0.99", "simulated")

    def acted_outcomes(self) -> tuple[tuple[str, str], ...]:
        """Both outcomes."""
        return _CHOICES

    def acted_frame(self, choice: str) -> bytes:
        """A marked text instead of a photo; unknown choices are no photo."""
        return _ACTED.get(choice, b"")

    def _mode(self) -> str:
        switch = Path(settings.DATA_DIR) / "simulators" / "face"
        return switch.read_text("utf-8").strip() if switch.exists() else ""
