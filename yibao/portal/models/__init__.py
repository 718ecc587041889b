"""Tables of the open platform."""

from .record import RequestRecord
from .vendor import Member, Vendor

__all__ = ["Member", "RequestRecord", "Vendor"]
