"""People that a vendor asks for: who they are, from a wish and a place in the list.

The last four digits of person number and card choose what is special about the person
(``tails.PEOPLE``); it is a real state, so every interface answers as it does for a live person.
"""

from dataclasses import dataclass, field
from datetime import date

from yibao.kernel import idcard
from yibao.kernel.errors import DomainError

from . import keys, people
from .people import (
    ADULT,
    ELDER,
    EMPLOYEE,
    MAN,
    PRESCHOOL,
    PUPIL,
    RESIDENT,
    RETIRED,
    SUSPENDED,
    WOMAN,
    WORKING,
    DemoPerson,
)
from .regions import DEYANG, MIANYANG
from .tails import PEOPLE, WELL, PersonTail

CHILD, SPOUSE, PARENT = "CHILD", "SPOUSE", "PARENT"
_SURNAMES = "林高罗宋谢唐韩冯邓曹彭曾萧田董潘袁蔡余杜"
_GIVEN = ("佳宁", "思远", "文静", "海涛", "雅琴", "俊杰", "晓彤", "志明", "欣然", "立新")
_GENERATION, _GROWN, _OLD, _OLDEST = 26, 16, 60, 99
#: Places in a person's ID number that no story has; a sequence has three digits.
_FIRST_NUMBER, _PAIRS = 300, 99


class WishRefused(DomainError):
    """Such a person cannot be; ``reason`` is Chinese."""

    code = "sandbox.person_refused"
    status = 422
    title = "不能生成这样的人"
    detail = "{reason}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be chosen of one kind of person."""

    words: str
    ages: tuple[int, int]
    usual_age: int
    insurances: tuple[str, ...]


