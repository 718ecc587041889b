"""Tables of settlement."""

from .catalogue import CatalogueItem
from .ledger import LedgerAccount, LedgerEntry, Posting
from .pack import PolicyPack
from .quote import Quote
from .refund import Refund, RefundLine, RefundPart
from .settlement import Settlement, SettlementAttempt, SettlementLine, SettlementPart
from .visit import FeeLine, Visit, VisitPayer
from .year import PersonYear, YearCounter

__all__ = [
    "CatalogueItem",
    "FeeLine",
    "LedgerAccount",
    "LedgerEntry",
    "PersonYear",
    "PolicyPack",
    "Posting",
    "Quote",
    "Refund",
    "RefundLine",
    "RefundPart",
    "Settlement",
    "SettlementAttempt",
    "SettlementLine",
    "SettlementPart",
    "Visit",
    "VisitPayer",
    "YearCounter",
]
