"""States of a transfer into a relative's wallet (医保钱包, P99)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class TransferState(models.TextChoices):
    """Where the money is: on its way, in the wallet, or back in the giver's account."""

    OFFERED = "OFFERED", "等对方接收"
    ACCEPTED = "ACCEPTED", "已接收"
    REFUSED = "REFUSED", "对方没要，已退回"
    RETURNED = "RETURNED", "过时没接收，已退回"
    TAKEN_BACK = "TAKEN_BACK", "已取消，已退回"


TRANSFER_MOVES = Table(
    case_type="settlement.wallet_transfer",
    moves={
        START: {"OFFERED": "settlement.wallet.offered"},
        "OFFERED": {
            "ACCEPTED": "settlement.wallet.accepted",
            "REFUSED": "settlement.wallet.refused",
            "RETURNED": "settlement.wallet.returned",
            "TAKEN_BACK": "settlement.wallet.taken_back",
        },
    },
    owners={
        "OFFERED": "member",
        "ACCEPTED": "nobody",
        "REFUSED": "nobody",
        "RETURNED": "nobody",
        "TAKEN_BACK": "nobody",
    },
    notices={
        "settlement.wallet.offered": "wallet_offered",
        "settlement.wallet.accepted": "wallet_accepted",
        "settlement.wallet.refused": "wallet_returned",
        "settlement.wallet.returned": "wallet_returned",
        "settlement.wallet.taken_back": "wallet_taken_back",
    },
)
