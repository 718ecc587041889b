"""States of what institutions file for people (待遇申报)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class BenefitFilingState(models.TextChoices):
    """A filing holds from the moment it is made until it is undone."""

    FILED = "FILED", "已办理"
    UNDONE = "UNDONE", "已撤销"


BENEFIT_MOVES = Table(
    case_type="settlement.benefit",
    moves={
        START: {"FILED": "settlement.benefit.filed"},
        "FILED": {"UNDONE": "settlement.benefit.undone"},
    },
    owners={"FILED": "institution", "UNDONE": "nobody"},
    notices={"settlement.benefit.filed": None, "settlement.benefit.undone": None},
)
