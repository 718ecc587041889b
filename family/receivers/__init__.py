"""What family does for lower apps and the outbox: bindings that show, grants that spend."""

from . import aid, bindings

__all__ = ["aid", "bindings"]
