"""The counter (柜台代办): a clerk acts for a person who stands at the desk."""

from . import log

__all__ = ["log"]
