"""Simulator of a text-message sender for demo people.

Delivered messages are read on the outbox page; ``DATA_DIR/simulators/sms`` may hold ``down`` or
``slow:<ms>`` to act out a fault.
"""

import time
from pathlib import Path

from django.conf import settings

from .port import SmsUnavailable


class SimulatedSmsGateway:
    """Accepts every message at once unless told to misbehave."""

    @property
    def _switch(self) -> Path:
        return Path(settings.DATA_DIR) / "simulators" / "sms"

    def send(self, *, phone: str, text: str, is_demo: bool, reference: str) -> None:
        mode = self._switch.read_text("utf-8").strip() if self._switch.exists() else ""
        if mode == "down":
            raise SmsUnavailable("simulated outage")
        if mode.startswith("slow:"):
            time.sleep(int(mode.removeprefix("slow:")) / 1000)
