"""What notices do for the outbox."""

from typing import Any

from yibao.kernel import outbox

from . import services


@outbox.handles(services.SEND_TOPIC)
def send(payload: dict[str, Any]) -> None:
    """Hand an owed text message to the sender."""
    services.send_sms(by=None, sms_id=payload["sms"])
