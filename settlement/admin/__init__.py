"""Console pages of settlement: bills, books, policy. Nothing here moves money."""

from . import bills, books, cards, home, persons, policy, years

__all__ = ["bills", "books", "cards", "home", "persons", "policy", "years"]
