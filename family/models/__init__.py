"""Tables of family."""

from .grant import Grant

__all__ = ["Grant"]
