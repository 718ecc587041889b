"""Console pages of accounts."""

from . import (
    checks,
    clients,
    contributions,
    institutions,
    kinds,
    odd_access,
    people,
    privacy,
    staff,
    whose,
)

__all__ = [
    "checks",
    "clients",
    "contributions",
    "institutions",
    "kinds",
    "odd_access",
    "people",
    "privacy",
    "staff",
    "whose",
]
