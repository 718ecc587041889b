"""Premiums of resident insurance: rules of a year, what the register says, words (P120, P172)."""

from dataclasses import dataclass
from datetime import date

#: National codes: resident insurance, employee insurance, the state of a relation.
RESIDENT, EMPLOYEE, NORMAL, ENDED = "390", "310", "1", "4"
#: Which amount of a plan a resident pays, by 人员类别.
AMOUNT_FIELDS = {
    "41": "preschool_fen",
    "42": "pupil_fen",
    "43": "student_fen",
    "50": "adult_fen",
    "60": "elder_fen",
}

ACCEPTED, REFUSED, WORKING, NOT_FOUND = "ACCEPTED", "REFUSED", "WORKING", "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class PremiumRules:
    """One version of what an area asks for; amounts in 分, both days of the window included."""

    year: int
    opens_on: date
    closes_on: date
    preschool_fen: int
    pupil_fen: int
    student_fen: int
    adult_fen: int
    elder_fen: int
    subsidy_fen: int = 0


@dataclass(frozen=True, slots=True)
class PremiumNotice:
    """What the register of premiums is told: for whom, which year, where, how much (分)."""

    reference: str
    name: str
    certno: str
    year: int
    insuplc_admdvs: str
    psn_type: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PremiumAnswer:
    """What the register says about one reference; ``number`` is that of its receipt."""

    state: str
    reference: str
    amount_fen: int
    code: str = ""
    number: str = ""


#: Why a premium was not paid, in words.
REASONS = {
    "paid_already": "税务说这一年已经缴过了",
    "elsewhere": "税务说这个人在别的地方参保",
    "employee": "税务说这个人参加的是职工医保",
    "unknown": "税务那边还没有这个人的参保登记",
    "late": "税务一直没有办成",
    "card_balance": "卡里余额不够",
    "card_expired": "卡已过期",
    "card_day_limit": "超过银行的每日限额",
    "card_phone_changed": "银行卡预留手机号变了，要先重新验证",
    "card_unreachable": "银行暂时连不上",
    "card_late": "银行一直没给结果",
    "card_not_found": "银行没有办这笔扣款",
}


def reason_of(refusal: str) -> str:
    """Why nothing was paid, in words."""
    if refusal in REASONS:
        return REASONS[refusal]
    return "银行没有同意扣款" if refusal.startswith("card_") else "税务没有收下这笔缴费"
