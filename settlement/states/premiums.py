"""States of a premium of resident insurance (P172)."""

from django.db import models

from yibao.kernel.transitions import Table


class PremiumState(models.TextChoices):
    """How far the payment of a premium is."""

    PENDING = "PENDING", "正在办理"
    PAID = "PAID", "已缴费"
    FAILED = "FAILED", "没缴成"
    REFUNDED = "REFUNDED", "没缴成，钱已退回"


PREMIUM_MOVES = Table(
    case_type="settlement.premium",
    moves={
        "PENDING": {
            "PAID": "settlement.premium.paid",
            "FAILED": "settlement.premium.failed",
        },
        "FAILED": {"REFUNDED": "settlement.premium.refunded"},
    },
    owners={
        "PENDING": "system",
        "PAID": "nobody",
        "FAILED": "system",
        "REFUNDED": "nobody",
    },
    notices={
        "settlement.premium.paid": "premium_paid",
        "settlement.premium.failed": "premium_failed",
        "settlement.premium.refunded": "premium_refunded",
    },
)