KINDS = {
    "employee": Kind("在职职工", (18, 59), 38, (EMPLOYEE,)),
    "resident": Kind("成年居民", (18, 59), 42, (RESIDENT,)),
    "child": Kind("孩子", (0, 15), 7, (RESIDENT,)),
    "pensioner": Kind("老人", (60, 99), 68, (EMPLOYEE, RESIDENT)),
}
INSURANCES = {EMPLOYEE: "职工医保", RESIDENT: "居民医保"}
RELATIVES = {SPOUSE: "配偶", CHILD: "子女", PARENT: "父亲或母亲"}


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom a vendor wants; what is left open gets the usual. A child always has a parent."""

    kind: str
    age: int | None = None
    insurance: str = ""
    tail: str = WELL
    relative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePerson(DemoPerson):
    """A person of one sandbox (``world``), with numbers of its own that end in the tail."""

    world: str
    tail: str
    own_phone: str = ""

    @property
    def phone(self) -> str:
        """A demo number that nobody in this sandbox has."""
        return self.own_phone

    @property
    def psn_no(self) -> str:
        """Opaque but for the tail."""
        return f"51000051200{keys.opaque_digits('world', self.world, 4)}{self.number}{self.tail}"

    @property
    def card_no(self) -> str:
        """Number of the social security card; ends as the person number."""
        return f"D9{self.number}{self.tail}"

    def certno(self, today: date) -> str:
        """A valid number of the never-issued area."""
        sequence = 2 * self.number + (1 if self.gender == MAN else 0)
        return idcard.make_certno(people.AREA, self.born(today), sequence)


@dataclass(frozen=True, slots=True)
class Household:
    """Who was wished for, with a relative; ``holder`` shows the code of the other one."""

    wished: MadePerson
    relative: MadePerson | None = None
    holder: MadePerson | None = None
    relation: str = ""
    everybody: tuple[MadePerson, ...] = field(default=())


def check(wish: Wish) -> PersonTail:
    """What is special about the person. Raises ``sandbox.person_refused``."""
    kind = KINDS[wish.kind]
    low, high = kind.ages
    if wish.age is not None and not low <= wish.age <= high:
        raise WishRefused(reason=f"{kind.words}的年龄应为 {low}–{high} 岁。")
    if wish.insurance and wish.insurance not in kind.insurances:
        allowed = "或者".join(INSURANCES[one] for one in kind.insurances)
        raise WishRefused(reason=f"{kind.words}只能参加{allowed}。")
    if wish.kind == "child" and wish.relative not in ("", PARENT):
        raise WishRefused(reason="孩子的家人只能是父亲或母亲。")
    found = {one.tail: one for one in PEOPLE}[wish.tail]
    if wish.kind not in found.kinds:
        allowed = "、".join(KINDS[one].words for one in found.kinds)
        raise WishRefused(reason=f"尾号 {found.tail}（{found.result}）只用于{allowed}。")
    if found.age is not None and wish.age not in (None, found.age):
        raise WishRefused(reason=f"尾号 {found.tail} 的人是 {found.age} 岁，年龄请不填。")
    return found


def household(wish: Wish, *, world: str, place: int, phones: tuple[str, str]) -> Household:
    """The people of a wish; ``place`` counts the wishes of a sandbox from 1."""
    special = check(wish)
    number = _FIRST_NUMBER + 2 * (place % _PAIRS)
    age = wish.age if wish.age is not None else special.age
    wished = _wished(wish, special, age, (world, place, number, phones[0]))
    relation = wish.relative or (PARENT if wish.kind == "child" else "")
    if not relation:
        return Household(wished, everybody=(wished,))
    relative = _relative(wished, relation, phones[1])
    is_parent = wish.kind == "child"
    return Household(
        wished,
        relative,
        holder=relative if is_parent else wished,
        relation=CHILD if is_parent else relation,
        everybody=(wished, relative),
    )


def _wished(
    wish: Wish, special: PersonTail, age: int | None, where: tuple[str, int, int, str]
) -> MadePerson:
    world, place, number, phone = where
    kind = KINDS[wish.kind]
    insurance, age = wish.insurance or kind.insurances[0], kind.usual_age if age is None else age
    is_child = wish.kind == "child"
    more = "" if special.tail == WELL else f"；{special.result}"
    return MadePerson(
        key=f"made{place}",
        number=number,
        name=_name(f"{world}:{place}"),
        gender=_gender(number),
        age=age,
        story=f"生成的人：{age} 岁，{kind.words}，{INSURANCES[insurance]}{more}。",
        insurance=insurance,
        psn_type=_psn_type(insurance, age),
        place=MIANYANG if special.is_elsewhere else DEYANG,
        district="" if special.is_elsewhere else "510603",
        status=SUSPENDED if special.is_paused else people.NORMAL,
        birthday_in=special.birthday_in,
        has_account=not is_child,
        voucher=not is_child,
        balance_yuan=_balance(insurance),
        is_deceased=special.is_deceased,
        is_frozen=special.is_frozen,
        world=world,
        tail=special.tail,
        own_phone=phone,
    )


def _relative(of: MadePerson, relation: str, phone: str) -> MadePerson:
    """The spouse, child or parent of somebody; a parent of a child is an employee."""
    step = {SPOUSE: 0, CHILD: -_GENERATION, PARENT: _GENERATION}[relation]
    age = min(max(of.age + step, 1), _OLDEST)
    insurance = EMPLOYEE if of.age < _GROWN else RESIDENT
    is_grown = age >= _GROWN
    gender = _gender(of.number + 1) if relation != SPOUSE else _other(of.gender)
    return MadePerson(
        key=f"{of.key}-{relation.lower()}",
        number=of.number + 1,
        name=_name(f"{of.world}:{of.key}", surname="" if relation == SPOUSE else of.name[0]),
        gender=gender,
        age=age,
        story=f"生成的人：{of.name}的{RELATIVES[relation]}，{age} 岁，{INSURANCES[insurance]}。",
        insurance=insurance,
        psn_type=_psn_type(insurance, age),
        has_account=is_grown,
        voucher=is_grown,
        balance_yuan=_balance(insurance),
        world=of.world,
        tail=WELL,
        own_phone=phone,
    )


def _psn_type(insurance: str, age: int) -> str:
    if insurance == EMPLOYEE:
        return WORKING if age < _OLD else RETIRED
    if age < _GROWN:
        return PRESCHOOL if age < 6 else PUPIL
    return ADULT if age < _OLD else ELDER


def _balance(insurance: str) -> str | None:
    return "2000.00" if insurance == EMPLOYEE else None


def _gender(number: int) -> str:
    return MAN if number // 2 % 2 else WOMAN


def _other(gender: str) -> str:
    return WOMAN if gender == MAN else MAN


def _name(seed: str, surname: str = "") -> str:
    digits = int(keys.opaque_digits("name", seed, 6))
    return (surname or _SURNAMES[digits % len(_SURNAMES)]) + _GIVEN[digits // 100 % len(_GIVEN)]
