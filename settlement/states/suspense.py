"""States of paying out money of closed accounts (待领款)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class PayoutState(models.TextChoices):
    """Where a payout stands; proposed by one of finance, paid by another."""

    PROPOSED = "PROPOSED", "已申请"
    PAID = "PAID", "已付款"
    CANCELLED = "CANCELLED", "已撤回"


PAYOUT_MOVES = Table(
    case_type="settlement.payout",
    moves={
        START: {"PROPOSED": "settlement.payout.proposed"},
        "PROPOSED": {
            "PAID": "settlement.payout.paid",
            "CANCELLED": "settlement.payout.cancelled",
        },
    },
    owners={"PROPOSED": "finance", "PAID": "nobody", "CANCELLED": "nobody"},
    notices={
        "settlement.payout.proposed": None,
        "settlement.payout.paid": "suspense_paid",
        "settlement.payout.cancelled": None,
    },
)
