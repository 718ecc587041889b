"""Words, tags and links that the pages of settlement share."""

from typing import Any

from yibao.kernel.console import person_link, tag

__all__ = ["STATE_KINDS", "person_link", "state_tag"]

STATE_KINDS = {
    "SETTLED": "ok",
    "PARTLY_REFUNDED": "warn",
    "REFUNDED": "neutral",
    "REVERSED": "neutral",
    "CANCELLED": "neutral",
    "PENDING": "info",
    "FAILED": "error",
    "QUOTED": "info",
    "FEES": "info",
    "REGISTERED": "info",
    "DRAFT": "info",
    "ACTIVE": "ok",
    "RETIRED": "neutral",
}


def state_tag(row: Any) -> str:
    """The state in words and colour."""
    return tag(STATE_KINDS.get(row.state, "neutral"), row.get_state_display())
