"""States and their moves, by subject."""

from .aid import PAYER_MOVES, PayerWordState
from .benefits import BENEFIT_MOVES, BenefitFilingState
from .bills import (
    ATTEMPT_MOVES,
    PACK_MOVES,
    SETTLEMENT_MOVES,
    VISIT_MOVES,
    AttemptState,
    PackState,
    SettlementState,
    VisitState,
)
from .books import ALLOTMENT_MOVES, PROOF_MOVES, AllotmentState, ProofState
from .cards import (
    BINDING_MOVES,
    CARD_MOVES,
    CARD_REFUND_MOVES,
    CHARGE_MOVES,
    BindingState,
    CardRefundState,
    CardState,
    ChargeState,
)
from .disputes import DISPUTE_MOVES, DisputeState
from .matching import (
    CLEARING_MOVES,
    DIFFERENCE_MOVES,
    RECONCILIATION_MOVES,
    ClearingState,
    DifferenceState,
    ReconciliationState,
)
from .offline import OFFLINE_MOVES, OfflineState
from .premiums import PREMIUM_MOVES, PremiumState
from .remote import FILING_MOVES, FilingState
from .stays import STAY_MOVES, StayState
from .suspense import PAYOUT_MOVES, PayoutState
from .wallets import TRANSFER_MOVES, TransferState

__all__ = [
    "ALLOTMENT_MOVES",
    "AllotmentState",
    "PROOF_MOVES",
    "ProofState",
    "ATTEMPT_MOVES",
    "AttemptState",
    "BENEFIT_MOVES",
    "BINDING_MOVES",
    "BenefitFilingState",
    "BindingState",
    "CARD_MOVES",
    "CARD_REFUND_MOVES",
    "CHARGE_MOVES",
    "CLEARING_MOVES",
    "CardRefundState",
    "CardState",
    "ChargeState",
    "ClearingState",
    "DIFFERENCE_MOVES",
    "DISPUTE_MOVES",
    "DifferenceState",
    "DisputeState",
    "FILING_MOVES",
    "FilingState",
    "OFFLINE_MOVES",
    "OfflineState",
    "PACK_MOVES",
    "PAYER_MOVES",
    "PackState",
    "PREMIUM_MOVES",
    "PAYOUT_MOVES",
    "PayerWordState",
    "PayoutState",
    "PremiumState",
    "RECONCILIATION_MOVES",
    "ReconciliationState",
    "SETTLEMENT_MOVES",
    "STAY_MOVES",
    "SettlementState",
    "StayState",
    "TRANSFER_MOVES",
    "TransferState",
    "VISIT_MOVES",
    "VisitState",
]
