"""Console pages of the gateway."""

from . import access, log, mobile

__all__ = ["access", "log", "mobile"]
