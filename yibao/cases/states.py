"""States of a case and the moves between them (P73, settled 20)."""

from django.db import models

from yibao.kernel.transitions import Table


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "OPEN", "待处理"
    IN_REVIEW = "IN_REVIEW", "处理中"
    APPROVED = "APPROVED", "已通过"
    REJECTED = "REJECTED", "未通过"
    WITHDRAWN = "WITHDRAWN", "已撤回"


CASE_MOVES = Table(
    case_type="cases.case",
    moves={
        "OPEN": {
            "IN_REVIEW": "cases.case.taken",
            "WITHDRAWN": "cases.case.withdrawn",
        },
        "IN_REVIEW": {
            "OPEN": "cases.case.put_back",
            "APPROVED": "cases.case.approved",
            "REJECTED": "cases.case.rejected",
            "WITHDRAWN": "cases.case.withdrawn",
        },
    },
    owners={
        "OPEN": "queue",
        "IN_REVIEW": "reviewer",
        "APPROVED": "nobody",
        "REJECTED": "nobody",
        "WITHDRAWN": "nobody",
    },
    notices={
        "cases.case.taken": None,
        "cases.case.put_back": None,
        "cases.case.approved": None,
        "cases.case.rejected": None,
        "cases.case.withdrawn": None,
    },
)
