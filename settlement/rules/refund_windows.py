"""When a bill is voided, refunded, or taken back at a window only (feature row 54); pure."""

from datetime import datetime, timedelta

from ..data.refund_rules import RefundRules


def is_void(
    settled: datetime, now: datetime, rules: RefundRules, *, is_whole: bool, is_first: bool
) -> bool:
    """Whether taking back is a void: whole, untouched, the same day and before the hour.

    ``settled`` and ``now`` are Shanghai times.
    """
    is_same_day = settled.date() == now.date() and now >= settled
    return is_whole and is_first and is_same_day and now.time() <= rules.void_until


def is_too_late(settled: datetime, now: datetime, rules: RefundRules) -> bool:
    """Whether the days of refunds at a till are over; the last day counts."""
    return now.date() > settled.date() + timedelta(days=rules.refund_days)
