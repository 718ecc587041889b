"""Regional rules of taking a bill back, as the services read them (feature row 54)."""

from dataclasses import dataclass
from datetime import time

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class RefundRules:
    """Rules of one area and day; the defaults hold where the area has set none.

    ``void_until``: a whole bill that goes back on its own day before this time is voided (撤销),
    after it refunded (退费). ``refund_days``: days after the settlement on which a till may still
    refund. ``after_clearing``: whether it may when the month was paid to the institution.
    """

    void_until: time = END_OF_DAY
    refund_days: int = 365
    after_clearing: bool = True
