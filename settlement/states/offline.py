"""States of bills that were taken without a network (断网记账)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class OfflineState(models.TextChoices):
    """Where the check of such a bill stands; every one of them ends by itself or by an officer."""

    RECEIVED = "RECEIVED", "待核对"
    SETTLED = "SETTLED", "已核对"
    ADJUSTED = "ADJUSTED", "已核对，有差额"
    CASE = "CASE", "经办机构核查中"
    REFUSED = "REFUSED", "不能结算"


OFFLINE_MOVES = Table(
    case_type="settlement.offline",
    moves={
        START: {"RECEIVED": "settlement.offline.received"},
        "RECEIVED": {
            "SETTLED": "settlement.offline.settled",
            "ADJUSTED": "settlement.offline.adjusted",
            "CASE": "settlement.offline.questioned",
            "REFUSED": "settlement.offline.refused",
        },
        "CASE": {
            "RECEIVED": "settlement.offline.allowed",
            "REFUSED": "settlement.offline.rejected",
        },
    },
    owners={
        "RECEIVED": "system",
        "SETTLED": "nobody",
        "ADJUSTED": "institution",
        "CASE": "reviewer",
        "REFUSED": "institution",
    },
    notices={
        "settlement.offline.received": None,
        "settlement.offline.settled": None,
        "settlement.offline.adjusted": "offline_bill_adjusted",
        "settlement.offline.questioned": "offline_bill_questioned",
        "settlement.offline.refused": "offline_bill_refused",
        "settlement.offline.allowed": None,
        "settlement.offline.rejected": "offline_bill_refused",
    },
)
