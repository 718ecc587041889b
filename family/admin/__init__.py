"""Console pages of family."""

from . import grants

__all__ = ["grants"]
