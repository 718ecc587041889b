"""What a sender of text messages must offer."""

from typing import Protocol


class SmsUnavailable(Exception):
    """The sender cannot be reached; try again later."""


class SmsRefused(Exception):
    """The sender will never accept this message."""


class SmsGateway(Protocol):
    """Sends one text message; raises ``SmsUnavailable`` or ``SmsRefused``."""

    def send(self, *, phone: str, text: str, is_demo: bool, reference: str) -> None:
        """Hand the message over; ``reference`` lets the sender drop a repeat."""
