"""States of a filing for care elsewhere (异地就医备案)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class FilingState(models.TextChoices):
    """Where a filing stands; only an approved one changes what a visit elsewhere pays."""

    IN_REVIEW = "IN_REVIEW", "审核中"
    APPROVED = "APPROVED", "已备案"
    REJECTED = "REJECTED", "未通过"
    CANCELLED = "CANCELLED", "已取消"


FILING_MOVES = Table(
    case_type="settlement.filing",
    moves={
        START: {
            "IN_REVIEW": "settlement.filing.asked",
            "APPROVED": "settlement.filing.filed",
        },
        "IN_REVIEW": {
            "APPROVED": "settlement.filing.approved",
            "REJECTED": "settlement.filing.rejected",
            "CANCELLED": "settlement.filing.cancelled",
        },
        "APPROVED": {"CANCELLED": "settlement.filing.cancelled"},
    },
    owners={
        "IN_REVIEW": "reviewer",
        "APPROVED": "person",
        "REJECTED": "nobody",
        "CANCELLED": "nobody",
    },
    notices={
        "settlement.filing.asked": None,
        "settlement.filing.filed": None,
        "settlement.filing.approved": None,
        "settlement.filing.rejected": None,
        "settlement.filing.cancelled": None,
    },
)
