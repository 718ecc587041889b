"""Tables of the kernel: tenants, allowed moves, outbox, keys, counters, working days."""

from .calendar import CalendarDay
from .idempotency import IdempotencyKey
from .outbox import OutboxMessage
from .rate import RateCounter
from .tenant import Tenant
from .transition import AllowedMove

__all__ = ["AllowedMove", "CalendarDay", "IdempotencyKey", "OutboxMessage", "RateCounter", "Tenant"]
