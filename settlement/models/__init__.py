"""Tables of settlement."""

from .card import BankCard, CardBinding
from .catalogue import CatalogueItem
from .charge import CardCharge, CardRefund
from .ledger import LedgerAccount, LedgerEntry, Posting
from .pack import PolicyPack
from .quote import Quote
from .refund import Refund, RefundLine, RefundPart
from .settlement import Settlement, SettlementAttempt, SettlementLine, SettlementPart
from .visit import FeeLine, Visit, VisitPayer
from .year import PersonYear, YearCounter

__all__ = [
    "BankCard",
    "CardBinding",
    "CardCharge",
    "CardRefund",
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
