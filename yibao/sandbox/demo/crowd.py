"""Requests of made-up families for the review console: who asks for whom, and how far it came.

Everything follows from the place in the plan, so that two demo cities have the same families. None
of these people has a story of their own.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from yibao.kernel import idcard

from . import keys
from .people import AREA, MAN, WOMAN


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of request: its branch, relation, way of proof, places of pictures, ages."""

    branch: str
    relation: str
    proof_set: str
    slots: tuple[str, ...]
    holder_ages: tuple[int, int]
    member_ages: tuple[int, int]


_BIRTH = ("BIRTH_CERTIFICATE",)
_BOOKS = ("REGISTER_HOME", "REGISTER_SELF", "REGISTER_MEMBER")
SHAPES: dict[str, Shape] = {
    "child": Shape("CHILD", "CHILD", "BIRTH_CERTIFICATE", _BIRTH, (26, 44), (1, 14)),
    "child_books": Shape("CHILD", "CHILD", "HOUSEHOLD", _BOOKS, (30, 46), (3, 14)),
    "grandchild": Shape("CHILD", "GRANDCHILD", "HOUSEHOLD", _BOOKS, (58, 72), (2, 12)),
    "ward": Shape("CHILD", "WARD", "GUARDIAN", ("GUARDIAN_PAPER",), (34, 60), (4, 14)),
    "parent": Shape("ADULT", "PARENT", "HOUSEHOLD", _BOOKS, (30, 52), (62, 84)),
    "spouse": Shape("ADULT", "SPOUSE", "MARRIAGE", ("MARRIAGE_CERTIFICATE",), (28, 66), (27, 64)),
    "in_law": Shape("ADULT", "SPOUSES_PARENT", "HOUSEHOLD", _BOOKS, (31, 50), (60, 82)),
    "sibling": Shape("ADULT", "SIBLING", "HOUSEHOLD", _BOOKS, (29, 60), (27, 61)),
    "grown_child": Shape("ADULT", "CHILD", "HOUSEHOLD", _BOOKS, (46, 62), (18, 24)),
    "newborn": Shape("NEWBORN", "CHILD", "BIRTH_CERTIFICATE", _BIRTH, (25, 38), (0, 0)),
    "foreign": Shape(
        "OTHER_DOCUMENT", "SPOUSE", "MARRIAGE", ("MEMBER_DOCUMENT", "MARRIAGE_CERTIFICATE"),
        (29, 50), (27, 48),
    ),
}  # fmt: skip
_OFTEN = (
    "child", "parent", "child_books", "spouse", "parent", "child", "grandchild", "in_law", "parent",
    "child", "sibling", "spouse", "ward", "child_books", "grown_child",
)  # fmt: skip
#: Way of life → how many; the order is that of the plan.
HOW_MANY: dict[str, int] = {
    "waiting": 30,
    "soon": 6,
    "late": 7,
    "back": 8,
    "returned": 7,
    "held": 5,
    "leased": 5,
    "second": 9,
    "assigned": 4,
    "referred": 3,
    "appeal": 6,
    "consent": 4,
    "approved": 62,
    "mended": 14,
    "rejected": 14,
    "appealed": 3,
    "overdue": 4,
    "withdrawn": 4,
}
#: Whose shape is not left to the plan: rare papers, and members who answer for themselves.
_UNUSUAL = {
    ("waiting", 3): "newborn",
    ("waiting", 11): "foreign",
    ("late", 2): "foreign",
    **{("consent", place): "spouse" if place % 2 else "parent" for place in range(4)},
}
_DISTRICTS = (
    "510603", "510681", "510682", "510683", "510623", "510604", "510603", "510671", "510681",
    "510699",
)  # fmt: skip
_SURNAMES = "陈林黄吴徐孙马高梁谢宋郑韩唐冯董程袁邓曾彭吕苏卢蒋蔡贾丁薛叶阎余潘杜戴夏钟汪田任"
_MEN = ("志明", "建平", "国庆", "文涛", "小军", "永强", "子豪", "宇航", "振华", "家乐")
_WOMEN = ("丽娟", "秀英", "桂兰", "晓燕", "静怡", "雅婷", "玉珍", "思琪", "春花", "若溪")
_AGES_OF_TYPES = ((7, "41"), (18, "42"), (24, "43"), (60, "50"), (200, "60"))


@dataclass(frozen=True, slots=True)
class CrowdPerson:
    """Somebody of the crowd; ``number`` is unlike anybody else's."""

    number: int
    name: str
    gender: str
    age: int
    district: str

    @property
    def psn_no(self) -> str:
        """National person number: opaque."""
        return f"51000051201{keys.opaque_digits('psn_no', f'crowd{self.number}', 11)}"

    @property
    def phone(self) -> str:
        """A phone of the range that the demo uses."""
        return f"1380002{self.number:04d}"

    @property
    def psn_type(self) -> str:
        """Kind of insured resident by age."""
        return next(code for below, code in _AGES_OF_TYPES if self.age < below)

    def born(self, today: date) -> date:
        """Birth date that makes the age true on ``today``."""
        birthday = today + timedelta(days=15 + self.number * 53 % 340)
        day = 28 if (birthday.month, birthday.day) == (2, 29) else birthday.day
        return date(birthday.year - self.age - 1, birthday.month, day)

    def certno(self, today: date) -> str:
        """A valid number of the never-issued area; an odd sequence is a man's."""
        sequence = 400 + 2 * (self.number % 290) + (1 if self.gender == MAN else 0)
        return idcard.make_certno(AREA, self.born(today), sequence)


@dataclass(frozen=True, slots=True)
class Story:
    """One request: ``life`` says how far it came, ``place`` is its place among its like."""

    number: int
    life: str
    place: int
    shape: Shape
    holder: CrowdPerson
    member: CrowdPerson

    @property
    def of(self) -> int:
        """How many have the same way of life."""
        return HOW_MANY[self.life]


def stories() -> list[Story]:
    """All requests of the plan, always the same."""
    ends = list(accumulate(HOW_MANY.values()))
    found = []
    for number in range(ends[-1]):
        place_of_life = next(index for index, end in enumerate(ends) if number < end)
        life = list(HOW_MANY)[place_of_life]
        place = number - (ends[place_of_life] - HOW_MANY[life])
        shape = SHAPES[_UNUSUAL.get((life, place)) or _OFTEN[number * 7 % len(_OFTEN)]]
        found.append(_story(number, life, place, shape))
    return found


def _story(number: int, life: str, place: int, shape: Shape) -> Story:
    surname = _SURNAMES[number * 11 % len(_SURNAMES)]
    gender = MAN if number % 2 else WOMAN
    other = gender if shape.relation == "SIBLING" else (WOMAN if number % 2 else MAN)
    keeps = shape.relation in ("CHILD", "GRANDCHILD", "SIBLING", "PARENT") and gender == MAN
    of_member = surname if keeps else _SURNAMES[(number * 17 + 5) % len(_SURNAMES)]
    holder = _person(2 * number, surname, gender, _age(shape.holder_ages, number), number)
    member = _person(2 * number + 1, of_member, other, _age(shape.member_ages, number), number)
    return Story(number, life, place, shape, holder, member)


def _age(ages: tuple[int, int], number: int) -> int:
    low, high = ages
    return low + number * 5 % (high - low + 1)


def _person(number: int, surname: str, gender: str, age: int, family: int) -> CrowdPerson:
    given = (_MEN if gender == MAN else _WOMEN)[number * 3 % 10]
    return CrowdPerson(number, f"{surname}{given}", gender, age, _DISTRICTS[family % 10])
