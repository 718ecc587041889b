"""Tables of settlement."""

from .aid import AidUse
from .benefit_filing import BenefitFiling
from .books import AllotmentFile, AllotmentRow, ProofRun
from .card import BankCard, CardBinding
from .catalogue import CatalogueItem
from .charge import CardCharge, CardRefund
from .dispute import Dispute, Printout
from .doubt_paper import DoubtPaper
from .exchange import Exchange
from .ledger import LedgerAccount, LedgerEntry, Posting
from .matching import Clearing, Difference, Reconciliation, ReconciliationRow
from .offline import OfflineBill, OfflineDay
from .pack import PolicyPack
from .pack_proof import PackCase, PackRun
from .premium import Premium, PremiumPart, PremiumPlan
from .quote import Quote
from .refund import Refund, RefundLine, RefundPart
from .refund_rules import SettlementRules
from .remote import RemoteArea, RemoteFiling
from .settlement import Settlement, SettlementAttempt, SettlementLine, SettlementPart
from .stay import Stay
from .suspense import SuspensePayout
from .visit import FeeLine, Visit, VisitPayer
from .wallet import WalletTransfer
from .year import PersonYear, YearCounter

__all__ = [
    "AllotmentFile",
    "AllotmentRow",
    "ProofRun",
    "AidUse",
    "BankCard",
    "BenefitFiling",
    "CardBinding",
    "CardCharge",
    "CardRefund",
    "CatalogueItem",
    "Clearing",
    "Difference",
    "Dispute",
    "DoubtPaper",
    "Exchange",
    "FeeLine",
    "LedgerAccount",
    "LedgerEntry",
    "OfflineBill",
    "OfflineDay",
    "PackCase",
    "PackRun",
    "PersonYear",
    "PolicyPack",
    "Posting",
    "Premium",
    "PremiumPart",
    "PremiumPlan",
    "Printout",
    "Quote",
    "Reconciliation",
    "ReconciliationRow",
    "Refund",
    "RefundLine",
    "RefundPart",
    "RemoteArea",
    "RemoteFiling",
    "Settlement",
    "SettlementAttempt",
    "SettlementLine",
    "SettlementPart",
    "SettlementRules",
    "Stay",
    "SuspensePayout",
    "Visit",
    "VisitPayer",
    "WalletTransfer",
    "YearCounter",
]
