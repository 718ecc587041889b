"""What the engine is asked: one person, one visit, its fee lines and the money that may be used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

#: The national interface's price limit that means "no limit".
NO_LIMIT = Decimal(999999)

#: The counter of inpatient stays; the only counter that is a number of times and not an amount.
STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Person:
    """The insured person as far as the rules look: 险种, 人员类别, tags and whole years of age."""

    insutype: str
    psn_type: str
    tags: frozenset[str] = frozenset()
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """``hosp_tier`` is "1" "2" "3" or "0" (none); ``fixmedins_type`` 1 hospital, 2 pharmacy."""

    hosp_tier: str
    fixmedins_type: str


@dataclass(frozen=True, slots=True)
class Visit:
    """Kind and day of the visit, and how it counts as remote care (异地, P164).

    ``dedc_left`` (分) is given for a later part of a stay that the year end split: what the one
    deductible of the stay still asks (P143, P144); None for everything else.
    """

    med_type: str
    date: date
    remote: str = "none"
    dedc_left: int | None = None


@dataclass(frozen=True, slots=True)
class Payer:
    """A relative whose account may pay (家庭共济); ``cap`` None means only the balance limits."""

    id: str
    balance: int
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """Own account balance and the relatives' accounts, already in the order of use (P111).

    ``wallet`` (分) is the own 医保钱包 where the institution takes it (P25, P99).
    """

    own: int = 0
    payers: tuple[Payer, ...] = ()
    wallet: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One fee line with exact integers: count × 10⁴, prices × 10⁶ yuan, first share × 10⁴.

    ``chrgitm_lv`` None stands for "no catalogue code" and is treated like class 03 (丙).
    ``pric_uplmt_e6`` None means no price limit.  ``amount`` (分) is the caller's own
    ``det_item_fee_sumamt``, or None when the engine has to multiply.
    """

    id: str
    chrgitm_lv: str | None
    cnt_e4: int
    pric_e6: int
    selfpay_e4: int = 0
    pric_uplmt_e6: int | None = None
    amount: int | None = None

    @classmethod
    def of(
        cls,
        *,
        id: str,
        chrgitm_lv: str | None,
        cnt: Decimal,
        pric: Decimal,
        selfpay_prop: Decimal = Decimal(0),
        pric_uplmt_amt: Decimal | None = None,
        amount: int | None = None,
    ) -> "Line":
        """Build a line from decimals; 999999 as limit means none.  Raises ValueError if inexact."""
        limit = None if pric_uplmt_amt == NO_LIMIT else pric_uplmt_amt
        return cls(
            id=id,
            chrgitm_lv=chrgitm_lv,
            cnt_e4=scaled(cnt, 4),
            pric_e6=scaled(pric, 6),
            selfpay_e4=scaled(selfpay_prop, 4),
            pric_uplmt_e6=None if limit is None else scaled(limit, 6),
            amount=amount,
        )


@dataclass(frozen=True, slots=True)
class Case:
    """Everything one calculation depends on; the same case and pack give the same result (P135).

    ``counters`` are the person's yearly counters before the visit in 分; ``stays`` is a number
    of stays.  ``acct_used_flag``: "0" no account money, "1" and "2" the own account first,
    then the own wallet, then the payers listed in ``accounts``.
    """

    person: Person
    institution: Institution
    visit: Visit
    lines: tuple[Line, ...]
    accounts: Accounts = Accounts()
    acct_used_flag: str = "0"
    counters: Mapping[str, int] = field(default_factory=dict)


def scaled(value: Decimal, places: int) -> int:
    """Return ``value × 10^places``; raises ValueError unless that is a whole number."""
    moved = value.scaleb(places)
    whole = int(moved)
    if whole != moved:
        raise ValueError("too many decimal places")
    return whole
