"""Values of the family account that travel between modules, and the words of its tables."""

from .policy import Policy
from .relations import BRANCH_WORDS, NATIONAL_CODES, Branch, Relation, relation_word

__all__ = ["BRANCH_WORDS", "Branch", "NATIONAL_CODES", "Policy", "Relation", "relation_word"]
