"""States of a doubt about a bill (对这笔账有疑问)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class DisputeState(models.TextChoices):
    """Where the answer to a doubt stands; somebody else answers than the counter that billed."""

    OPEN = "OPEN", "核查中"
    UPHELD = "UPHELD", "核查后账单没有错"
    CORRECTED = "CORRECTED", "核查后要改正"
    WITHDRAWN = "WITHDRAWN", "已撤回"


DISPUTE_MOVES = Table(
    case_type="settlement.dispute",
    moves={
        START: {"OPEN": "settlement.dispute.opened"},
        "OPEN": {
            "UPHELD": "settlement.dispute.upheld",
            "CORRECTED": "settlement.dispute.corrected",
            "WITHDRAWN": "settlement.dispute.withdrawn",
        },
    },
    owners={
        "OPEN": "reviewer",
        "UPHELD": "nobody",
        "CORRECTED": "institution",
        "WITHDRAWN": "nobody",
    },
    notices={
        "settlement.dispute.opened": None,
        "settlement.dispute.upheld": None,
        "settlement.dispute.corrected": None,
        "settlement.dispute.withdrawn": None,
    },
)
