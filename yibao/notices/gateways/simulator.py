"""Simulator of a text-message sender for demo people.

Delivered messages are read on the outbox page; ``DATA_DIR/simulators/sms`` may hold ``down``,
``refuse`` or ``slow:<ms>`` to act out a fault.
"""

import time
from pathlib import Path

from django.conf import settings

from .port import SmsRefused, SmsUnavailable


def act_out(name: str) -> None:
    """Do what the switch file of this simulator says."""
    switch = Path(settings.DATA_DIR) / "simulators" / name
    mode = switch.read_text("utf-8").strip() if switch.exists() else ""
    if mode == "down":
        raise SmsUnavailable("simulated outage")
    if mode == "refuse":
        raise SmsRefused("simulated refusal")
    if mode.startswith("slow:"):
        time.sleep(int(mode.removeprefix("slow:")) / 1000)


class SimulatedSmsGateway:
    """Accepts every message at once unless told to misbehave."""

    def send(self, *, phone: str, text: str, is_demo: bool, reference: str) -> None:
        act_out("sms")
