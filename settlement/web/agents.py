"""Who bought for the patient, in words (P90)."""

from typing import Any

from vouchers import selectors as vouchers


def words(scan: Any) -> str:
    """Somebody bought for the patient: the masked name where the register knows it; else empty."""
    if not vouchers.is_agents(scan):
        return ""
    name = vouchers.agent_name(scan)
    return f"{name}，窗口看过两人的身份证" if name else "窗口看过两人的身份证"
