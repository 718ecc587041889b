"""States of a stay in hospital (住院)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class StayState(models.TextChoices):
    """Where a stay stands; its parts are visits with bills of their own."""

    ADMITTED = "ADMITTED", "住院中"
    DISCHARGED = "DISCHARGED", "已出院，待结算"
    SETTLED = "SETTLED", "已结算"
    CANCELLED = "CANCELLED", "已撤销"


STAY_MOVES = Table(
    case_type="settlement.stay",
    moves={
        START: {"ADMITTED": "settlement.stay.admitted"},
        "ADMITTED": {
            "DISCHARGED": "settlement.stay.discharged",
            "CANCELLED": "settlement.stay.cancelled",
        },
        "DISCHARGED": {
            "ADMITTED": "settlement.stay.discharge_undone",
            "SETTLED": "settlement.stay.settled",
        },
        "SETTLED": {"DISCHARGED": "settlement.stay.reopened"},
    },
    owners={
        "ADMITTED": "institution",
        "DISCHARGED": "institution",
        "SETTLED": "institution",
        "CANCELLED": "nobody",
    },
    notices={
        "settlement.stay.admitted": None,
        "settlement.stay.discharged": None,
        "settlement.stay.cancelled": None,
        "settlement.stay.discharge_undone": None,
        "settlement.stay.settled": None,
        "settlement.stay.reopened": None,
    },
)
