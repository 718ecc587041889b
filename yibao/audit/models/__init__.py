"""Tables of the audit log; triggers refuse UPDATE, DELETE and TRUNCATE of events (T42)."""

from .events import AuditEvent, AuditSeal
from .glass import GlassSession

__all__ = ["AuditEvent", "AuditSeal", "GlassSession"]
