"""What an area sets for mutual aid (家庭共济), and the words of its choices (P93–P120)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AidUse(StrEnum):
    """What a grant may pay; each is agreed to by itself (P106, P120)."""

    CARE = "CARE"
    PHARMACY = "PHARMACY"
    PREMIUM = "PREMIUM"


USE_WORDS: dict[str, str] = {
    AidUse.CARE: "在医院看病",
    AidUse.PHARMACY: "在药店买药",
    AidUse.PREMIUM: "交居民医保费",
}
#: Why a personal account cannot be shared (P95).
ACCOUNT_WORDS: dict[str, str] = {
    "MISSING": "还没有",
    "NOT_ACTIVATED": "还没有启用",
    "FROZEN": "被冻结了",
}
#: Spouse, parents and children; the near relatives since August 2024 (P96).
CORE3 = ("SPOUSE", "PARENT", "CHILD")
NEAR8 = (*CORE3, "SIBLING", "GRANDPARENT", "GRANDCHILD")
KIN_SCOPES: dict[str, tuple[str, ...]] = {"CORE3": CORE3, "NEAR8": NEAR8}


@dataclass(frozen=True, slots=True)
class AidRules:
    """Rules of one area on one day; the values here are the product's defaults.

    Names of the rule book: KIN_SCOPE, AID_SCOPE, AID_MODE, AID_REVIEW, PAYER_MAX_MEMBERS,
    MEMBER_MAX_PAYERS, PAYERS_PER_SETTLEMENT (None: unlimited), AID_MIN_DAYS, AID_END,
    DOUBLE_SCAN_NEEDS_AID. Money is in 分.
    """

    kin_scope: str = "NEAR8"
    area: str = "PROVINCE"
    mode: str = "BOTH"
    review: str = "SAMPLE"
    sample_percent: int = 5
    payer_max_members: int = 7
    member_max_payers: int = 3
    payers_per_settlement: int | None = None
    min_days: int = 0
    starts_next_day: bool = False
    ends_next_day: bool = False
    double_scan_needs_aid: bool = False
    least_keep_back_fen: int = 0

    @property
    def relations(self) -> tuple[str, ...]:
        """Whom a payer may help, by what the member is to the payer (P96)."""
        return KIN_SCOPES[self.kin_scope]


#: What confirms a grant and each raise of its limits (P100); written on the terms.
PROOFS = ("FACE", "PIN", "PASSKEY")
_CAPS = ("per_payment_cap_fen", "daily_cap_fen", "annual_cap_fen")


@dataclass(frozen=True, slots=True)
class GrantWish:
    """What a payer agrees to, in 分; no cap is None (P100).

    ``priority`` None puts the payer behind those whom the member has already (P111).
    ``starts_on`` None begins today (or tomorrow, where the area says so); ``until`` is the first
    day on which it holds no more, None has no end.
    """

    per_payment_cap_fen: int | None = None
    daily_cap_fen: int | None = None
    annual_cap_fen: int | None = None
    keep_back_fen: int = 0
    uses: tuple[str, ...] = (AidUse.CARE, AidUse.PHARMACY)
    priority: int | None = None
    starts_on: date | None = None
    until: date | None = None

    def raises(self, before: "GrantWish") -> bool:
        """Whether the member could spend more, longer or on something else than ``before``."""
        if any(_is_more(getattr(self, cap), getattr(before, cap)) for cap in _CAPS):
            return True
        if set(self.uses) - set(before.uses) or self.keep_back_fen < before.keep_back_fen:
            return True
        return before.until is not None and (self.until is None or self.until > before.until)


def _is_more(new: int | None, old: int | None) -> bool:
    """No cap is more than any cap."""
    return old is not None and (new is None or new > old)
