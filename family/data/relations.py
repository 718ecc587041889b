"""Relations of a member to the holder, and the ways a request may take (P47, P54, P67, P68)."""

from enum import StrEnum


class Relation(StrEnum):
    """What the member is to the holder; finer than the four codes of the public interface."""

    CHILD = "CHILD"
    PARENT = "PARENT"
    SPOUSE = "SPOUSE"
    GRANDPARENT = "GRANDPARENT"
    GRANDCHILD = "GRANDCHILD"
    SIBLING = "SIBLING"
    SPOUSES_PARENT = "SPOUSES_PARENT"
    CHILDS_SPOUSE = "CHILDS_SPOUSE"
    WARD = "WARD"

    @property
    def national_code(self) -> str:
        """06 parents, 07 child, 08 spouse, 03 other (P47)."""
        return NATIONAL_CODES.get(self, "03")

    @property
    def is_other(self) -> bool:
        """Beyond spouse, parents and children: proof of relation and a second reviewer (P181)."""
        return self not in NATIONAL_CODES


NATIONAL_CODES = {Relation.PARENT: "06", Relation.CHILD: "07", Relation.SPOUSE: "08"}

RELATION_WORDS: dict[str, str] = {
    Relation.CHILD: "子女",
    Relation.PARENT: "父母",
    Relation.SPOUSE: "配偶",
    Relation.GRANDPARENT: "祖父母、外祖父母",
    Relation.GRANDCHILD: "孙子女、外孙子女",
    Relation.SIBLING: "兄弟姐妹",
    Relation.SPOUSES_PARENT: "配偶的父母",
    Relation.CHILDS_SPOUSE: "子女的配偶",
    Relation.WARD: "被监护人",
}
RELATION_CHOICES = tuple((code.value, RELATION_WORDS[code]) for code in Relation)

# By gender of the member, "1" man, "2" woman.
_BY_GENDER: dict[str, tuple[str, str]] = {
    Relation.CHILD: ("儿子", "女儿"),
    Relation.PARENT: ("父亲", "母亲"),
    Relation.SPOUSE: ("丈夫", "妻子"),
    Relation.SIBLING: ("兄弟", "姐妹"),
    Relation.SPOUSES_PARENT: ("配偶的父亲", "配偶的母亲"),
    Relation.CHILDS_SPOUSE: ("女婿", "儿媳"),
}


def relation_word(relation: str, gend: str = "") -> str:
    """How the holder calls the member: 母亲, 儿子; the plain word where the gender is unknown."""
    pair = _BY_GENDER.get(relation)
    if pair is None or gend not in ("1", "2"):
        return RELATION_WORDS.get(relation, "家人")
    return pair[0] if gend == "1" else pair[1]


class Branch(StrEnum):
    """Which papers and which consent a request needs; fixed on the day of submission (P58)."""

    CHILD = "CHILD"
    ADULT = "ADULT"
    NEWBORN = "NEWBORN"
    OTHER_DOCUMENT = "OTHER_DOCUMENT"


BRANCH_CHOICES = (
    (Branch.CHILD.value, "未满 16 岁"),
    (Branch.ADULT.value, "满 16 岁"),
    (Branch.NEWBORN.value, "新生儿"),
    (Branch.OTHER_DOCUMENT.value, "其他证件"),
)

BRANCH_WORDS: dict[str, str] = dict(BRANCH_CHOICES)

#: Document types of the public interface (P69).
DOCUMENT_TYPES: dict[str, str] = {
    "01": "居民身份证",
    "02": "护照",
    "03": "军官证",
    "04": "士兵证",
    "05": "户口簿",
    "06": "警官证",
    "07": "台湾居民来往大陆通行证",
    "08": "港澳居民来往内地通行证",
    "09": "临时身份证",
    "10": "往来港澳通行证",
    "13": "香港居民身份证",
    "19": "台湾居民来往大陆通行证（一次有效）",
    "20": "港澳居民居住证",
    "21": "台湾居民居住证",
    "22": "外国人永久居留身份证",
}
