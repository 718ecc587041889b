"""How the relative who shows a code is called at the till: the other end of a relation. Pure."""

from .relations import Relation, relation_word

# The member is the holder's child, so the holder is the member's parent.
_OTHER_END = {
    Relation.CHILD: Relation.PARENT,
    Relation.PARENT: Relation.CHILD,
    Relation.SPOUSE: Relation.SPOUSE,
    Relation.GRANDPARENT: Relation.GRANDCHILD,
    Relation.GRANDCHILD: Relation.GRANDPARENT,
    Relation.SIBLING: Relation.SIBLING,
    Relation.SPOUSES_PARENT: Relation.CHILDS_SPOUSE,
    Relation.CHILDS_SPOUSE: Relation.SPOUSES_PARENT,
}
GUARDIAN = "监护人"


def presenter_word(relation: str, holder_gend: str = "") -> str:
    """女儿 shows the code of her mother; 监护人 that of a ward."""
    other = _OTHER_END.get(Relation(relation))
    return GUARDIAN if other is None else relation_word(other, holder_gend)
