"""States of what the gateway keeps, and their moves."""

from django.db import models

from yibao.kernel.transitions import START, Table


class ConfirmationState(models.TextChoices):
    """The patient's word about an order; that its time is over follows from ``expires_at``."""

    WAITING = "WAITING", "等参保人确认"
    CONFIRMED = "CONFIRMED", "参保人已确认"
    REFUSED = "REFUSED", "参保人不同意"


CONFIRMATION_MOVES = Table(
    case_type="gateway.confirmation",
    moves={
        START: {"WAITING": "gateway.confirmation.asked"},
        "WAITING": {
            "CONFIRMED": "gateway.confirmation.given",
            "REFUSED": "gateway.confirmation.refused",
        },
        "CONFIRMED": {
            "WAITING": "gateway.confirmation.asked_again",
            "REFUSED": "gateway.confirmation.taken_back",
        },
    },
    owners={"WAITING": "patient", "CONFIRMED": "institution", "REFUSED": "nobody"},
    notices={
        "gateway.confirmation.asked": "mobile_pay_asked",
        "gateway.confirmation.given": None,
        "gateway.confirmation.refused": None,
        "gateway.confirmation.asked_again": "mobile_pay_asked_again",
        "gateway.confirmation.taken_back": None,
    },
)
