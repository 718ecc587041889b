"""Console pages of accounts."""

from . import checks, clients, institutions, people, staff

__all__ = ["checks", "clients", "institutions", "people", "staff"]
