"""Whether money acts wait after a change of number (T16)."""

from datetime import datetime
from typing import Any

from accounts.errors import MoneyHeld
from yibao.kernel import clock


def held_until(user: Any) -> datetime | None:
    """When money acts open again; None where they are open."""
    until = user.money_held_until
    return until if until is not None and until > clock.now() else None


def refusal(user: Any) -> MoneyHeld | None:
    """The refusal for a money act now, saying when it opens; None where it may go on."""
    until = held_until(user)
    if until is None:
        return None
    local = clock.local(until)
    text = f"{local.month} 月 {local.day} 日 {local:%H:%M}"
    return MoneyHeld(opens=text, _until=until)
