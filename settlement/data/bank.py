"""What passes between the product and the bank, and which bank issued which card."""

from dataclasses import dataclass
from datetime import date

DEBIT, CREDIT = "DEBIT", "CREDIT"
KIND_WORDS = {DEBIT: "储蓄卡", CREDIT: "信用卡"}

#: What a bank may answer about a payment or a refund.
DONE, REFUSED, WORKING, NOT_FOUND, LATE = "DONE", "REFUSED", "WORKING", "NOT_FOUND", "LATE"


@dataclass(frozen=True, slots=True)
class Issuer:
    """A bank and the kind of card, as the first digits tell."""

    code: str
    name: str
    kind: str

    @property
    def kind_word(self) -> str:
        """储蓄卡 or 信用卡."""
        return KIND_WORDS[self.kind]


@dataclass(frozen=True, slots=True)
class Holder:
    """Three of the four elements: they come from the real-name record, but for the phone (P167)."""

    name: str
    certno: str
    phone: str


@dataclass(frozen=True, slots=True)
class BoundCard:
    """What the bank gives for a confirmed card: a token that stands for the number."""

    token: str
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """What the bank says of one reference; amount in 分.

    ``LATE``: it booked the payment after its own time limit and wants it reversed. ``code`` is the
    reason of a refusal; ``number`` the bank's own number of the booking.
    """

    state: str
    reference: str
    amount_fen: int
    code: str = ""
    number: str = ""


_TABLE = (
    ("ICBC", "工商银行", DEBIT, "620200 620302 621226 621281 621558 622202 622203 622208"),
    ("ICBC", "工商银行", CREDIT, "622230 622235 625330 628288"),
    ("ABC", "农业银行", DEBIT, "621282 622821 622822 622845 622848 623052"),
    ("ABC", "农业银行", CREDIT, "622836 625996 628268"),
    ("BOC", "中国银行", DEBIT, "621660 621661 621663 621785 621790 623208"),
    ("BOC", "中国银行", CREDIT, "622760 625905 628388"),
    ("CCB", "建设银行", DEBIT, "621284 621700 622280 622700 623211 623668"),
    ("CCB", "建设银行", CREDIT, "622168 625362 628316"),
    ("BCM", "交通银行", DEBIT, "622260 622261 622262 623170"),
    ("BCM", "交通银行", CREDIT, "622252 628216"),
    ("PSBC", "邮储银行", DEBIT, "621096 621098 621799 622150 622188 623218"),
    ("PSBC", "邮储银行", CREDIT, "622810 628310"),
    ("CMB", "招商银行", DEBIT, "621483 621485 622580 622588 622609"),
    ("CMB", "招商银行", CREDIT, "622575 622576 622577 625802"),
    ("CITIC", "中信银行", DEBIT, "621768 622690 622691 622696 622698"),
    ("CEB", "光大银行", DEBIT, "621489 622660 622662 622666 622668"),
    ("CMBC", "民生银行", DEBIT, "621691 622615 622617 622619 622622"),
    ("SPDB", "浦发银行", DEBIT, "621351 622516 622517 622518 622521"),
    ("CIB", "兴业银行", DEBIT, "621275 622909 622908 966666"),
    ("SCRCU", "四川农信", DEBIT, "621458 622880 622881 623065"),
)
#: Issuers by the first six digits: an excerpt of the public table.
ISSUERS = {
    prefix: Issuer(code, name, kind)
    for code, name, kind, prefixes in _TABLE
    for prefix in prefixes.split()
}
