"""What an area sets for its vouchers (P15, P33)."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Policy:
    """Rules of one area on one day; the values here are the product's defaults.

    Amounts are 分; None means without limit, two empty times mean around the clock. ``slip_days``
    0 forbids printed slips, ``offline_hours`` 0 forbids passes without a network. ``slot_unit`` is
    ``holder_channel`` or ``channel``.
    """

    max_channels: int = 6
    slot_unit: str = "holder_channel"
    max_new_binds_a_month: int = 6
    txn_limit_fen: int | None = None
    day_limit_fen: int | None = None
    service_from: time | None = None
    service_to: time | None = None
    slip_days: int = 1
    slip_limit_fen: int = 50000
    offline_hours: int = 24
    offline_limit_fen: int = 20000

    @property
    def has_limits(self) -> bool:
        """Whether the area limits amounts or hours at all."""
        limits = (self.txn_limit_fen, self.day_limit_fen, self.service_from)
        return any(limit is not None for limit in limits)

    @property
    def hours(self) -> str:
        """The hours in words, ``7:00–22:00``; empty where there are none."""
        if self.service_from is None or self.service_to is None:
            return ""
        start, end = self.service_from, self.service_to
        return f"{start.hour}:{start.minute:02d}–{end.hour}:{end.minute:02d}"

    def serves_at(self, moment: time) -> bool:
        """Whether the voucher may be used at this time of the day; the last minute is excluded.

        Hours may reach over midnight (22:00 to 06:00); equal times mean the whole day.
        """
        if self.service_from is None or self.service_to is None:
            return True
        if self.service_from == self.service_to:
            return True
        if self.service_from < self.service_to:
            return self.service_from <= moment < self.service_to
        return moment >= self.service_from or moment < self.service_to
