"""States of reconciliation (对账) and clearing (清算)."""

from django.db import models

from yibao.kernel.transitions import START, Table


class ReconciliationState(models.TextChoices):
    """Where the comparison of one period stands."""

    MATCHED = "MATCHED", "总额一致"
    MISMATCH = "MISMATCH", "总额不一致，等明细"
    LOADING = "LOADING", "正在收明细"
    COMPARING = "COMPARING", "正在逐笔比对"
    FINISHED = "FINISHED", "比对完成"


RECONCILIATION_MOVES = Table(
    case_type="settlement.reconciliation",
    moves={
        START: {
            "MATCHED": "settlement.reconciliation.matched",
            "MISMATCH": "settlement.reconciliation.mismatched",
        },
        "MISMATCH": {"LOADING": "settlement.reconciliation.loading"},
        "LOADING": {
            "COMPARING": "settlement.reconciliation.loaded",
            "MISMATCH": "settlement.reconciliation.load_failed",
        },
        "COMPARING": {
            "FINISHED": "settlement.reconciliation.finished",
            "MISMATCH": "settlement.reconciliation.compare_failed",
        },
        "FINISHED": {"LOADING": "settlement.reconciliation.loading"},
    },
    owners={
        "MATCHED": "nobody",
        "MISMATCH": "institution",
        "LOADING": "institution",
        "COMPARING": "system",
        "FINISHED": "finance",
    },
    notices={
        "settlement.reconciliation.matched": None,
        "settlement.reconciliation.mismatched": None,
        "settlement.reconciliation.loading": None,
        "settlement.reconciliation.loaded": None,
        "settlement.reconciliation.load_failed": None,
        "settlement.reconciliation.compare_failed": None,
        "settlement.reconciliation.finished": None,
    },
)


class DifferenceState(models.TextChoices):
    """What finance did about one difference."""

    OPEN = "OPEN", "待处理"
    ASKED = "ASKED", "已请机构核对"
    RESOLVED = "RESOLVED", "已处理"


DIFFERENCE_MOVES = Table(
    case_type="settlement.difference",
    moves={
        START: {"OPEN": "settlement.difference.found"},
        "OPEN": {
            "ASKED": "settlement.difference.asked",
            "RESOLVED": "settlement.difference.resolved",
        },
        "ASKED": {"RESOLVED": "settlement.difference.resolved"},
    },
    owners={"OPEN": "finance", "ASKED": "institution", "RESOLVED": "nobody"},
    notices={
        "settlement.difference.found": None,
        "settlement.difference.asked": None,
        "settlement.difference.resolved": None,
    },
)


class ClearingState(models.TextChoices):
    """Where the monthly clearing of an institution stands."""

    APPLIED = "APPLIED", "已申请"
    AUDITED = "AUDITED", "已审核"
    PAID = "PAID", "已拨付"
    CANCELLED = "CANCELLED", "已撤销"


CLEARING_MOVES = Table(
    case_type="settlement.clearing",
    moves={
        START: {"APPLIED": "settlement.clearing.applied"},
        "APPLIED": {
            "AUDITED": "settlement.clearing.audited",
            "CANCELLED": "settlement.clearing.cancelled",
        },
        "AUDITED": {
            "PAID": "settlement.clearing.paid",
            "APPLIED": "settlement.clearing.audit_undone",
        },
    },
    owners={
        "APPLIED": "finance",
        "AUDITED": "finance",
        "PAID": "nobody",
        "CANCELLED": "nobody",
    },
    notices={
        "settlement.clearing.applied": None,
        "settlement.clearing.audited": None,
        "settlement.clearing.cancelled": None,
        "settlement.clearing.paid": None,
        "settlement.clearing.audit_undone": None,
    },
)
