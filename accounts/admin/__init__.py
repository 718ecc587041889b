"""Console pages of accounts."""

from . import checks, clients, contributions, institutions, people, staff

__all__ = ["checks", "clients", "contributions", "institutions", "people", "staff"]
