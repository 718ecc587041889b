"""What is announced, and how a message is written (Standard Webhooks)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: Types with their words; a message holds type, time and ids, nothing else.
TYPES = {
    "settlement.settled": "结算完成",
    "settlement.refunded": "退费完成",
    "settlement.reversed": "结算已冲正",
    "visit.cancelled": "就诊已取消",
    "reconciliation.finished": "对账比对完成",
    "clearing.paid": "清算款已拨付",
    "offline_bill.checked": "断网单核对完成",
    "voucher.suspended": "医保码被本人停用",
}
#: Waits after each failed try; the last try is about 71 hours after the first.
WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 72000)
)
#: A wait is longer by up to this share, so that many do not come back at once.
JITTER = 0.1
#: A longer wish of the receiver (Retry-After) is not followed.
LONGEST_WISH = timedelta(hours=24)
KEPT = timedelta(days=30)
ROTATION = timedelta(hours=24)
MOST_ENDPOINTS = 10
#: At most so many messages are on their way to one address at the same time.
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Announcement:
    """One fact for the partners of an institution; ``key`` makes it unique.

    ``sequence`` counts the facts about the same object, so that a receiver can put them in order.
    ``fault`` is what a client of a sandbox asked the message to show (``kernel.faults``).
    """

    type: str
    key: str
    institution_id: int
    ids: dict[str, str]
    at: datetime
    sequence: int = 1
    fault: str = ""

    def body(self) -> dict[str, object]:
        """What is sent."""
        moment = self.at.isoformat(timespec="milliseconds")
        return {
            "type": self.type,
            "timestamp": moment,
            "data": {**self.ids, "sequence": self.sequence},
        }
