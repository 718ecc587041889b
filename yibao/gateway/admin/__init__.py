"""Console pages of the gateway."""

from . import access, callbacks, log, mobile

__all__ = ["access", "callbacks", "log", "mobile"]
