"""Console pages of accounts."""

from . import checks, clients, contributions, institutions, people, privacy, staff

__all__ = ["checks", "clients", "contributions", "institutions", "people", "privacy", "staff"]
