"""Tables of the kernel: tenants, allowed moves, outbox, idempotency keys, rate counters."""

from .idempotency import IdempotencyKey
from .outbox import OutboxMessage
from .rate import RateCounter
from .tenant import Tenant
from .transition import AllowedMove

__all__ = ["AllowedMove", "IdempotencyKey", "OutboxMessage", "RateCounter", "Tenant"]
