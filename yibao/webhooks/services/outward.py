"""The guarded way out for other forms of message than the webhooks' own (T80)."""

from typing import Any

from .. import gateways
from ..errors import AddressRefused


def check(*, by: Any, url: str) -> None:
    """Whether the address may be called at all. Raises ``webhooks.address_refused``."""
    why = gateways.refusal_of(url)
    if not why:
        try:
            gateways.resolve(url)
        except gateways.Refused as refusal:
            why = str(refusal)
    if why:
        raise AddressRefused(why=why)


def post(*, by: Any, url: str, headers: dict[str, str], body: bytes, keep: int) -> gateways.Answer:
    """Send once, as the webhooks do: judged address, no redirects, ten seconds in all.

    At most ``keep`` characters of the answer are kept (2,048 bytes are read). Every failure is an
    answer.
    """
    return gateways.post(url, headers=headers, body=body, keep=keep)
