"""The way out: addresses that may be called, and calling them."""

from .addresses import Refused, Target, refusal_of, resolve
from .post import Answer, post

__all__ = ["Answer", "Refused", "Target", "post", "refusal_of", "resolve"]
