"""Addresses of partners, facts to announce, messages and tries."""

from .delivery import Attempt, Delivery, Event
from .endpoint import Endpoint

__all__ = ["Attempt", "Delivery", "Endpoint", "Event"]
