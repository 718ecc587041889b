"""What a trial of the rules is asked: ages, relation, places; no name and no number."""

from dataclasses import dataclass
from datetime import date

from .relations import Branch

#: How the relative is identified: a resident's number (by age), another document, none yet.
DOCUMENTS: tuple[tuple[str, str], ...] = (
    ("", "居民身份证号"),
    (Branch.OTHER_DOCUMENT.value, "其他证件（护照、通行证等）"),
    (Branch.NEWBORN.value, "刚出生，还没有身份证号"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """One imagined request; ``region`` is the holder's insured place, ``member_region`` the
    relative's, empty where it is the same."""

    relation: str
    holder_born: date
    member_born: date
    day: date
    region: str
    member_region: str = ""
    document: str = ""
    at_counter: bool = False
