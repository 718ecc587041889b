"""States of a payer named by the second scan (P113)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class PayerWordState(models.TextChoices):
    """Whether the payer has to say yes to this bill, and what was said."""

    STANDING = "STANDING", "已有授权"
    NEEDED = "NEEDED", "要付款人同意"
    WAITING = "WAITING", "等付款人同意"
    ACCEPTED = "ACCEPTED", "付款人已同意"
    REFUSED = "REFUSED", "付款人不同意"
    EXPIRED = "EXPIRED", "超时没有答复"


PAYER_MOVES = Table(
    case_type="settlement.payer",
    moves={
        START: {
            "STANDING": "settlement.payer.added",
            "NEEDED": "settlement.payer.named",
        },
        "NEEDED": {"WAITING": "settlement.payer.asked"},
        "WAITING": {
            "ACCEPTED": "settlement.payer.accepted",
            "REFUSED": "settlement.payer.refused",
            "EXPIRED": "settlement.payer.expired",
        },
        "ACCEPTED": {"WAITING": "settlement.payer.asked"},
        "EXPIRED": {"WAITING": "settlement.payer.asked"},
    },
    owners={
        "STANDING": "nobody",
        "NEEDED": "institution",
        "WAITING": "payer",
        "ACCEPTED": "institution",
        "REFUSED": "nobody",
        "EXPIRED": "institution",
    },
    notices={
        "settlement.payer.added": None,
        "settlement.payer.named": None,
        "settlement.payer.asked": "settlement_aid_asked",
        "settlement.payer.accepted": None,
        "settlement.payer.refused": None,
        "settlement.payer.expired": None,
    },
)
