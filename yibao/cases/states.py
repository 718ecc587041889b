"""States of a case and the moves between them (P73, settled 20)."""

from django.db import models

from yibao.kernel.transitions import Table


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "OPEN", "待处理"
    IN_REVIEW = "IN_REVIEW", "处理中"
    RETURNED = "RETURNED", "等当事人补正"
    APPROVED = "APPROVED", "已通过"
    REJECTED = "REJECTED", "未通过"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    CLOSED = "CLOSED", "按规则结束"


CASE_MOVES = Table(
    case_type="cases.case",
    moves={
        "OPEN": {
            "IN_REVIEW": "cases.case.taken",
            "WITHDRAWN": "cases.case.withdrawn",
            "CLOSED": "cases.case.closed_by_rule",
        },
        "IN_REVIEW": {
            "OPEN": "cases.case.put_back",
            "RETURNED": "cases.case.returned",
            "APPROVED": "cases.case.approved",
            "REJECTED": "cases.case.rejected",
            "WITHDRAWN": "cases.case.withdrawn",
            "CLOSED": "cases.case.closed_by_rule",
        },
        "RETURNED": {
            "OPEN": "cases.case.came_back",
            "WITHDRAWN": "cases.case.withdrawn",
            "CLOSED": "cases.case.closed_by_rule",
        },
    },
    owners={
        "OPEN": "queue",
        "IN_REVIEW": "reviewer",
        "RETURNED": "applicant",
        "APPROVED": "nobody",
        "REJECTED": "nobody",
        "WITHDRAWN": "nobody",
        "CLOSED": "nobody",
    },
    notices={
        "cases.case.taken": None,
        "cases.case.put_back": None,
        "cases.case.returned": None,
        "cases.case.came_back": None,
        "cases.case.closed_by_rule": None,
        "cases.case.approved": None,
        "cases.case.rejected": None,
        "cases.case.withdrawn": None,
    },
)
