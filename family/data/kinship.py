"""What the registers of kinship and births answer."""

from dataclasses import dataclass

from .relations import Relation

#: How the other one is related back, for a register that keeps one direction.
INVERSE: dict[str, str] = {
    Relation.CHILD: Relation.PARENT,
    Relation.PARENT: Relation.CHILD,
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.GRANDCHILD: Relation.GRANDPARENT,
    Relation.SIBLING: Relation.SIBLING,
    Relation.SPOUSES_PARENT: Relation.CHILDS_SPOUSE,
    Relation.CHILDS_SPOUSE: Relation.SPOUSES_PARENT,
}


@dataclass(frozen=True, slots=True)
class Birth:
    """One birth certificate (出生医学证明); ``father_certno`` is empty where it names none."""

    certificate_no: str
    mother_certno: str
    child_certno: str
    father_certno: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What the look-up says to the page.

    Whether the register answered at all, and whether it knows exactly the relation that was
    declared. What else it knows stays with the reviewer: the page must not tell who is related to
    whom.
    """

    has_answer: bool
    is_confirmed: bool
