"""Simulator of a scanner: it knows one piece of malware, the harmless test file of EICAR.

``DATA_DIR/simulators/antivirus`` may hold words that act out a fault: ``down``, ``slow:<ms>``,
``garbage`` (an answer that cannot be read). ``antivirus_program`` is the same behind a socket, in
the words of clamd.
"""

import time
from pathlib import Path

from django.conf import settings

from .antivirus_port import AntivirusUnavailable

PATIENCE_MS = 20_000
FOUND = "Eicar-Test-Signature"
# In two parts, so that no scanner takes this file for malware.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class SimulatedAntivirusGateway:
    """Scans in the same process."""

    def scan(self, data: bytes) -> str:
        """By the one signature, or as the switch says."""
        words = switch_words()
        if "down" in words or "garbage" in words:
            raise AntivirusUnavailable("simulated outage")
        wait(words)
        return found_in(data)


def found_in(data: bytes) -> str:
    """The name of what lies anywhere in the bytes."""
    return FOUND if EICAR in data else ""


def wait(words: list[str]) -> None:
    """As long as the switch says; too long is no answer."""
    waits = [int(word[5:]) for word in words if word.startswith("slow:") and word[5:].isdigit()]
    if not waits:
        return
    time.sleep(min(waits[0], PATIENCE_MS) / 1000)
    if waits[0] >= PATIENCE_MS:
        raise AntivirusUnavailable("late")


def switch_words() -> list[str]:
    """What the switch file says."""
    switch = Path(settings.DATA_DIR) / "simulators" / "antivirus"
    return switch.read_text("utf-8").split() if switch.exists() else []
