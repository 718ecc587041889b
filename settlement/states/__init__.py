"""States and their moves: of visits and bills, and of bank cards."""

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

__all__ = [
    "ATTEMPT_MOVES",
    "AttemptState",
    "BINDING_MOVES",
    "BindingState",
    "CARD_MOVES",
    "CARD_REFUND_MOVES",
    "CHARGE_MOVES",
    "CardRefundState",
    "CardState",
    "ChargeState",
    "PACK_MOVES",
    "PackState",
    "SETTLEMENT_MOVES",
    "SettlementState",
    "VISIT_MOVES",
    "VisitState",
]
