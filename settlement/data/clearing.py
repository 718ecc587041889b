"""Classes of clearing (清算类别) and what both sides of a reconciliation add up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

#: What both sides add up, in 分, besides the number of rows; columns of a row of details too.
SUM_FIELDS = (
    "medfee_sumamt",
    "fund_pay_sumamt",
    "acct_pay",
    "acct_mulaid_pay",
    "psn_cash_pay",
)
#: How many rows: bills and refunds, one each.
COUNT_FIELD = "fixmedins_setl_cnt"

OTHER = "99"
#: National class of clearing → the kinds of care in it; every kind is in exactly one.
_CLASSES: dict[str, tuple[str, frozenset[str]]] = {
    "11": ("门诊", frozenset({"11", "18", "19", "9901", "990101", "990103"})),
    "1103": ("意外伤害门诊", frozenset({"1103"})),
    "12": ("门诊挂号", frozenset({"12"})),
    "13": ("急诊", frozenset({"13", "1301"})),
    "14": ("门诊慢特病", frozenset({"14"})),
    "21": (
        "住院",
        frozenset("21 23 24 26 2101 2102 2105 2106 2107 2109 2111 21303 210303".split()),
    ),
    "22": ("意外伤害住院", frozenset({"22"})),
    "28": ("日间手术", frozenset({"28"})),
    "41": ("药店购药", frozenset({"41", "93"})),
    "53": ("生育门诊", frozenset({"51"})),
    "9978": ("生育住院", frozenset({"52"})),
}
CLR_TYPES: Mapping[str, str] = MappingProxyType(
    {**{code: words for code, (words, _) in _CLASSES.items()}, OTHER: "其他"}
)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums in 分 by ``SUM_FIELDS``, and the number of rows."""

    sums: Mapping[str, int]
    count: int

    def to_json(self) -> dict[str, int]:
        """As it is stored."""
        return {**{name: self.sums[name] for name in SUM_FIELDS}, COUNT_FIELD: self.count}


@dataclass(frozen=True, slots=True)
class PeriodAsk:
    """What an institution says about a period (days included); empty texts mean every one."""

    date_from: date
    date_to: date
    totals: Totals
    insutype: str = ""
    clr_type: str = ""


@dataclass(frozen=True, slots=True)
class StatementPaper:
    """A statement as it is printed; amounts are yuan for people."""

    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    amounts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def med_types_of(clr_type: str) -> tuple[list[str], bool]:
    """The kinds of care of a class, and whether the list names what is in it (else what is not)."""
    if clr_type == OTHER:
        return sorted(kind for _, kinds in _CLASSES.values() for kind in kinds), False
    return sorted(_CLASSES[clr_type][1]), True


def clr_type_of(med_type: str) -> str:
    """The class of a kind of care."""
    for code, (_, kinds) in _CLASSES.items():
        if med_type in kinds:
            return code
    return OTHER


def month_days(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)
