"""What a scanner for malware must offer (T53)."""

from typing import Protocol


class AntivirusUnavailable(Exception):
    """The scanner did not answer in time, or not in a way that can be read: nothing is known."""


class AntivirusGateway(Protocol):
    """Looks through the bytes of one upload before anything is done with them."""

    def scan(self, data: bytes) -> str:
        """The name of what was found; empty for a clean file. Raises ``AntivirusUnavailable``."""
