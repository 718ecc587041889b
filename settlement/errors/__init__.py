"""What cannot be settled, and the words for clerk and patient: one module a subject.

Everything is offered here, so that callers write ``from settlement.errors import …``.
"""

from .bills import (
    AccountUnusable,
    AidRelationMissing,
    AidSamePerson,
    AidWindowClosed,
    AmountMismatch,
    BalanceTooSmall,
    QuoteChanged,
    QuoteExpired,
    QuoteNotFound,
    SettlementKeyReversed,
    SettlementNotFound,
)
from .cards import (
    CardNotBound,
)
from .packs import (
    PackApprovalRefused,
    PackRefused,
)
from .refunds import (
    RefundExceedsSource,
    RefundLineUnknown,
    RefundNothingLeft,
    ReversalAfterRefund,
)
from .visits import (
    FeeAmountMismatch,
    FeeDuplicate,
    FeeInFuture,
    FeeNotFound,
    FeeTooLarge,
    MedTypeNotForInstitution,
    MedTypeUnknown,
    ScanOfAnotherPerson,
    ServiceDateOutOfRange,
    VisitHasNoFees,
    VisitNotFound,
    VisitStateRefused,
)

__all__ = [
    "AccountUnusable",
    "AidRelationMissing",
    "AidSamePerson",
    "AidWindowClosed",
    "AmountMismatch",
    "BalanceTooSmall",
    "CardNotBound",
    "FeeAmountMismatch",
    "FeeDuplicate",
    "FeeInFuture",
    "FeeNotFound",
    "FeeTooLarge",
    "MedTypeNotForInstitution",
    "MedTypeUnknown",
    "PackApprovalRefused",
    "PackRefused",
    "QuoteChanged",
    "QuoteExpired",
    "QuoteNotFound",
    "RefundExceedsSource",
    "RefundLineUnknown",
    "RefundNothingLeft",
    "ReversalAfterRefund",
    "ScanOfAnotherPerson",
    "ServiceDateOutOfRange",
    "SettlementKeyReversed",
    "SettlementNotFound",
    "VisitHasNoFees",
    "VisitNotFound",
    "VisitStateRefused",
]
